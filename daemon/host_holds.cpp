#include "daemon/host_holds.hpp"

#include "daemon/polled_feed.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace broadsheet {

namespace {

void respect_holds(store::FeedRecord& feed, const std::vector<store::HostHold>& holds) {
    auto& state = feed.state;
    const auto& asked = feed.address();
    const auto& answered = state.validators.url;
    const std::array places{asked, answered, feeds::authority_of(asked), feeds::authority_of(answered)};
    for (const auto& hold : holds) {
        if (std::find(places.begin(), places.end(), hold.host) == places.end()) continue;
        if (state.next_poll && *state.next_poll >= hold.until) continue;
        state.next_poll = hold.until;
        state.schedule_reason = feeds::Bound::host_hold;
    }
    if (state.schedule_reason == feeds::Bound::host_hold && state.last_poll)
        state.bounds.push_back({feeds::Bound::host_hold, *state.next_poll - *state.last_poll});
}

/// A hold knows nothing of them, and what has been due since before them waits for their end.
void respect_skipped_hours(store::FetchState& state, store::Timestamp now) {
    if (!state.next_poll) return;
    const auto when = std::max(*state.next_poll, now);
    const auto allowed = feeds::first_allowed(when, state.hints);
    if (allowed == when) return;
    state.next_poll = allowed;
    state.schedule_reason = feeds::Bound::skip_hours;
    std::erase_if(state.bounds, [](const feeds::PollBound& bound) { return bound.name == feeds::Bound::skip_hours; });
    if (state.last_poll) state.bounds.push_back({feeds::Bound::skip_hours, allowed - *state.last_poll});
}

}  // namespace

void respect_holds(std::vector<store::FeedRecord>& feeds, const std::vector<store::HostHold>& holds,
                   store::Timestamp now) {
    for (auto& feed : feeds) {
        if (feed.detached || feed.state.retired || is_unasked(feed.state)) continue;
        if (!holds.empty()) respect_holds(feed, holds);
        respect_skipped_hours(feed.state, now);
    }
}

}  // namespace broadsheet
