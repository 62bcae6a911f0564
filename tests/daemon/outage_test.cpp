#include "daemon/outage.hpp"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using namespace std::chrono_literals;

constexpr OutageWatch::Time zero{};

/// Hosts that could be reached before.
void note(OutageWatch& watch, int first, int count, bool reached, OutageWatch::Time when) {
    for (int host = first; host < first + count; ++host) watch.note(std::to_string(host), true, reached, when);
}

void note_unknown(OutageWatch& watch, int first, int count, OutageWatch::Time when) {
    for (int host = first; host < first + count; ++host) watch.note(std::to_string(host), false, false, when);
}

TEST(OutageWatch, BeginsWhenMostOfFiveOrMoreHostsFail) {
    OutageWatch watch;
    note(watch, 0, 4, false, zero);
    EXPECT_FALSE(watch.is_on());
    note(watch, 4, 1, false, zero);
    EXPECT_TRUE(watch.is_on());
}

TEST(OutageWatch, IsNotWhereHalfTheHostsAreReached) {
    OutageWatch watch;
    note(watch, 0, 10, true, zero);
    note(watch, 10, 10, false, zero + 1min);
    EXPECT_FALSE(watch.is_on());
    note(watch, 20, 1, false, zero + 1min);
    EXPECT_TRUE(watch.is_on());
}

TEST(OutageWatch, BeginsWhereNobodyWasEverReached) {
    OutageWatch watch;
    note_unknown(watch, 0, 5, zero);
    EXPECT_TRUE(watch.is_on());
}

TEST(OutageWatch, HostsThatWereNeverThereSayNothingOnceOneIs) {
    OutageWatch watch;
    note(watch, 0, 1, true, zero);
    note_unknown(watch, 1, 50, zero + 1s);
    EXPECT_FALSE(watch.is_on());
    note_unknown(watch, 1, 50, zero + 1h);
    EXPECT_FALSE(watch.is_on());
    note(watch, 100, 5, false, zero + 1h);
    EXPECT_TRUE(watch.is_on()) << "among them are five that were";
}

TEST(OutageWatch, OneHostThatCanBeReachedIsNotTheWorld) {
    OutageWatch watch;
    note(watch, 0, 9, false, zero);
    watch.note("near", true, true, zero + 1h);
    EXPECT_FALSE(watch.is_on());
    note(watch, 10, 9, false, zero + 1h);
    EXPECT_TRUE(watch.is_on());
}

TEST(OutageWatch, AHostIsKnownByAnyOfItsFeeds) {
    OutageWatch watch;
    note(watch, 0, 5, true, zero);
    note_unknown(watch, 0, 5, zero + 1s);
    EXPECT_TRUE(watch.is_on());
}

TEST(OutageWatch, OneHostThatFailsOftenIsOneHost) {
    OutageWatch watch;
    for (int poll = 0; poll < 20; ++poll) note(watch, 0, 1, false, zero + 1s * poll);
    EXPECT_FALSE(watch.is_on());
}

TEST(OutageWatch, FailuresHoursApartHaveNothingToDoWithEachOther) {
    OutageWatch watch;
    for (int host = 0; host < 20; ++host) note(watch, host, 1, false, zero + 10min * host);
    EXPECT_FALSE(watch.is_on());
}

TEST(OutageWatch, AHostCountsAsItWasHeardOfLast) {
    OutageWatch watch;
    note(watch, 0, 5, true, zero);
    note(watch, 5, 4, false, zero + 3min);
    note(watch, 0, 4, true, zero + 4min);
    note(watch, 5, 4, false, zero + 6min);
    EXPECT_FALSE(watch.is_on()) << "four of nine, and of eight once the fifth is forgotten";
    note(watch, 0, 1, false, zero + 7min);
    EXPECT_TRUE(watch.is_on()) << "five of eight";
    watch.note("x", true, true, zero + 8min);
    note(watch, 0, 4, false, zero + 8min);
    EXPECT_FALSE(watch.is_on()) << "four of five, and too few";
}

TEST(OutageWatch, WhoStaysAwayWhenOthersAreBackSaysNothingUntilHeIsBackHimself) {
    OutageWatch watch;
    note(watch, 0, 8, false, zero);
    note(watch, 8, 1, true, zero + 1min);
    note(watch, 0, 8, false, zero + 2min);
    EXPECT_FALSE(watch.is_on());
    note(watch, 0, 8, true, zero + 1h);
    note(watch, 0, 8, false, zero + 2h);
    EXPECT_TRUE(watch.is_on());
    note(watch, 20, 5, false, zero + 3h);
    note(watch, 8, 1, true, zero + 4h);
    note(watch, 20, 5, false, zero + 4h);
    EXPECT_FALSE(watch.is_on()) << "those that failed while it was on as well";
}

TEST(OutageWatch, HostsThatWereNeverThereSayNothingWhereOneIsExpected) {
    OutageWatch watch;
    watch.expect_known();
    note_unknown(watch, 0, 50, zero);
    EXPECT_FALSE(watch.is_on());
}

TEST(OutageWatch, EndsWithTheFirstHostThatIsReachedAndForgetsTheRest) {
    OutageWatch watch;
    note(watch, 0, 9, false, zero);
    watch.note("x", true, true, zero + 1s);
    EXPECT_FALSE(watch.is_on());
    watch.note("y", true, false, zero + 2s);
    EXPECT_FALSE(watch.is_on());
}

}  // namespace
}  // namespace broadsheet
