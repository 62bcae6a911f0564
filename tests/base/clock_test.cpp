#include "daemon/base/clock.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using tests::FakeClock;
using tests::run_coroutine;
using tests::run_ready;
using namespace std::chrono_literals;

awaitable<void> keep(awaitable<Result<void>> wait, std::optional<Result<void>>& outcome) {
    outcome = co_await std::move(wait);
}

class ClockTest : public testing::Test {
protected:
    void start(awaitable<Result<void>> wait) { tasks.spawn("wait", keep(std::move(wait), outcome)); }

    boost::asio::io_context context;
    TaskGroup tasks{context.get_executor()};
    std::optional<Result<void>> outcome;
};

TEST_F(ClockTest, SleepEndsNotBeforeItsTime) {
    const auto clock = make_system_clock();
    const SteadyTime when = clock->steady() + 5ms;
    EXPECT_TRUE(run_coroutine(clock->sleep_until(when)));
    EXPECT_GE(clock->steady(), when);
}

TEST_F(ClockTest, SleepUntilThePastEndsAtOnce) {
    const auto clock = make_system_clock();
    EXPECT_TRUE(run_coroutine(clock->sleep_until(clock->steady() - 1h)));
    EXPECT_TRUE(run_coroutine(clock->sleep_until(SteadyTime::min())));
}

TEST_F(ClockTest, CancelledSleepSaysSo) {
    const auto clock = make_system_clock();
    start(clock->sleep_until(SteadyTime::max()));
    run_ready(context);
    EXPECT_FALSE(outcome.has_value());
    tasks.cancel();
    run_coroutine(context, tasks.join());
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->error().code(), ErrorCode::cancelled);
}

TEST_F(ClockTest, NotifyEndsAWait) {
    Wakeup wakeup(context.get_executor());
    start(wakeup.wait());
    run_ready(context);
    EXPECT_FALSE(outcome.has_value());
    wakeup.notify();
    run_ready(context);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(*outcome);
}

TEST_F(ClockTest, ManyNotificationsBeforeAWaitAreOne) {
    Wakeup wakeup(context.get_executor());
    wakeup.notify();
    wakeup.notify();
    EXPECT_TRUE(run_coroutine(context, wakeup.wait()));
    start(wakeup.wait());
    run_ready(context);
    EXPECT_FALSE(outcome.has_value());
    tasks.cancel();
    run_coroutine(context, tasks.join());
    EXPECT_EQ(outcome->error().code(), ErrorCode::cancelled);
}

TEST_F(ClockTest, WaitEndsAtItsTimeWithoutNotice) {
    Wakeup wakeup(context.get_executor());
    const auto clock = make_system_clock();
    EXPECT_TRUE(run_coroutine(context, clock->wait(wakeup, clock->steady() + 2ms)));
}

TEST_F(ClockTest, WaitByAGivenClockEndsByEither) {
    FakeClock clock;
    Wakeup wakeup(context.get_executor());
    start(clock.wait(wakeup, clock.steady() + 1h));
    run_ready(context);
    clock.advance(59min);
    run_ready(context);
    EXPECT_FALSE(outcome.has_value());
    clock.advance(1min);
    run_ready(context);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(*outcome);

    outcome.reset();
    start(clock.wait(wakeup, clock.steady() + 1h));
    run_ready(context);
    wakeup.notify();
    run_ready(context);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(*outcome);
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(ClockTest, WaitByAGivenClockCanBeCancelled) {
    FakeClock clock;
    Wakeup wakeup(context.get_executor());
    start(clock.wait(wakeup, clock.steady() + 1h));
    run_ready(context);
    tasks.cancel();
    run_coroutine(context, tasks.join());
    EXPECT_EQ(tasks.failures(), 0U);
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(ClockTest, FakeClockWakesOnlyWhoIsDueAndRemembers) {
    FakeClock clock;
    const SteadyTime begin = clock.steady();
    std::optional<Result<void>> later;
    start(clock.sleep_until(begin + 10s));
    tasks.spawn("later", keep(clock.sleep_until(begin + 20s), later));
    run_ready(context);
    EXPECT_EQ(clock.next(), begin + 10s);
    clock.advance(10s);
    run_ready(context);
    EXPECT_TRUE(outcome.has_value());
    EXPECT_FALSE(later.has_value());
    EXPECT_EQ(clock.sleepers(), 1U);
    EXPECT_EQ(clock.sleeps(), (std::vector{begin + 10s, begin + 20s}));
    tasks.cancel();
    run_coroutine(context, tasks.join());
    EXPECT_EQ(later->error().code(), ErrorCode::cancelled);
}

}  // namespace
}  // namespace broadsheet
