// What goes on beside polling and answering for as long as the daemon runs.

#include "daemon/app.hpp"

#include "daemon/base/log.hpp"
#include "daemon/housekeeping.hpp"

#include <chrono>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::chrono::minutes housekeeping_pause{10};
constexpr std::chrono::minutes arrivals_pause{1};  // the same where articles have come
constexpr std::chrono::milliseconds orders_pause{1'000}, watch_pause{1'000};
constexpr std::chrono::milliseconds close_watch_pause{100};  // while feeds are polled

}  // namespace

/// At a start, soon after new articles, and now and then.
awaitable<void> App::keep_house() {
    for (;;) {
        const auto added = poller_.totals().added;
        const auto latest = clock_->steady() + housekeeping_pause;
        co_await clean_up();
        do {
            const auto rested = co_await clock_->sleep_until(clock_->steady() + arrivals_pause);
            if (!rested) co_return;
        } while (poller_.totals().added == added && clock_->steady() < latest);
    }
}

awaitable<void> App::clean_up() {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_->now());
    auto retention = retention_at(*config_, now);
    const auto pruned = co_await prune(store_service_, versions_, std::move(retention), now);
    if (!pruned) log::error("housekeeping failed", {{"error", pruned.error().detail()}});
}

/// What can only be known by looking now and then.
awaitable<void> App::keep_watch() {
    for (;;) {
        metrics_.polls_in_flight.set(static_cast<double>(poller_.in_flight()));
        metrics_.feeds_failing.set(static_cast<double>(poller_.failing()));
        metrics_.outage.set(poller_.in_outage() ? 1 : 0);
        metrics_.store_failing.set(poller_.store_fault().empty() ? 0 : 1);
        routes_.set_store_fault(poller_.store_fault());
        count_failures();
        const auto due = clock_->steady() + (poller_.in_flight() > 0 ? close_watch_pause : watch_pause);
        const auto rested = co_await clock_->sleep_until(due);
        if (!rested) co_return;
        metrics_.event_loop_seconds.observe(clock_->steady() - due);
    }
}

void App::count_failures() {
    const auto failures = tasks_.failures() + polls_.failures() + renderings_.failures() + poller_.thrown();
    metrics_.task_failures.increment(static_cast<double>(failures - std::exchange(counted_failures_, failures)));
}

/// What an admin has left for us with another command.
awaitable<void> App::keep_orders() {
    for (;;) {
        const auto done =
            co_await store_service_.carry_out_orders(std::chrono::floor<std::chrono::seconds>(clock_->now()));
        if (!done) log::error("an order could not be carried out", {{"error", done.error().detail()}});
        if (done && !done->changed_sections.empty()) versions_.articles_changed(*done);
        const auto rested = co_await clock_->sleep_until(clock_->steady() + orders_pause);
        if (!rested) co_return;
    }
}

}  // namespace broadsheet
