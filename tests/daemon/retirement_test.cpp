// Feeds that end, and those that only seem to.

#include "daemon/refresh.hpp"

#include "tests/daemon/refresh_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;

class RetirementTest : public RefreshTest {};

TEST_F(RetirementTest, GoneTwiceADayApartRetiresAFeed) {
    answers(document({"a"}));
    refresh();
    answers(answer(410, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 24h);
    wait(2h);
    EXPECT_FALSE(refresh().state.retired) << "too soon to be a second opinion";
    wait(24h);
    EXPECT_TRUE(refresh().state.retired);
    EXPECT_EQ(record(old_url).state.next_poll, std::nullopt) << "never";
    EXPECT_EQ(record(old_url).state.schedule_reason, store::ScheduleReason());
    EXPECT_EQ(record(old_url).articles, 1U);
    refresh();  // by hand
    EXPECT_THAT(event_kinds(), ElementsAre("retired"));
    answers(document({"a"}));
    EXPECT_FALSE(refresh().state.retired);
    EXPECT_THAT(event_kinds(), ElementsAre("revived", "retired"));
}

TEST_F(RetirementTest, GoneBehindARedirectRetiresOnlyWhereThatIsForGood) {
    for (const unsigned status : {302U, 307U, 301U}) {
        for (int day = 0; day < 10; ++day, wait(days(1))) {
            answers(redirected(answer(410, new_url), status, new_url));
            const bool retired = refresh().state.retired.has_value();
            EXPECT_EQ(retired, status == 301 && day >= 7) << status << " " << day;
        }
    }
}

TEST_F(RetirementTest, WhatATargetSaysIsNoFirstWordOfTheFeedItself) {
    answers(document({"a"}));
    refresh();
    answers(redirected(answer(410, new_url), 301, new_url));
    refresh();
    for (int day = 0; day < 10; ++day, wait(days(1))) {
        answers(answer(404, old_url));
        refresh();
    }
    answers(answer(410, old_url));
    EXPECT_FALSE(refresh().state.retired);
    wait(days(1));
    EXPECT_TRUE(refresh().state.retired);
}

TEST_F(RetirementTest, ATargetThatWasGoneIsAgreedOnForAWeekFromItsReturn) {
    answers(document({"a"}));
    refresh();
    for (int day = 0; day < 6; ++day, wait(days(1))) {
        answers(redirected(answer(410, new_url), 301, new_url));
        refresh();
    }
    for (int day = 0; day < 8; ++day, wait(days(1))) {
        answers(redirected(document({"a"}, "\"1\"", new_url), 301, new_url));
        EXPECT_EQ(refresh().state.address, day < 7 ? "" : new_url) << day;
    }
}

TEST_F(RetirementTest, ATargetThatWasGoneIsNoLessSomeOtherFeedForIt) {
    answers(document({"a"}));
    refresh();
    answers(redirected(answer(410, new_url), 301, new_url));
    refresh();
    for (int day = 0; day < 9; ++day, wait(days(1))) {
        answers(redirected(document({"x", "y"}, "\"1\"", new_url), 301, new_url));
        EXPECT_EQ(refresh().state.address, "") << day;
    }
}

TEST_F(RetirementTest, AFeedThatIsNotGoneMeanwhileBeginsAnew) {
    answers(answer(410, old_url));
    refresh();
    wait(days(1));
    answers(redirected(answer(410, new_url), 302, new_url));
    refresh();
    wait(days(1));
    answers(answer(410, old_url));
    EXPECT_FALSE(refresh().state.retired);
    wait(days(1));
    EXPECT_TRUE(refresh().state.retired);
}

TEST_F(RetirementTest, NotFoundRetiresNothing) {
    answers(answer(404, old_url));
    for (int day = 0; day < 30; ++day) {
        const auto state = refresh().state;
        EXPECT_FALSE(state.retired);
        EXPECT_LE(*state.next_poll, now() + 25h);
        wait(days(1));
    }
}

}  // namespace
}  // namespace broadsheet::tests
