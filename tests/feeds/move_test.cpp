#include "feeds/move.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Timestamp now{std::chrono::seconds(1'795'509'000)};
const std::string a = "http://a.example/feed";
const std::string b = "https://b.example/feed";
const std::string c = "https://c.example/feed";

TEST(Move, OnlyTheLeadingPermanentRedirectsCount) {
    EXPECT_EQ(permanent_target({}), "");
    EXPECT_EQ(permanent_target({{301, a, b}}), b);
    EXPECT_EQ(permanent_target({{301, a, b}, {308, b, c}}), c);
    EXPECT_EQ(permanent_target({{301, a, b}, {302, b, c}}), b);
    EXPECT_EQ(permanent_target({{302, a, b}, {301, b, c}}), "");
    EXPECT_EQ(permanent_target({{307, a, b}}), "");
}

TEST(Move, NoMoveGivesUpTls) {
    EXPECT_EQ(permanent_target({{301, b, a}}), "");
    EXPECT_EQ(permanent_target({{301, a, b}, {301, b, a}}), b);
}

TEST(Move, AgreementIsCountedFromTheFirstSightOfOneTarget) {
    const auto first = watch_move({}, b, now);
    EXPECT_EQ(first.since, now);
    EXPECT_EQ(watch_move(first, b, now + 1h), first);
    EXPECT_EQ(watch_move(first, c, now + 1h).since, now + 1h);
    EXPECT_EQ(watch_move(first, "", now + 1h), PendingMove());
}

TEST(Move, IsBelievedAfterAWeekAndOfTheSameFeed) {
    const auto move = watch_move({}, b, now);
    EXPECT_FALSE(may_move(move, a, true, now + days(7) - 1s));
    EXPECT_TRUE(may_move(move, a, true, now + days(7)));
    EXPECT_FALSE(may_move(move, a, false, now + days(70)));
    EXPECT_FALSE(may_move({}, a, true, now + days(70)));
}

TEST(Move, BeginsAtTheSameFeedOrNotAtAll) {
    const auto first = watch_move({}, b, now);
    EXPECT_EQ(judge_first_sight(first, true, true), first);
    EXPECT_EQ(judge_first_sight(first, false, false), PendingMove()) << "an empty document says nothing";
    const auto other = judge_first_sight(first, false, true);
    EXPECT_EQ(watch_move(other, b, now + 1h), other);
    EXPECT_FALSE(may_move(other, a, true, now + days(70)));
    EXPECT_EQ(watch_move(other, c, now + 1h), other) << "its entries are among what is known by now";
    EXPECT_EQ(watch_move(other, "", now + 1h), other);
    EXPECT_EQ(judge_first_sight(other, true, true), other);
    EXPECT_EQ(judge_first_sight(other, false, false), other);
}

TEST(Move, TlsOnTheSameAddressNeedsNoWeek) {
    EXPECT_TRUE(may_move(watch_move({}, "https://a.example/feed", now), a, true, now));
    EXPECT_FALSE(may_move(watch_move({}, "https://a.example/other", now), a, true, now));
    EXPECT_FALSE(may_move(watch_move({}, "https://www.a.example/feed", now), a, true, now));
    EXPECT_FALSE(may_move(watch_move({}, "https://a.example/feed", now), a, false, now));
}

TEST(Move, AnEndIsConfirmedADayLater) {
    EXPECT_FALSE(has_ended(now, now + 23h));
    EXPECT_TRUE(has_ended(now, now + 24h));
}

}  // namespace
}  // namespace broadsheet::feeds
