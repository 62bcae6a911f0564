#include "daemon/poller.hpp"

#include "daemon/base/log.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace broadsheet {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A start with thousands of overdue feeds must not fall upon the world at once.
constexpr int overdue_per_second = 20;
// A feed whose poll could not be stored, or a clock that was set back by years, is looked at again after so long.
constexpr milliseconds retry_pause = std::chrono::minutes(1);
constexpr milliseconds longest_wait = std::chrono::days(8);
constexpr milliseconds longest_sleep = std::chrono::hours(1);

}  // namespace

Poller::Poller(Refresher& refresher, Clock& clock, TaskGroup& tasks, boost::asio::any_io_executor executor,
               unsigned concurrency)
    : refresher_(refresher), clock_(clock), tasks_(tasks), wakeup_(std::move(executor)), queue_(concurrency) {}

void Poller::apply(std::vector<PolledFeed> feeds, unsigned concurrency) {
    queue_.set_concurrency(concurrency);
    for (auto& slot : slots_) slot->listed = false;
    std::uint64_t overdue = 0;
    for (auto& feed : feeds) {
        const auto [found, added] = by_id_.try_emplace(feed.id, static_cast<PollQueue::Slot>(slots_.size()));
        if (added) slots_.push_back(std::make_unique<Slot>());
        auto& slot = *slots_[found->second];
        slot.listed = true;
        if (slot.in_flight) {
            slot.changed = std::make_unique<PolledFeed>(std::move(feed));
            continue;
        }
        if (!added) feed.state = std::move(slot.feed.state);
        slot.feed = std::move(feed);
        if (added) place(found->second, due_time(slot.feed, overdue));
    }
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i)
        if (!slots_[i]->listed) {
            queue_.remove(i);
            by_id_.erase(slots_[i]->feed.id);
        }
    wakeup_.notify();
}

void Poller::place(PollQueue::Slot slot, std::optional<SteadyTime> due) {
    const auto& feed = slots_[slot]->feed;
    const PollQueue::HostLimits limits{feed.fetch.per_host, feed.fetch.host_spacing};
    queue_.add(slot, feed.host, limits, due.value_or(SteadyTime::max()));
}

/// Wall time is believed once, here: from then on the schedule runs on steady time, and no jump of the clock moves it.
SteadyTime Poller::due_time(const PolledFeed& feed, std::uint64_t& overdue) const {
    const auto now = clock_.now();
    if (feed.state.next_poll && *feed.state.next_poll > now) {
        const auto wait = std::chrono::duration_cast<milliseconds>(*feed.state.next_poll - now);
        return clock_.steady() + std::min(wait, longest_wait);
    }
    return clock_.steady() + seconds(overdue++) / overdue_per_second;
}

awaitable<void> Poller::run() {
    once_ = false;
    for (;;) {
        start_what_may();
        const auto latest = clock_.steady() + longest_sleep;
        const auto wake = std::min(queue_.next_event().value_or(latest), latest);
        const auto woken = co_await wakeup_.wait_until(wake);
        if (!woken) co_return;
    }
}

awaitable<PollSummary> Poller::run_once(std::function<bool(const PolledFeed&)> wanted, bool force) {
    once_ = true;
    const auto now = clock_.now();
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        const auto& feed = slots_[i]->feed;
        queue_.remove(i);
        const bool due = force || !feed.state.next_poll || *feed.state.next_poll <= now;
        if (due && wanted(feed)) place(i, clock_.steady());
    }
    for (;;) {
        start_what_may();
        if (queue_.idle()) break;
        const auto next = queue_.next_event();
        const auto woken = co_await wakeup_.wait_until(next.value_or(clock_.steady() + longest_sleep));
        if (!woken) break;
    }
    co_return totals_;
}

void Poller::start_what_may() {
    while (const auto slot = queue_.start(clock_.steady())) {
        slots_[*slot]->in_flight = true;
        auto task = poll(*slot);
        tasks_.spawn("poll", std::move(task));
    }
}

awaitable<void> Poller::poll(PollQueue::Slot slot) {
    const auto result = co_await refresher_.refresh(slots_[slot]->feed);
    finish(slot, result);
}

void Poller::finish(PollQueue::Slot index, const Result<Refreshed>& result) {
    auto& slot = *slots_[index];
    if (!result) {
        ++totals_.failed;
        if (result.error().code() != ErrorCode::cancelled)
            log::error("poll not stored", {{"feed", slot.feed.url}, {"error", result.error().detail()}});
        settle(index, retry_pause);
        return;
    }
    count(*result);
    slot.feed.state = result->state;
    if (observer_) observer_(slot.feed, *result);
    if (result->hold_host > seconds(0)) queue_.hold_host(index, clock_.steady() + result->hold_host);
    const auto now = std::chrono::floor<seconds>(clock_.now());
    settle(index, result->state.next_poll.value_or(now) - now);
}

/// Gives the slot back to the queue, with a changed config where one came in while it was in flight.
void Poller::settle(PollQueue::Slot index, milliseconds wait) {
    auto& slot = *slots_[index];
    slot.in_flight = false;
    if (slot.changed) {
        slot.changed->state = std::move(slot.feed.state);
        slot.feed = std::move(*std::exchange(slot.changed, nullptr));
    }
    const bool again = slot.listed && !once_;
    queue_.finish(index, again ? std::optional(clock_.steady() + std::max(wait, milliseconds(0))) : std::nullopt);
    wakeup_.notify();
}

void Poller::count(const Refreshed& refreshed) {
    ++totals_.polled;
    totals_.added += refreshed.report.added;
    totals_.revised += refreshed.report.revised;
    const bool failed =
        refreshed.verdict != feeds::Verdict::document && refreshed.verdict != feeds::Verdict::not_modified;
    if (failed)
        ++totals_.failed;
    else if (refreshed.report.added + refreshed.report.revised == 0)
        ++totals_.unchanged;
}

}  // namespace broadsheet
