#include "daemon/base/clock.hpp"

#include "daemon/base/awaiting.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <time.h>

#include <algorithm>

namespace broadsheet {

namespace asio = boost::asio;

namespace {

Error called_off() {
    return fail(ErrorCode::cancelled, "the wait was called off");
}

// Too far away for the timer's nanoseconds.
constexpr std::chrono::milliseconds horizon = std::chrono::hours(24 * 365 * 10);

/// By the clock of the timers, which stands still meanwhile.
std::chrono::steady_clock::time_point timer_time(SteadyTime when) {
    const auto now = steady_time();
    return std::chrono::steady_clock::now() + (std::clamp(when, now, now + horizon) - now);
}

class SystemClock final : public Clock {
public:
    WallTime now() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }

    SteadyTime steady() const override { return steady_time(); }

    awaitable<Result<void>> sleep_until(SteadyTime when) override {
        asio::steady_timer timer(co_await asio::this_coro::executor, timer_time(when));
        const auto [error] = co_await timer.async_wait(as_values);
        if (error) co_return called_off();
        co_return Result<void>();
    }

    awaitable<Result<void>> wait(Wakeup& wakeup, SteadyTime when) override { return wakeup.wait_until(when); }
};

}  // namespace

SteadyTime steady_time() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return SteadyTime(std::chrono::seconds(time.tv_sec)) +
           std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds(time.tv_nsec));
}

std::unique_ptr<Clock> make_system_clock() {
    return std::make_unique<SystemClock>();
}

struct Wakeup::Impl {
    explicit Impl(asio::any_io_executor executor) : timer(std::move(executor)) {}

    asio::steady_timer timer;
    bool notified = false;
};

Wakeup::Wakeup(asio::any_io_executor executor) : impl_(std::make_unique<Impl>(std::move(executor))) {}

Wakeup::~Wakeup() = default;

void Wakeup::notify() {
    impl_->notified = true;
    impl_->timer.cancel();
}

awaitable<Result<void>> Wakeup::wait_until(SteadyTime when) {
    if (!impl_->notified) {
        impl_->timer.expires_at(timer_time(when));
        const auto [error] = co_await impl_->timer.async_wait(as_values);
        if (error && !impl_->notified) co_return called_off();
    }
    impl_->notified = false;
    co_return Result<void>();
}

awaitable<Result<void>> Wakeup::wait() {
    return wait_until(SteadyTime::max());
}

}  // namespace broadsheet
