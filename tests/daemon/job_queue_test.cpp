#include "daemon/job_queue.hpp"

#include "tests/support/run_coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace broadsheet {
namespace {

struct Counter {
    int jobs = 0;
};

/// What a job's work holds: says on which thread it went.
struct Held {
    explicit Held(std::thread::id& where_) : where(where_) {}
    ~Held() { where = std::this_thread::get_id(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    std::thread::id& where;
};

TEST(JobQueue, WhatAJobHasNeededGoesOnTheThreadThatRunsIt) {
    boost::asio::io_context context;
    JobQueue<Counter> queue;
    queue.open();
    std::thread::id gone_on;
    std::thread owner([&queue] {
        Counter counter;
        auto jobs = queue.take(1, std::chrono::milliseconds(0));
        jobs.front()->run(counter);
        finish(std::move(jobs), nullptr);
    });
    const auto owner_id = owner.get_id();
    auto held = std::make_shared<Held>(gone_on);
    auto work = [held = std::move(held)](Counter& counter) -> Result<int> { return ++counter.jobs; };
    auto asking = ask<int>(queue, Manner::urgent, std::move(work));
    const auto count = tests::run_coroutine(context, std::move(asking));
    owner.join();
    EXPECT_EQ(count.value(), 1);
    EXPECT_EQ(gone_on, owner_id);
}

TEST(JobQueue, TheForemostPassesWhatWaits) {
    boost::asio::io_context context;
    JobQueue<Counter> queue;
    queue.open();
    std::vector<std::string> ran;
    const auto leave = [&](Manner manner, std::string name) {
        auto work = [&ran, name](Counter&) -> Result<int> {
            ran.push_back(name);
            return 0;
        };
        auto asking = ask<int>(queue, manner, std::move(work));
        boost::asio::co_spawn(context, std::move(asking), boost::asio::detached);
    };
    leave(Manner::urgent, "first");
    leave(Manner::patient, "second");
    leave(Manner::foremost, "foremost");
    context.poll();
    Counter counter;
    for (int i = 0; i < 3; ++i) {
        auto jobs = queue.take(1, std::chrono::milliseconds(0));
        ASSERT_EQ(jobs.size(), 1U);
        jobs.front()->run(counter);
        finish(std::move(jobs), nullptr);
    }
    context.run();
    EXPECT_EQ(ran, (std::vector<std::string>{"foremost", "first", "second"}));
}

TEST(JobQueue, AClosedOneAnswersAtOnce) {
    boost::asio::io_context context;
    JobQueue<Counter> queue;
    auto work = [](Counter& counter) -> Result<int> { return ++counter.jobs; };
    auto asking = ask<int>(queue, Manner::urgent, std::move(work));
    EXPECT_EQ(tests::run_coroutine(context, std::move(asking)).error().code(), ErrorCode::unavailable);
}

}  // namespace
}  // namespace broadsheet
