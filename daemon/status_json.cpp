#include "daemon/event_json.hpp"
#include "daemon/polled_feed.hpp"
#include "daemon/views.hpp"

#include <boost/json.hpp>

namespace broadsheet {

namespace json = boost::json;

namespace {

json::value text_or_null(std::string_view text) {
    if (text.empty()) return nullptr;
    return json::string(text);
}

json::object feed_object(const store::FeedRecord& feed) {
    json::object object;
    object["url"] = feed.url;
    object["address"] = feed.address();
    object["title"] = feed.title;
    object["home_page_url"] = text_or_null(feed.home_page_url);
    json::array sections;
    for (const auto& section : feed.sections) sections.emplace_back(section);
    object["sections"] = std::move(sections);
    object["detached"] = feed.detached;
    object["last_poll"] = time_json(feed.state.last_poll);
    object["last_success"] = time_json(feed.state.last_success);
    object["last_change"] = time_json(feed.state.last_change);
    object["next_poll"] = time_json(next_poll_of(feed));
    object["schedule_reason"] = text_or_null(feed.state.schedule_reason.name());
    object["retired"] = time_json(feed.state.retired);
    object["status"] = feed.state.status;
    object["error_class"] = text_or_null(feed.state.error_class);
    object["error"] = text_or_null(feed.state.error);
    object["error_count"] = feed.state.error_count;
    object["warning"] = text_or_null(feed.state.warning);
    object["articles"] = feed.articles;
    object["articles_per_day"] = feed.articles_per_day;
    return object;
}

}  // namespace

std::string status_json(const std::vector<store::FeedRecord>& feeds, const store::Stats& stats,
                        const std::vector<store::EventRecord>& events, const std::string& store_fault) {
    json::object document;
    document["articles"] = stats.articles;
    document["revisions"] = stats.revisions;
    document["store_bytes"] = stats.file_bytes;
    document["store_fault"] = text_or_null(store_fault);
    document["schema_version"] = stats.schema_version;
    json::array list;
    auto by_feed = events_json(events);
    for (const auto& feed : feeds) {
        auto object = feed_object(feed);
        object["events"] = std::move(by_feed[feed.id]);
        list.push_back(std::move(object));
    }
    document["feeds"] = std::move(list);
    return json::serialize(document) + "\n";
}

}  // namespace broadsheet
