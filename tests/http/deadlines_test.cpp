#include "daemon/http/deadlines.hpp"

#include "tests/support/fake_clock.hpp"

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <optional>

namespace broadsheet::http {
namespace {

using namespace std::chrono_literals;

class DeadlinesTest : public testing::Test {
protected:
    using Outcome = std::optional<Result<int>>;

    /// Sleeps `work` long, under a deadline `allowed` from now, and moves that to `moved` from now if there is such.
    TaskHandle begin(std::chrono::seconds allowed, std::chrono::seconds work, Outcome& outcome,
                     std::optional<std::chrono::seconds> moved = {}) {
        auto task = hold(allowed, work, outcome, moved);
        return tasks_.spawn("work", std::move(task));
    }

    awaitable<void> hold(std::chrono::seconds allowed, std::chrono::seconds work, Outcome& outcome,
                         std::optional<std::chrono::seconds> moved) {
        Deadlines::Deadline deadline(deadlines_, clock_.steady() + allowed);
        if (moved) deadline.move_to(clock_.steady() + *moved);
        auto sleeping = sleep(work);
        outcome = co_await deadline.hold(std::move(sleeping));
        passed_ = passed_ || deadline.passed();
    }

    awaitable<Result<int>> sleep(std::chrono::seconds work) {
        const auto slept = co_await clock_.sleep_until(clock_.steady() + work);
        if (!slept) co_return slept.error();
        co_return 1;
    }

    void run(std::chrono::seconds time = 0s) {
        clock_.advance(time);
        context_.restart();
        context_.poll();
    }

    boost::asio::io_context context_;
    tests::FakeClock clock_;
    Deadlines deadlines_{context_.get_executor(), clock_};
    TaskGroup tasks_{context_.get_executor()};
    bool passed_ = false;
};

TEST_F(DeadlinesTest, WhatEndsInTimeIsLeftAloneAndLeavesNothingBehind) {
    Outcome outcome;
    begin(10s, 5s, outcome);
    run();
    run(5s);
    ASSERT_TRUE(outcome && outcome->has_value());
    EXPECT_FALSE(passed_);
    EXPECT_EQ(clock_.sleepers(), 0U) << "the sleeper goes with the last deadline";
}

TEST_F(DeadlinesTest, WhatIsLateIsCalledOffAtItsTime) {
    Outcome outcome, other;
    begin(10s, 60s, outcome);
    begin(20s, 15s, other);
    run();
    run(9s);
    EXPECT_FALSE(outcome);
    run(1s);
    ASSERT_TRUE(outcome && outcome->has_error());
    EXPECT_EQ(outcome->error().code(), ErrorCode::cancelled);
    EXPECT_TRUE(passed_);
    run(5s);
    EXPECT_TRUE(other && other->has_value());
}

TEST_F(DeadlinesTest, AnEarlierDeadlineWakesTheSleeperThatWaitsForALaterOne) {
    Outcome late, early;
    begin(100s, 200s, late);
    run();
    begin(1s, 200s, early);
    run();
    run(1s);
    EXPECT_TRUE(early && early->has_error());
    EXPECT_FALSE(late);
    run(99s);
    EXPECT_TRUE(late && late->has_error());
}

TEST_F(DeadlinesTest, ADeadlineThatIsMovedCountsFromThen) {
    Outcome later, sooner;
    begin(5s, 200s, later, 50s);
    begin(50s, 200s, sooner, 5s);
    run();
    run(5s);
    EXPECT_FALSE(later);
    EXPECT_TRUE(sooner && sooner->has_error());
    run(45s);
    EXPECT_TRUE(later && later->has_error());
}

TEST_F(DeadlinesTest, WhoIsCancelledHasItsWorkCalledOff) {
    Outcome outcome;
    const auto task = begin(10s, 60s, outcome);
    run();
    task.cancel();
    run();
    ASSERT_TRUE(outcome && outcome->has_error());
    EXPECT_EQ(outcome->error().code(), ErrorCode::cancelled);
    EXPECT_FALSE(passed_);
    EXPECT_EQ(clock_.sleepers(), 0U);
}

}  // namespace
}  // namespace broadsheet::http
