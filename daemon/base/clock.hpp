#pragma once
// Time and waiting, injectable: nothing else in daemon/ touches a clock or a timer. Net thread only.

#include "feeds/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace broadsheet {

template <class T>
using awaitable = boost::asio::awaitable<T>;

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

/// The steady time that the system's clock has: it goes on while the machine is suspended, as the world does.
[[nodiscard]] SteadyTime steady_time();

class Wakeup;

/// Wall time for what is stored and shown; steady time for deadlines and schedules, which a jump of the wall clock
/// must not move.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
    /// Completes at `when` or, if that has passed, at once. cancelled: the waiting coroutine was cancelled.
    [[nodiscard]] virtual awaitable<Result<void>> sleep_until(SteadyTime when) = 0;
    /// The same, but sooner where the wakeup is notified.
    [[nodiscard]] virtual awaitable<Result<void>> wait(Wakeup& wakeup, SteadyTime when) = 0;
};

[[nodiscard]] std::unique_ptr<Clock> make_system_clock();

/// Wakes one sleeping coroutine before its time: "something changed, look again". Not a queue: many notifications
/// before a wait are one.
class Wakeup {
public:
    explicit Wakeup(boost::asio::any_io_executor executor);
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    void notify();
    /// Completes on notify() or at `when` by real steady time, whichever is first. cancelled as above.
    [[nodiscard]] awaitable<Result<void>> wait_until(SteadyTime when);
    [[nodiscard]] awaitable<Result<void>> wait();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet
