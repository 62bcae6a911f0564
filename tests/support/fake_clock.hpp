#pragma once
// A clock that stands still until a test moves it, and remembers what was asked of it.

#include "daemon/base/awaiting.hpp"
#include "daemon/base/clock.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace broadsheet::tests {

class FakeClock final : public Clock {
public:
    explicit FakeClock(WallTime now = WallTime(std::chrono::hours(24 * 365 * 50))) : now_(now) {}

    [[nodiscard]] WallTime now() const override { return broken_ ? throw std::runtime_error("broken") : now_; }
    [[nodiscard]] SteadyTime steady() const override { return steady_; }

    [[nodiscard]] awaitable<Result<void>> sleep_until(SteadyTime when) override {
        sleeps_.push_back(when);
        if (when <= steady_) co_return Result<void>();
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto sleeper = std::make_shared<Sleeper>(when, executor);
        sleepers_.push_back(sleeper);
        co_await sleeper->timer.async_wait(as_values);
        std::erase(sleepers_, sleeper);
        if (steady_ < when) co_return fail(ErrorCode::cancelled, "the wait was called off");
        co_return Result<void>();
    }

    [[nodiscard]] awaitable<Result<void>> wait(Wakeup& wakeup, SteadyTime when) override {
        using boost::asio::experimental::awaitable_operators::operator||;
        const auto first = co_await (sleep_until(when) || wakeup.wait());
        if (first.index() == 0) co_return std::get<0>(first);
        co_return std::get<1>(first);
    }

    /// Moves both times; who is due wakes when the context next runs.
    void advance(std::chrono::milliseconds by) {
        steady_ += by;
        jump_wall(by);
        for (const auto& sleeper : sleepers_) {
            if (sleeper->when <= steady_) sleeper->timer.cancel();
        }
    }

    /// Sets the wall clock right, or wrong; nobody wakes.
    void jump_wall(std::chrono::milliseconds by) { now_ += by; }

    /// It throws whatever the time is asked for, but lets who waits wait, until it is mended.
    void set_broken(bool broken) { broken_ = broken; }

    /// Every time somebody asked to sleep until, in order, those that had passed included.
    [[nodiscard]] const std::vector<SteadyTime>& sleeps() const { return sleeps_; }
    [[nodiscard]] std::size_t sleepers() const { return sleepers_.size(); }

    /// When the next sleeper is due.
    [[nodiscard]] std::optional<SteadyTime> next() const {
        std::optional<SteadyTime> earliest;
        for (const auto& sleeper : sleepers_) earliest = std::min(earliest.value_or(sleeper->when), sleeper->when);
        return earliest;
    }

private:
    struct Sleeper {
        Sleeper(SteadyTime when_, const boost::asio::any_io_executor& executor)
            : when(when_), timer(executor, boost::asio::steady_timer::time_point::max()) {}
        SteadyTime when;
        boost::asio::steady_timer timer;
    };

    WallTime now_;
    SteadyTime steady_{std::chrono::hours(1)};
    bool broken_ = false;
    std::vector<SteadyTime> sleeps_;
    std::vector<std::shared_ptr<Sleeper>> sleepers_;
};

}  // namespace broadsheet::tests
