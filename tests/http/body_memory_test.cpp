#include "daemon/http/body_memory.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace broadsheet::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mega = 1UL << 20;

class BodyMemoryTest : public testing::Test {
protected:
    /// A body, and what becomes of it.
    struct Body {
        explicit Body(BodyMemory& memory) : share(memory, [this] { ended = true; }) {}
        bool ended = false;
        bool waits = false;
        BodyMemory::Share share;
    };

    ~BodyMemoryTest() override {
        tasks_.cancel();
        tests::run_ready(context_);
    }

    Body* body(std::size_t bytes) {
        auto* made = bodies_.emplace_back(std::make_unique<Body>(memory_)).get();
        grow(*made, bytes);
        return made;
    }
    void drop(Body* body) {
        std::erase_if(bodies_, [body](const auto& other) { return other.get() == body; });
        tests::run_ready(context_);
    }
    void grow(Body& body, std::size_t bytes) {
        auto growing = wait_for(body, bytes);
        tasks_.spawn("grow", std::move(growing));
        tests::run_ready(context_);
    }
    awaitable<void> wait_for(Body& body, std::size_t bytes) {
        body.waits = true;
        const auto grown = co_await body.share.grow(bytes);
        body.waits = !grown;
    }
    void pass(std::chrono::milliseconds time) {
        for (; time > 0ms; time -= 250ms) {
            clock_.advance(250ms);
            tests::run_ready(context_);
        }
    }

    boost::asio::io_context context_;
    tests::FakeClock clock_;
    TaskGroup tasks_{context_.get_executor()};
    BodyMemory memory_{clock_, 4 * mega};
    std::vector<std::unique_ptr<Body>> bodies_;
};

TEST_F(BodyMemoryTest, WhatIsTooMuchWaitsUntilSomeIsGivenBack) {
    body(mega);
    auto* second = body(3 * mega);
    auto* third = body(mega);
    EXPECT_FALSE(second->waits);
    EXPECT_TRUE(third->waits);
    drop(second);
    EXPECT_FALSE(third->waits);
    EXPECT_EQ(memory_.held(), 2 * mega);
}

TEST_F(BodyMemoryTest, TheOldestNeverWaits) {
    auto* first = body(mega);
    auto* second = body(3 * mega);
    grow(*first, 16 * mega);
    EXPECT_FALSE(first->waits);
    grow(*second, 4 * mega);
    EXPECT_TRUE(second->waits);
    drop(first);
    EXPECT_FALSE(second->waits);
}

TEST_F(BodyMemoryTest, WhoBecomesTheOldestWhileItWaitsIsServed) {
    auto* first = body(2 * mega);
    auto* second = body(mega);
    body(mega);
    body(2 * mega);
    grow(*second, 8 * mega);
    EXPECT_TRUE(second->waits);
    drop(first);
    EXPECT_FALSE(second->waits);
}

TEST_F(BodyMemoryTest, TheSmallestIsServedFirst) {
    body(mega);
    auto* second = body(3 * mega);
    auto* large = body(3 * mega);
    auto* small = body(mega / 2);
    drop(second);
    EXPECT_FALSE(small->waits);
    EXPECT_TRUE(large->waits);
}

TEST_F(BodyMemoryTest, SomeoneWhoHasFallenSilentIsEndedHoweverFastItWas) {
    auto* silent = body(3 * mega);
    auto* fast = body(mega / 4);
    for (int step = 2; step < 5; ++step, pass(1s)) grow(*fast, step * mega / 4);
    auto* late = body(2 * mega);
    EXPECT_TRUE(silent->ended);
    EXPECT_FALSE(fast->ended);
    drop(silent);
    EXPECT_FALSE(late->waits);
}

TEST_F(BodyMemoryTest, SomeoneSlowIsEndedForOneWhoWaits) {
    auto* slow = body(mega / 4);
    auto* fast = body(2 * mega);
    pass(2s);
    grow(*fast, 3 * mega);
    pass(1s);
    EXPECT_FALSE(slow->ended) << "nobody waits";
    auto* late = body(mega);
    EXPECT_TRUE(slow->ended);
    EXPECT_FALSE(fast->ended);
    EXPECT_TRUE(late->waits);
    drop(slow);
    EXPECT_FALSE(late->waits);
}

TEST_F(BodyMemoryTest, ABodyHasTimeToShowHowFastItIs) {
    auto* slow = body(mega / 4);
    auto* fast = body(3 * mega);
    pass(1s);
    grow(*fast, 4 * mega - mega / 4);
    body(mega);
    pass(750ms);
    EXPECT_FALSE(slow->ended);
    pass(500ms);
    EXPECT_TRUE(slow->ended);
    EXPECT_FALSE(fast->ended);
}

TEST_F(BodyMemoryTest, NoMoreAreEndedThanItTakes) {
    auto* slowest = body(mega / 4);
    auto* slower = body(mega / 2);
    auto* slow = body(mega * 3 / 4);
    body(2 * mega);
    pass(4s);
    body(mega);
    EXPECT_TRUE(slowest->ended);
    EXPECT_TRUE(slower->ended);
    pass(1s);
    EXPECT_FALSE(slow->ended) << "the others have yet to give theirs back";
}

TEST_F(BodyMemoryTest, WhatHasComeInWholeIsNotEnded) {
    auto* whole = body(mega / 4);
    body(4 * mega - mega / 4);
    whole->share.complete();
    pass(10s);
    body(mega);
    pass(1s);
    EXPECT_FALSE(whole->ended);
}

TEST_F(BodyMemoryTest, OneThatIsCalledOffWhileItWaitsLeavesItsPlace) {
    auto* first = body(3 * mega);
    auto* second = body(2 * mega);
    auto* third = body(mega);
    EXPECT_FALSE(third->waits) << "it fits, and is smaller than the second";
    tasks_.cancel();
    tests::run_ready(context_);
    EXPECT_TRUE(second->waits);
    EXPECT_FALSE(third->share.grow_now(2 * mega));
    drop(first);
    EXPECT_TRUE(third->share.grow_now(2 * mega));
}

}  // namespace
}  // namespace broadsheet::http
