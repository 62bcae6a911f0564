// What servers are owed: their limits, their spacing across restarts, and to be left alone where they want it.

#include "daemon/poll_request.hpp"
#include "daemon/poller.hpp"

#include <algorithm>
#include <chrono>

namespace broadsheet {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::chrono::hours force_pause{24};

}  // namespace

PollQueue::HostLimits Poller::limits_of(const PolledFeed& feed) {
    return {feed.fetch.per_host, feed.fetch.host_spacing};
}

/// A server that was asked just before a restart is not asked again just behind it. A feed that is due may have been
/// in flight then, and nothing is stored of that.
void Poller::keep_spacing(const PolledFeed& feed) {
    if (!feed.state.last_poll) return;
    const bool due = feed.state.next_poll && *feed.state.next_poll <= clock_.now();
    const milliseconds since = due ? milliseconds(0) : clock_.now() - *feed.state.last_poll;
    const auto when = clock_.steady() - std::clamp<milliseconds>(since, milliseconds(0), longest_wait);
    queue_.note_start(feed.asked_host(), when);
    if (feed.state.validators.url != feed.address()) queue_.note_start(feed.host(), when);
}

/// Of a clock that was ahead when it was made: what its feed was to wait for then it waits for from now on, and no
/// start after this one begins that anew.
void Poller::mend_schedule(PolledFeed& feed) {
    auto& state = feed.state;
    const auto now = std::chrono::floor<seconds>(clock_.now());
    if (state.retired || !feed.is_out_of_time(now)) return;
    state.next_poll = now + (*state.next_poll - *state.last_poll);
    state.last_poll = now;
    auto mending = refresher_.amend(feed.id, state);
    tasks_.spawn("mend schedule", std::move(mending));
}

SteadyTime Poller::held_until(const PolledFeed& feed) const {
    const auto& holds = turns_.holds();
    if (holds.empty()) return SteadyTime::min();
    return std::max({holds.until(feed.asked_host()), holds.until(feed.host()), holds.until(feed.address()),
                     holds.until(feed.state.validators.url)});
}

std::vector<store::FeedSchedule> Poller::cut_short() const {
    const auto now = std::chrono::floor<seconds>(clock_.now());
    std::vector<store::FeedSchedule> schedules;
    for (const auto& slot : slots_) {
        if (!slot || !slot->flight || !slot->listed || slot->feed.state.retired) continue;
        const auto& feed = slot->feed;
        // The one on its way is the one of this day.
        const auto full_after = next_full_fetch(feed, feed.state) ? std::optional(full_pause) : std::nullopt;
        const auto jitter = feeds::jitter_of(static_cast<std::int64_t>(feed.id), now);
        schedules.push_back(
            feed.schedule(feeds::next_poll_after(0, feed.policy(), feed.state.hints, now, jitter, full_after)));
    }
    return schedules;
}

/// A server that said when to come again may be asked before only now and then.
bool Poller::may_force(PolledFeed& feed) const {
    const auto now = std::chrono::floor<seconds>(clock_.now());
    const bool asked_to_wait = std::any_of(feed.state.bounds.begin(), feed.state.bounds.end(), [&](const auto& bound) {
        return bound.name == feeds::Bound::retry_after && feed.state.last_poll &&
               *feed.state.last_poll + bound.wait > now;
    });
    if (!asked_to_wait && !is_held(feed)) return true;
    if (feed.state.last_forced && now - *feed.state.last_forced < force_pause) return false;
    feed.state.last_forced = now;
    return true;
}

}  // namespace broadsheet
