#include "daemon/cli/subscriptions.hpp"

#include "daemon/cli/console.hpp"
#include "daemon/event_json.hpp"
#include "feeds/time.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace broadsheet::cli {
namespace {

namespace json = boost::json;
using Stage = store::Subscription::Stage;

bool is_ahead(const std::optional<store::Timestamp>& time, store::Timestamp now) {
    return time && *time > now;
}

bool is_expired(const store::Subscription& subscription, store::Timestamp now) {
    return subscription.stage == Stage::active && !is_ahead(subscription.lease_until, now);
}

/// Is it taken at its word? It must have brought news, and keep its lease.
std::optional<store::Timestamp> trusted_until(const store::Subscription& subscription, const store::FetchState& state,
                                              store::Timestamp now) {
    const bool trusted = subscription.stage == Stage::active && is_ahead(state.push_until, now);
    return trusted ? state.push_until : std::nullopt;
}

std::string stage_text(const store::Subscription& subscription, store::Timestamp now) {
    const auto again = ", to be asked again at " + feeds::to_rfc3339(subscription.next_step);
    const auto why = subscription.error.empty() ? "" : " (" + printable(subscription.error) + ")";
    switch (subscription.stage) {
        case Stage::asked:
            return (subscription.error.empty() ? "asked, but not confirmed yet" : "not subscribed" + why) + again;
        case Stage::active:
            if (!subscription.lease_until) return "confirmed";
            if (is_expired(subscription, now))
                return "expired at " + feeds::to_rfc3339(*subscription.lease_until) + why +
                       (subscription.is_named ? again : ", and no longer named by the feed");
            return "confirmed until " + feeds::to_rfc3339(*subscription.lease_until) + why;
        case Stage::denied: return "denied" + why + again;
        case Stage::left: return "given up";
    }
    return {};
}

const char* stage_name(const store::Subscription& subscription, store::Timestamp now) {
    switch (subscription.stage) {
        case Stage::asked: return "asked";
        case Stage::active: return is_expired(subscription, now) ? "expired" : "active";
        case Stage::denied: return "denied";
        case Stage::left: return "left";
    }
    return "";
}

}  // namespace

const store::Subscription* subscription_of(const std::vector<store::Subscription>& all, store::FeedId feed) {
    const auto found = std::lower_bound(all.begin(), all.end(), feed,
                                        [](const auto& one, store::FeedId sought) { return one.feed < sought; });
    return found == all.end() || found->feed != feed ? nullptr : &*found;
}

std::string subscription_text(const store::Subscription& subscription, const store::FetchState& state,
                              store::Timestamp now) {
    auto text = printable(subscription.hub) + ", " + stage_text(subscription, now);
    if (subscription.stage != Stage::active || is_expired(subscription, now)) return text;
    if (trusted_until(subscription, state, now)) return text + "; it brings the news, and polls only check on it";
    if (is_ahead(state.hub_doubted_until, now))
        return text + "; it has left out news, and is not relied upon before " +
               feeds::to_rfc3339(*state.hub_doubted_until);
    return text + "; it has yet to bring news before polls get fewer";
}

json::value subscription_json(const store::Subscription* subscription, const store::FetchState& state,
                              store::Timestamp now) {
    if (subscription == nullptr) return nullptr;
    return json::object{{"hub", subscription->hub},
                        {"topic", subscription->topic},
                        {"state", stage_name(*subscription, now)},
                        {"error", subscription->error.empty() ? json::value() : json::value(subscription->error)},
                        {"lease_until", time_json(subscription->lease_until)},
                        {"next_step", time_json(subscription->next_step)},
                        {"trusted_until", time_json(trusted_until(*subscription, state, now))}};
}

}  // namespace broadsheet::cli
