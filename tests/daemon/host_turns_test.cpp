#include "daemon/host_turns.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using Turn = HostTurns::Turn;

constexpr PollQueue::HostLimits polite{1, 2s};

/// What the poller does, without its polls: gives whoever may start a turn.
class HostTurnsTest : public ::testing::Test {
protected:
    struct Asked {
        std::optional<Result<Turn>> answer;
        boost::asio::cancellation_signal cancel;
    };

    std::shared_ptr<Asked> ask(const std::string& url) {
        auto asked = std::make_shared<Asked>();
        boost::asio::co_spawn(context_, keep(url, asked),
                              boost::asio::bind_cancellation_slot(asked->cancel.slot(), boost::asio::detached));
        give();
        return asked;
    }

    awaitable<void> keep(std::string url, std::shared_ptr<Asked> asked) {
        asked->answer.emplace(co_await turns_.wait_for(std::move(url), polite));
    }

    void give() {
        run_ready(context_);
        while (const auto slot = queue_.start(clock_.steady())) EXPECT_TRUE(turns_.give(*slot));
        run_ready(context_);
    }

    void hold(const std::string& place, std::chrono::seconds for_how_long) {
        turns_.hold({{place, std::chrono::floor<std::chrono::seconds>(clock_.now()) + for_how_long}});
    }

    static void expect_turned_away(const Asked& asked) {
        ASSERT_TRUE(asked.answer.has_value());
        ASSERT_FALSE(*asked.answer);
        EXPECT_EQ(asked.answer->error().code(), ErrorCode::unavailable);
    }

    boost::asio::io_context context_;
    FakeClock clock_;
    PollQueue queue_{10};
    Wakeup changed_{context_.get_executor()};
    HostTurns turns_{queue_, clock_, changed_};
};

TEST_F(HostTurnsTest, OneAfterTheOther) {
    const auto first = ask("http://hub.example/a");
    const auto second = ask("http://HUB.example:80/b");
    ASSERT_TRUE(first->answer && *first->answer);
    EXPECT_FALSE(second->answer);
    first->answer.reset();
    give();
    EXPECT_FALSE(second->answer) << "two seconds lie between two requests";
    clock_.advance(2s);
    give();
    EXPECT_TRUE(second->answer && *second->answer);
}

TEST_F(HostTurnsTest, ATurnThatGoesLeavesNothingBehind) {
    for (int time = 0; time < 3; ++time) {
        const auto asked = ask("http://hub.example/");
        ASSERT_TRUE(asked->answer && *asked->answer);
        EXPECT_EQ(queue_.in_flight(), 1U);
        asked->answer.reset();
        EXPECT_EQ(queue_.in_flight(), 0U);
        clock_.advance(2s);
    }
    EXPECT_EQ(queue_.slots(), 1U);
}

TEST_F(HostTurnsTest, WhoIsCalledOffLeavesTheLine) {
    const auto first = ask("http://hub.example/a");
    const auto second = ask("http://hub.example/b");
    second->cancel.emit(boost::asio::cancellation_type::terminal);
    run_ready(context_);
    ASSERT_TRUE(second->answer);
    EXPECT_EQ(second->answer->error().code(), ErrorCode::cancelled);
    EXPECT_EQ(queue_.waiting(), 0U);
}

TEST_F(HostTurnsTest, WaitsForAShortHoldAndNotForALongOne) {
    hold("hub.example", 30s);
    const auto patient = ask("http://hub.example/");
    EXPECT_FALSE(patient->answer);
    clock_.advance(30s);
    give();
    EXPECT_TRUE(patient->answer && *patient->answer);
    patient->answer.reset();
    hold("hub.example", 2min);
    expect_turned_away(*ask("http://hub.example/"));
}

TEST_F(HostTurnsTest, AHoldThatComesWhileOneWaitsSendsItAwayAndNobodyElse) {
    const auto held = ask("http://hub.example/a");
    const auto waiting = ask("http://hub.example/b");
    const auto other = ask("http://other.example/a");
    const auto behind = ask("http://other.example/b");
    hold("hub.example", 2min);
    run_ready(context_);
    expect_turned_away(*waiting);
    hold("other.example", 30s);
    run_ready(context_);
    EXPECT_FALSE(behind->answer) << "half a minute is worth waiting for";
    other->answer.reset();
    clock_.advance(30s);
    give();
    EXPECT_TRUE(behind->answer && *behind->answer);
}

TEST_F(HostTurnsTest, AnAddressAloneIsHeldWithoutItsHost) {
    hold("http://hub.example/a", 30s);
    expect_turned_away(*ask("http://hub.example/a"));
    const auto other = ask("http://hub.example/b");
    EXPECT_TRUE(other->answer && *other->answer);
    EXPECT_EQ(turns_.held_for("http://hub.example/a"), 30s);
    EXPECT_EQ(turns_.held_for("http://hub.example/b"), 0s);
}

TEST_F(HostTurnsTest, AnAddressThatIsHeldMeanwhileIsNotAsked) {
    const auto first = ask("http://hub.example/a");
    const auto second = ask("http://hub.example/a");
    hold("http://hub.example/a", 1min);
    first->answer.reset();
    clock_.advance(2s);
    give();
    expect_turned_away(*second);
    EXPECT_EQ(queue_.in_flight(), 0U);
}

TEST_F(HostTurnsTest, AHoldOfAClockThatWasWrongIsNotForYears) {
    hold("hub.example", std::chrono::days(3000));
    EXPECT_EQ(turns_.held_for("http://hub.example/"), std::chrono::days(8));
    hold("past.example", -std::chrono::days(3000));
    EXPECT_EQ(turns_.held_for("http://past.example/"), 0s);
}

TEST_F(HostTurnsTest, HoldsThatAreOverAreForgotten) {
    hold("hub.example", 30s);
    clock_.advance(29s);
    turns_.forget_holds();
    EXPECT_FALSE(turns_.holds().empty());
    clock_.advance(1s);
    turns_.forget_holds();
    EXPECT_TRUE(turns_.holds().empty());
}

TEST_F(HostTurnsTest, APollsSlotIsNotIts) {
    const auto slot = queue_.take_slot();
    queue_.add(slot, "news.example", polite, clock_.steady());
    EXPECT_EQ(queue_.start(clock_.steady()), slot);
    EXPECT_FALSE(turns_.give(slot));
}

}  // namespace
}  // namespace broadsheet::tests
