#include "daemon/base/budget.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace broadsheet {
namespace {

using tests::run_ready;

class BudgetTest : public testing::Test {
protected:
    using Outcome = std::optional<Result<Budget::Share>>;

    static awaitable<void> keep(Budget& budget, std::size_t amount, Outcome& outcome) {
        outcome = co_await budget.take(amount);
    }

    static awaitable<void> keep_first(Budget& budget, std::size_t amount, Outcome& outcome) {
        outcome = co_await budget.take_first(amount);
    }

    Outcome& take(std::size_t amount) {
        auto& outcome = outcomes.emplace_back();
        last = tasks.spawn("take", keep(budget, amount, outcome));
        run_ready(context);
        return outcome;
    }

    boost::asio::io_context context;
    TaskGroup tasks{context.get_executor()};
    Budget budget{10};
    std::deque<Outcome> outcomes;
    TaskHandle last;
};

TEST_F(BudgetTest, GivesWhatIsLeftAndTakesItBack) {
    auto& six = take(6);
    ASSERT_TRUE(six && *six);
    EXPECT_EQ(budget.left(), 4U);
    six.reset();
    EXPECT_EQ(budget.left(), 10U);
}

TEST_F(BudgetTest, WhoeverAsksTooMuchWaits) {
    auto& six = take(6);
    auto& five = take(5);
    EXPECT_FALSE(five);
    six.reset();
    run_ready(context);
    ASSERT_TRUE(five && *five);
    EXPECT_EQ(budget.left(), 5U);
}

TEST_F(BudgetTest, ServesInOrder) {
    auto& six = take(6);
    auto& large = take(8);
    auto& small = take(1);
    EXPECT_FALSE(small) << "there is enough, but another came first";
    six.reset();
    run_ready(context);
    EXPECT_TRUE(large);
    EXPECT_TRUE(small);
    EXPECT_EQ(budget.left(), 1U);
}

TEST_F(BudgetTest, WhoeverComesFirstGoesBeforeThoseThatWait) {
    auto& six = take(6);
    auto& large = take(8);
    std::optional<Result<Budget::Share>> all;
    tasks.spawn("take first", keep_first(budget, 10, all));
    run_ready(context);
    EXPECT_FALSE(all) << "but not before those that have their share";
    six.reset();
    run_ready(context);
    EXPECT_TRUE(all);
    EXPECT_FALSE(large);
}

TEST_F(BudgetTest, MoreThanThereIsMeansAllOfIt) {
    const auto& all = take(1'000);
    ASSERT_TRUE(all && *all);
    EXPECT_EQ(budget.left(), 0U);
}

TEST_F(BudgetTest, WhoCannotWaitGetsItAtOnceOrNotAtAll) {
    auto some = budget.take_now(6);
    ASSERT_TRUE(some);
    EXPECT_FALSE(budget.take_now(5));
    const auto& large = take(8);
    EXPECT_FALSE(budget.take_now(1)) << "another came first";
    some.reset();
    run_ready(context);
    EXPECT_TRUE(large);
    EXPECT_TRUE(budget.take_now(2));
}

TEST_F(BudgetTest, WhoeverIsCancelledHoldsNobodyUp) {
    auto& six = take(6);
    auto& large = take(8);
    last.cancel();
    auto& four = take(4);
    ASSERT_TRUE(large && !*large);
    EXPECT_EQ(large->error().code(), ErrorCode::cancelled);
    EXPECT_TRUE(four);
    six.reset();
    run_ready(context);
    EXPECT_EQ(budget.left(), 6U);
}

TEST_F(BudgetTest, AShareThatWasHandedOverIsNotLostToACancel) {
    auto& six = take(6);
    auto& large = take(8);
    // Both at once, on the net thread as in the daemon: Asio would not bear a cancel from elsewhere after the end.
    auto hand_over = [&] {
        six.reset();
        last.cancel();
    };
    boost::asio::post(context, hand_over);
    run_ready(context);
    if (large && *large) large.reset();
    EXPECT_EQ(budget.left(), 10U);
}

}  // namespace
}  // namespace broadsheet
