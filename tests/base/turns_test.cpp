#include "daemon/base/turns.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet {
namespace {

using testing::ElementsAre;
using tests::run_ready;

class TurnsTest : public testing::Test {
protected:
    /// As long as turns may last together.
    awaitable<void> toil(std::string name) {
        co_await turns_->take();
        done_.push_back(std::move(name));
        const auto end = std::chrono::steady_clock::now() + Turns::together;
        while (std::chrono::steady_clock::now() < end) continue;
    }
    awaitable<void> hurry(std::string name) {
        co_await turns_->take();
        done_.push_back(std::move(name));
    }

    boost::asio::io_context context_;
    std::unique_ptr<Turns> turns_ = std::make_unique<Turns>(context_.get_executor());
    TaskGroup tasks_{context_.get_executor()};
    std::vector<std::string> done_;
};

TEST_F(TurnsTest, WhoIsAloneDoesNotWait) {
    tasks_.spawn("a", hurry("a"));
    boost::asio::post(context_, [this] { done_.emplace_back("other"); });
    run_ready(context_);
    EXPECT_THAT(done_, ElementsAre("a", "other"));
}

TEST_F(TurnsTest, OthersComeBetweenThem) {
    for (const char* name : {"a", "b", "c"}) tasks_.spawn(name, toil(name));
    boost::asio::post(context_, [this] {
        done_.emplace_back("first");
        boost::asio::post(context_, [this] {
            done_.emplace_back("second");
            boost::asio::post(context_, [this] { done_.emplace_back("third"); });
        });
    });
    run_ready(context_);
    EXPECT_THAT(done_, ElementsAre("a", "first", "b", "second", "c", "third"));
}

TEST_F(TurnsTest, ShortOnesAreTakenTogetherAndInOrder) {
    tasks_.spawn("a", toil("a"));
    for (const char* name : {"b", "c", "d"}) tasks_.spawn(name, hurry(name));
    run_ready(context_);
    EXPECT_THAT(done_, ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(tasks_.size(), 0U);
}

TEST_F(TurnsTest, WhoIsCancelledMeanwhileEndsAtItsTurn) {
    const auto twice = [](Turns& turns, std::vector<std::string>& done) -> awaitable<void> {
        co_await turns.take();
        done.emplace_back("once");
        co_await turns.take();
        done.emplace_back("twice");
    };
    tasks_.spawn("a", toil("a"));
    tasks_.spawn("b", twice(*turns_, done_));
    boost::asio::post(context_, [this] { tasks_.cancel(); });
    tests::run_coroutine(context_, tasks_.join());
    EXPECT_EQ(std::count(done_.begin(), done_.end(), "twice"), 0);
    EXPECT_EQ(tasks_.failures(), 0U);
}

TEST_F(TurnsTest, MayEndWithSomeThatWait) {
    tasks_.spawn("a", toil("a"));
    tasks_.spawn("b", hurry("b"));
    boost::asio::post(context_, [this] {
        EXPECT_THAT(done_, ElementsAre("a"));
        turns_.reset();
    });
    run_ready(context_);
    EXPECT_THAT(done_, ElementsAre("a", "b"));
}

}  // namespace
}  // namespace broadsheet
