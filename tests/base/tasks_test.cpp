#include "daemon/base/tasks.hpp"

#include "daemon/base/awaiting.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace broadsheet {
namespace {

using tests::run_coroutine;
using tests::run_ready;

awaitable<void> wait_for_ever(int& cancelled) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max());
    const auto [error] = co_await timer.async_wait(as_values);
    if (error == boost::asio::error::operation_aborted) ++cancelled;
}

awaitable<void> never_look_at_errors(int& rounds) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    for (;;) {
        ++rounds;
        timer.expires_at(boost::asio::steady_timer::time_point::max());
        co_await timer.async_wait(as_values);
    }
}

awaitable<void> fall_over() {
    co_await boost::asio::post(as_values);
    throw std::runtime_error("fell over");
}

awaitable<void> count(int& started) {
    ++started;
    co_return;
}

class TaskGroupTest : public testing::Test {
protected:
    boost::asio::io_context context;
    TaskGroup tasks{context.get_executor()};
};

/// Goes on by itself in the same round in which it is cancelled.
awaitable<void> step_on() {
    co_await boost::asio::post(as_values);
    co_await boost::asio::post(as_values);
}

TEST_F(TaskGroupTest, MayBeCancelledFromOutsideWhileATaskEnds) {
    for (int rounds = 0; rounds < 4; ++rounds) {
        TaskGroup group(context.get_executor());
        group.spawn("step", step_on());
        context.restart();
        for (int i = 0; i < rounds; ++i) context.poll_one();
        group.cancel();
        run_coroutine(context, group.join());
        EXPECT_EQ(group.size(), 0U);
    }
}

TEST_F(TaskGroupTest, CancelEndsEveryPendingWait) {
    int cancelled = 0;
    for (int i = 0; i < 10; ++i) tasks.spawn("wait", wait_for_ever(cancelled));
    run_ready(context);
    EXPECT_EQ(tasks.size(), 10U);
    tasks.cancel();
    run_coroutine(context, tasks.join());
    EXPECT_EQ(cancelled, 10);
    EXPECT_EQ(tasks.size(), 0U);
    EXPECT_EQ(tasks.failures(), 0U);
}

TEST_F(TaskGroupTest, ATaskDeafToErrorsEndsAtItsNextAwait) {
    int rounds = 0;
    tasks.spawn("deaf", never_look_at_errors(rounds));
    run_ready(context);
    tasks.cancel();
    run_coroutine(context, tasks.join());
    EXPECT_EQ(rounds, 2);
    EXPECT_EQ(tasks.failures(), 0U) << "being called off is no failure";
}

TEST_F(TaskGroupTest, WhatATaskThrowsIsCountedAndLoggedWithItsName) {
    testing::internal::CaptureStderr();
    tasks.spawn("clumsy", fall_over());
    int started = 0;
    tasks.spawn("good", count(started));
    run_coroutine(context, tasks.join());
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(tasks.failures(), 1U);
    EXPECT_EQ(started, 1);
    EXPECT_NE(log.find("task=clumsy"), std::string::npos) << log;
    EXPECT_NE(log.find("fell over"), std::string::npos) << log;
}

TEST_F(TaskGroupTest, NothingStartsAfterCancel) {
    int started = 0;
    tasks.cancel();
    tasks.spawn("late", count(started));
    run_coroutine(context, tasks.join());
    EXPECT_EQ(started, 0);
}

TEST_F(TaskGroupTest, JoinOfAnEmptyGroupCompletesAtOnce) {
    run_coroutine(context, tasks.join());
    EXPECT_FALSE(tasks.cancelled());
}

TEST_F(TaskGroupTest, TasksMayOutliveTheContextsRun) {
    int cancelled = 0;
    {
        boost::asio::io_context short_lived;
        TaskGroup group(short_lived.get_executor());
        group.spawn("wait", wait_for_ever(cancelled));
        run_ready(short_lived);
    }
    EXPECT_EQ(cancelled, 0);
}

}  // namespace
}  // namespace broadsheet
