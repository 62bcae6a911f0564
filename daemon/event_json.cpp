#include "daemon/event_json.hpp"

#include "feeds/time.hpp"

#include <boost/json.hpp>

namespace broadsheet {

boost::json::value time_json(const std::optional<store::Timestamp>& time) {
    if (!time) return nullptr;
    return boost::json::string(feeds::to_rfc3339(*time));
}

std::unordered_map<store::FeedId, boost::json::array> events_json(const std::vector<store::EventRecord>& events) {
    std::unordered_map<store::FeedId, boost::json::array> by_feed;
    for (const auto& [feed, event] : events)
        by_feed[feed].push_back(
            boost::json::object{{"time", time_json(event.time)}, {"kind", event.kind}, {"detail", event.detail}});
    return by_feed;
}

}  // namespace broadsheet
