// Which feeds fail, and what an outage of our own connection means for polling.

#include "daemon/base/log.hpp"
#include "daemon/poller.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::chrono::seconds reprobe_pause{60};  // of what has just failed

}  // namespace

/// It may be the feed's server after all that is in trouble: one that takes our requests, and does not answer them, is
/// not asked more often than it ever is.
std::chrono::milliseconds Poller::pause_of_probes(const Slot& slot) {
    const auto& fetch = slot.feed.fetch;
    return std::max(reprobe_pause, slot.is_asked ? fetch.interval : fetch.min_interval);
}

/// Kept up to date, for it is asked for many times a second.
void Poller::count_failing(Slot& slot) {
    const bool fails = slot.listed && is_failing(slot.feed.state);
    if (std::exchange(slot.is_failing, fails) != fails) failing_ += fails ? std::size_t(1) : std::size_t(-1);
}

/// As polls have found it to begin or end.
void Poller::follow_outage() {
    if (refresher_.outage().is_on() && !in_outage()) begin_outage();
    if (!refresher_.outage().is_on() && in_outage()) end_outage();
}

/// After a poll that has left this state. An outage may have become known while the state was being stored.
void Poller::look_for_outage(Slot& slot, unsigned errors_before) {
    follow_outage();
    const auto& state = slot.feed.state;
    if (in_outage() && was_unanswered(state) && state.error_count > errors_before) excuse(slot, errors_before);
}

/// In the store as well: passes, and starts, add up.
void Poller::excuse(Slot& slot, unsigned errors) {
    auto& state = slot.feed.state;
    state.error_count = errors;
    slot.excused = state.last_poll;
    auto excusing = refresher_.amend(slot.feed.id, state);
    tasks_.spawn("excuse", std::move(excusing));
}

/// What failed just before it was known to be our own fault does not count either. It is what is probed, but others
/// come first: were they found alive, it would not be our fault.
void Poller::begin_outage() {
    probes_.begin(clock_.steady());
    unsigned failing = 0;
    const auto since = clock_.now() - (once_ ? std::chrono::minutes(outage_memory) : OutageWatch::window);
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i] || slots_[i]->flight) continue;
        auto& slot = *slots_[i];
        const auto& state = slot.feed.state;
        mix_order(i);
        if (!was_unanswered(state) || state.error_count == 0 || !state.last_poll || *state.last_poll < since) continue;
        if (slot.excused == state.last_poll) continue;
        excuse(slot, state.error_count - 1);
        count_failing(slot);
        if (once_ || !slot.listed || state.retired || !met_outage(state)) continue;
        queue_.remove(i);
        const std::chrono::milliseconds turn = reprobe_pause * (1 + failing++ / Probes::at_once);
        place(i, clock_.steady() + std::min(turn, pause_of_probes(slot)));
    }
    log::warning("most hosts cannot be reached: polling pauses but for probes", {});
}

/// Of what is due, until the first probes: the config may have the dead ones together.
void Poller::mix_order(PollQueue::Slot index) {
    const auto& slot = *slots_[index];
    const auto& state = slot.feed.state;
    const bool due = !state.next_poll || *state.next_poll <= clock_.now();
    if (once_ || !slot.listed || state.retired || !due) return;
    constexpr auto room = std::chrono::milliseconds(Probes::first_pause).count();
    const auto share = feeds::jitter_of(static_cast<std::int64_t>(slot.feed.id), feeds::Timestamp());
    const auto wait = static_cast<std::int64_t>(static_cast<double>(room) * share);
    queue_.remove(index);
    place(index, clock_.steady() + std::chrono::milliseconds(wait));
}

/// When somebody has answered last.
feeds::Timestamp Poller::last_answer() const {
    feeds::Timestamp last;
    for (const auto& slot : slots_)
        if (slot && slot->feed.state.status != 0) last = std::max(last, slot->feed.state.last_poll.value_or(last));
    return last;
}

/// Does the last poll tell a pass what the passes before it have met? An outage lasts until somebody answers, however
/// seldom anybody is asked.
bool Poller::is_recalled(const PolledFeed& feed, feeds::Timestamp last_answer) const {
    const auto& state = feed.state;
    if (!state.last_poll) return false;
    return clock_.now() - *state.last_poll < outage_memory || (met_outage(state) && *state.last_poll > last_answer);
}

/// As passes before this one have found, which have excused what failed but for what made it known.
void Poller::go_on_in_outage(feeds::Timestamp last_answer) {
    probes_.begin(clock_.steady());
    for (auto& slot : slots_) {
        if (!slot) continue;
        const auto& state = slot->feed.state;
        if (is_recalled(slot->feed, last_answer) && was_unanswered(state) && state.error_count == 1) excuse(*slot, 0);
    }
    log::warning("most hosts cannot be reached: only some are asked whether that has changed", {});
}

/// What fails meanwhile is worth another probe, lest nobody be asked whether it is over.
std::chrono::milliseconds Poller::wait_of(const Slot& slot) const {
    const auto& state = slot.feed.state;
    if (in_outage() && met_outage(state)) return pause_of_probes(slot);
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    const auto wait = state.next_poll.value_or(now) - now;
    // The clock may have been set back since the answer.
    return state.next_poll && state.last_poll ? std::min(wait, *state.next_poll - *state.last_poll) : wait;
}

/// What could not be polled is due now, but not all of it at once; what had failed before as well waits for its time. A
/// pass asks nobody twice.
void Poller::end_outage() {
    probes_.end();
    log::info("hosts can be reached again: polling goes on", {});
    if (!once_) spread_what_is_due();
}

/// And what could not be polled while nobody could.
void Poller::spread_what_is_due() {
    std::uint64_t overdue = 0;
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]) continue;
        const auto& slot = *slots_[i];
        const auto& state = slot.feed.state;
        const bool due = !state.next_poll || *state.next_poll <= clock_.now();
        if (slot.flight || !slot.listed || state.retired || !(met_outage(state) || due)) continue;
        queue_.remove(i);
        place(i, spread(overdue));
    }
}

}  // namespace broadsheet
