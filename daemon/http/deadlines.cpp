#include "daemon/http/deadlines.hpp"

namespace broadsheet::http {

Deadlines::Place Deadlines::add(SteadyTime when, Deadline& deadline) {
    const auto place = deadlines_.emplace(when, &deadline);
    if (when < wakes_) {
        sleeper_.cancel();
        wakes_ = when;
        auto sleeping = sleep();
        sleeper_ = sleepers_.spawn("deadlines", std::move(sleeping));
    }
    return place;
}

void Deadlines::remove(Place place) {
    deadlines_.erase(place);
    if (!deadlines_.empty()) return;
    sleeper_.cancel();
    wakes_ = SteadyTime::max();
}

/// Until another sleeper has come in its place, or there is nothing to wait for. One that was cancelled may find the
/// keeper gone.
awaitable<void> Deadlines::sleep() {
    const auto sleeper = ++last_sleeper_;
    for (;;) {
        const auto slept = co_await clock_.sleep_until(wakes_);
        if (!slept) co_return;
        const auto now = clock_.steady();
        while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
            Deadline& deadline = *deadlines_.begin()->second;
            deadline.move_to(SteadyTime::max());
            deadline.pass();
        }
        if (sleeper != last_sleeper_ || deadlines_.empty()) co_return;
        wakes_ = deadlines_.begin()->first;
    }
}

}  // namespace broadsheet::http
