// What an outage of our own connection means for polling.

#include "daemon/base/log.hpp"
#include "daemon/poller.hpp"

namespace broadsheet {

/// What failed just before it was known to be our own fault does not count either.
void Poller::begin_outage() {
    outage_ = true;
    next_probes_ = clock_.steady() + probe_pause;
    const auto since = clock_.now() - OutageWatch::window;
    for (auto& slot : slots_) {
        if (!slot) continue;
        auto& state = slot->feed.state;
        if (!slot->in_flight && state.status == 0 && state.error_count > 0 && state.last_poll &&
            *state.last_poll >= since)
            --state.error_count;
    }
    log::warning("most hosts cannot be reached: polling pauses but for probes", {});
}

/// What could not be polled is due now, but not all of it at once; what had failed before as well waits for its time. A
/// pass asks nobody twice.
void Poller::end_outage() {
    outage_ = false;
    probes_ = 0;
    log::info("hosts can be reached again: polling goes on", {});
    if (once_) return;
    std::uint64_t overdue = 0;
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]) continue;
        const auto& slot = *slots_[i];
        const auto& state = slot.feed.state;
        const bool failed = state.status == 0 && state.error_count == 0 && !state.error.empty();
        const bool due = !state.next_poll || *state.next_poll <= clock_.now();
        if (slot.in_flight || !slot.listed || state.retired || !(failed || due)) continue;
        queue_.remove(i);
        place(i, spread(overdue));
    }
}

}  // namespace broadsheet
