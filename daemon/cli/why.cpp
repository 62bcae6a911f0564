// `broadsheet why FEED`: why a feed is next polled when it is, as the schedule left it in the store.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/stored.hpp"
#include "daemon/cli/subscriptions.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/event_json.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/polled_feed.hpp"
#include "feeds/time.hpp"

#include <boost/json.hpp>

#include <array>
#include <cstdint>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

namespace broadsheet::cli {
namespace {

namespace json = boost::json;

/// "1h", "90s", "1d 2h 5m": a length of time in words that the config takes too.
std::string length_text(std::chrono::seconds length) {
    constexpr std::array<std::pair<std::int64_t, char>, 4> units{{{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};
    std::string text;
    auto rest = length.count();
    for (const auto& [seconds, name] : units) {
        if (rest < seconds) continue;
        text += (text.empty() ? "" : " ") + std::to_string(rest / seconds) + name;
        rest %= seconds;
    }
    return text.empty() ? "0s" : text;
}

/// What a bound stands for, in words for an admin.
std::string_view meaning_of(feeds::Bound bound) {
    switch (bound) {
        case feeds::Bound::interval: return "interval of the config";
        case feeds::Bound::min_interval: return "min_interval of the config";
        case feeds::Bound::posting_rate: return "how often the feed posts";
        case feeds::Bound::fresh: return "the answer is fresh (Cache-Control, Expires)";
        case feeds::Bound::ttl: return "ttl of the document";
        case feeds::Bound::update_period: return "update period of the document";
        case feeds::Bound::backoff: return "failures in a row";
        case feeds::Bound::penalty: return "the server refused without saying for how long";
        case feeds::Bound::hub: return "a hub brings the news; polls only check on it";
        case feeds::Bound::retry_after: return "the server's Retry-After";
        case feeds::Bound::host_hold: return "its server wants to be left alone, as it told this feed or another";
        case feeds::Bound::full_fetch: return "one whole fetch a day at most";
        case feeds::Bound::max_interval: return "cut to max_interval of the config";
        case feeds::Bound::skip_hours: return "moved out of skipHours and skipDays";
        case feeds::Bound::crash: return "the daemon was cut off, or died, while it polled this feed";
        case feeds::Bound::jitter: return "added, so that not all feeds are polled at once";
    }
    return {};
}

/// The feeds that an admin may mean, by the surest of their names: the address in the config, the one it is polled at
/// now, the title, which several may have, before that of one that is no longer in the config.
std::vector<const store::FeedRecord*> feeds_named(const std::vector<store::FeedRecord>& feeds,
                                                  const std::string& name) {
    std::array<std::vector<const store::FeedRecord*>, 4> named;
    const auto asked = asked_address(name);
    for (const auto& feed : feeds) {
        if (asked_address(feed.url) == asked)
            named[0].push_back(&feed);
        else if (feed.state.address == name)
            named[1].push_back(&feed);
        else if (feed.title == name)
            named[feed.detached ? 3 : 2].push_back(&feed);
    }
    for (auto& list : named)
        if (!list.empty()) return std::move(list);
    return {};
}

int refuse_ambiguous(const std::vector<const store::FeedRecord*>& feeds, const std::string& name) {
    std::string addresses;
    for (const auto* feed : feeds) addresses += (addresses.empty() ? "" : ", ") + feed->url;
    return complain("several feeds are named \"" + name + "\"; say which by its address: " + addresses);
}

void print_json(const store::FeedRecord& feed, const std::vector<store::EventRecord>& events,
                const store::Subscription* subscription) {
    const auto& state = feed.state;
    json::array bounds;
    for (const auto& bound : state.bounds) {
        bounds.push_back(json::object{{"name", feeds::name_of(bound.name)},
                                      {"seconds", bound.wait.count()},
                                      {"won", bound.name == state.schedule_reason}});
    }
    json::object object{{"url", feed.url},
                        {"title", feed.title},
                        {"address", feed.address()},
                        {"last_poll", time_json(state.last_poll)},
                        {"status", state.status},
                        {"error", state.error},
                        {"error_count", state.error_count},
                        {"warning", state.warning},
                        {"bounds", std::move(bounds)},
                        {"reason", state.schedule_reason.name()},
                        {"retired", time_json(state.retired)},
                        {"detached", feed.detached},
                        {"next_poll", time_json(next_poll_of(feed))},
                        {"websub", subscription_json(subscription, state, now())},
                        {"events", std::move(events_json(events)[feed.id])}};
    std::cout << json::serialize(object) << "\n";
}

std::string answer_text(const store::FetchState& state) {
    if (!state.last_poll) return "never polled";
    std::string text = feeds::to_rfc3339(*state.last_poll) + ", ";
    // What failed without a status may have been the answer itself: too large, or in a coding that cannot be read.
    text += state.status == 0 ? "failed" : "answered " + std::to_string(state.status);
    if (!state.error.empty() && !is_unasked(state)) text += ": " + printable(state.error);
    if (state.error_count > 1 && !is_unasked(state))
        text += " (" + std::to_string(state.error_count) + " failures in a row)";
    if (is_excused(state)) text += " (held against nobody";
    if (met_outage(state)) text += ": most hosts could not be reached then";
    if (is_excused(state)) text += ")";
    return text;
}

std::string next_text(const store::FeedRecord& feed) {
    if (feed.detached) return "never: it is no longer in the config";
    if (gave_way(feed.state))
        return "never: another feed is polled at " + printable(feed.state.move.to) + ", where it has moved to";
    if (feed.state.retired) return "never: it is gone for good since " + feeds::to_rfc3339(*feed.state.retired);
    if (is_unasked(feed.state)) return "when a start or a reload finds its secret; " + printable(feed.state.error);
    if (met_outage(feed.state)) return "as soon as hosts can be reached again, or to see whether they can";
    if (!feed.state.next_poll) return "at once";
    const auto& reason = feed.state.schedule_reason;
    std::string text = feeds::to_rfc3339(*feed.state.next_poll) + ", because of " + std::string(reason.name());
    const auto bound = reason.bound();
    if (bound && feed.state.bounds.empty()) text += ": " + std::string(meaning_of(*bound));  // else they say so below
    if (*feed.state.next_poll <= now()) text += "; it is due, and polled as soon as its turn comes";
    return text;
}

void print_text(const store::FeedRecord& feed, const std::vector<store::EventRecord>& events,
                const store::Subscription* subscription) {
    const auto& state = feed.state;
    if (feed.title != feed.url) std::cout << printable(feed.title) << "\n";
    std::cout << printable(feed.url) << "\n";
    if (!state.address.empty()) std::cout << "polled at  " << printable(state.address) << "\n";
    std::cout << "last poll  " << answer_text(state) << "\n"
              << "next poll  " << next_text(feed) << "\n";
    if (!state.warning.empty()) std::cout << "warning    " << printable(state.warning) << "\n";
    if (subscription != nullptr) std::cout << "websub     " << subscription_text(*subscription, state, now()) << "\n";
    if (!state.bounds.empty() && !feed.detached && !state.retired && !is_unasked(state)) {
        Table table({{"BOUND", "name"}, {"WAIT", "wait", Align::right}, {"WHY", "why"}});
        for (const auto& bound : state.bounds) {
            const std::string mark = bound.name == state.schedule_reason ? " *" : "";
            table.add({{std::string(feeds::name_of(bound.name)) + mark, nullptr},
                       {length_text(bound.wait), nullptr},
                       {std::string(meaning_of(bound.name)), nullptr}});
        }
        std::cout << "\n" << table.text();
    }
    const char* gap = "\n";
    for (const auto& [owner, event] : events) {
        if (owner != feed.id) continue;
        std::cout << std::exchange(gap, "") << feeds::to_rfc3339(event.time) << "  " << event.kind << ": "
                  << printable(event.detail) << "\n";
    }
}

}  // namespace

int run_why(const Common& common, const std::string& name) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto stored = open_stored(*config);
    if (!stored) return complain(stored.error().detail());
    const auto feeds = feeds_of(*stored);
    if (!feeds) return complain(feeds.error().detail());
    const auto events = (*stored)->events(all_events);
    if (!events) return complain(events.error().detail());
    const auto subscriptions = (*stored)->subscriptions();
    if (!subscriptions) return complain(subscriptions.error().detail());
    const auto found = feeds_named(*feeds, name);
    if (found.empty()) {
        return complain("the store knows no feed with the address or title \"" + name +
                        "\"; 'broadsheet status' lists them");
    }
    if (found.size() > 1) return refuse_ambiguous(found, name);
    const auto* subscription = subscription_of(*subscriptions, found.front()->id);
    common.json ? print_json(*found.front(), *events, subscription) : print_text(*found.front(), *events, subscription);
    return 0;
}

}  // namespace broadsheet::cli
