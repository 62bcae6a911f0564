// `broadsheet status`: the health of every feed, as the store knows it.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/stored.hpp"
#include "daemon/cli/subscriptions.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/event_json.hpp"
#include "daemon/polled_feed.hpp"
#include "feeds/time.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::cli {
namespace {

constexpr std::uint32_t shown_events = 20;  // below the table, of all feeds

Cell time_cell(const std::optional<store::Timestamp>& time, const char* absent) {
    if (!time) return {absent, nullptr};
    const std::string text = feeds::to_rfc3339(*time);
    return {text, boost::json::string(text)};
}

Cell text_cell(const std::string& text, const char* absent) {
    return {text.empty() ? absent : text, boost::json::string(text)};
}

Cell rate_cell(double articles_per_day) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f/d", articles_per_day);
    return {text.data(), articles_per_day};
}

/// The last answer, or what the failure was where there was none.
std::string status_text(const store::FetchState& state) {
    if (state.status != 0) return std::to_string(state.status);
    return state.error_class.empty() ? "-" : state.error_class;
}

std::string error_text(const store::FetchState& state) {
    if (gave_way(state)) return "another feed is polled at " + state.move.to + ", where it has moved to";
    if (state.retired) return "gone for good since " + feeds::to_rfc3339(*state.retired);
    if (state.error.empty() && !state.warning.empty()) return "warning: " + state.warning;
    if (state.error_count == 0) return state.error;
    return state.error + (state.error_count > 1 ? " (" + std::to_string(state.error_count) + " times)" : "");
}

Cell next_cell(const store::FeedRecord& feed) {
    if (feed.detached) return {"detached", nullptr};
    if (feed.state.retired) return {"never", nullptr};
    if (is_unasked(feed.state)) return {"waits", nullptr};
    return time_cell(feed.state.next_poll, "now");
}

/// What decided of the next poll; for a feed that has none the last bounds mean nothing any more.
Cell reason_cell(const store::FeedRecord& feed) {
    auto cell = text_cell(std::string(feed.state.schedule_reason.name()), "-");
    if (feed.detached || (feed.state.retired && !gave_way(feed.state))) cell.text = "-";
    return cell;
}

std::unordered_set<std::string_view> unverified_feeds(const config::Config& config) {
    std::unordered_set<std::string_view> urls;
    for (const auto& feed : config.feeds)
        if (!feed.tls_verify) urls.insert(feed.url);
    return urls;
}

/// What the admin allowed this feed that others are not, and what became of it.
std::string notes_text(const store::FeedRecord& feed, bool verified) {
    const auto trouble = error_text(feed.state);
    if (verified) return trouble.empty() ? "-" : trouble;
    return "TLS not verified" + (trouble.empty() ? "" : "; " + trouble);
}

void add_row(Table& table, const store::FeedRecord& feed, bool verified, boost::json::array events,
             boost::json::value websub) {
    const store::FetchState& state = feed.state;
    boost::json::array sections;
    for (const auto& section : feed.sections) sections.emplace_back(section);
    table.add({text_cell(feed.title, ""),
               text_cell(feed.url, ""),
               {"", sections},
               time_cell(state.last_poll, "never"),
               next_cell(feed),
               reason_cell(feed),
               {status_text(state), state.status},
               {std::to_string(feed.articles), feed.articles},
               rate_cell(feed.articles_per_day),
               {"", boost::json::string(state.error_class)},
               {"", state.error_count},
               {"", feed.detached},
               time_cell(state.retired, ""),
               {"", boost::json::string(feed.address())},
               {"", verified},
               {"", std::move(events)},
               {"", std::move(websub)},
               {"", boost::json::string(state.warning)},
               {notes_text(feed, verified), boost::json::string(state.error)}});
}

void print_events(const std::vector<store::FeedRecord>& list, const std::vector<store::EventRecord>& events) {
    if (!events.empty()) std::cout << "\n";
    std::unordered_map<store::FeedId, std::string_view> titles;
    for (const auto& feed : list) titles.emplace(feed.id, feed.title);
    for (const auto& record : events) {
        const auto title = titles.find(record.feed);
        if (title == titles.end()) continue;
        std::cout << feeds::to_rfc3339(record.event.time) << "  " << printable(title->second) << ": "
                  << record.event.kind << ": " << printable(record.event.detail) << "\n";
    }
}

}  // namespace

int run_status(const Common& common) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto stored = open_stored(*config);
    if (!stored) return complain(stored.error().detail());
    const auto feeds = feeds_of(*stored);
    if (!feeds) return complain(feeds.error().detail());
    const auto events = (*stored)->events(common.json ? all_events : shown_events);
    if (!events) return complain(events.error().detail());
    const auto subscriptions = (*stored)->subscriptions();
    if (!subscriptions) return complain(subscriptions.error().detail());
    std::vector<Column> columns = {{"FEED", "title"},
                                   {"URL", "url"},
                                   {"", "sections"},
                                   {"LAST POLL", "last_poll"},
                                   {"NEXT POLL", "next_poll"},
                                   {"BECAUSE OF", "schedule_reason"},
                                   {"STATUS", "status"},
                                   {"ARTICLES", "articles", Align::right},
                                   {"RATE", "articles_per_day", Align::right},
                                   {"", "error_class"},
                                   {"", "error_count"},
                                   {"", "detached"},
                                   {"", "retired"},
                                   {"", "address"},
                                   {"", "tls_verify"},
                                   {"", "events"},
                                   {"", "websub"},
                                   {"", "warning"},
                                   {"ERROR", "error"}};
    Table table(std::move(columns));
    auto by_feed = events_json(*events);
    const auto at = now();
    const auto unverified = unverified_feeds(*config);
    for (const auto& feed : *feeds)
        add_row(table, feed, !unverified.contains(feed.url), std::move(by_feed[feed.id]),
                subscription_json(subscription_of(*subscriptions, feed.id), feed.state, at));
    std::cout << (common.json ? table.json() : table.text());
    if (!common.json) print_events(*feeds, *events);
    return 0;
}

}  // namespace broadsheet::cli
