#include "feeds/copies.hpp"

#include "tests/feeds/grouping_fixture.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using tests::Desk;
using tests::Report;

/// Words of a made-up wire report: the same number, the same words.
std::string wire(unsigned report, int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += "r" + std::to_string(report) + "w" + std::to_string(i * 7 % 1'009) + " ";
    return text;
}

TEST(Copies, ACutReprintUnderAnotherHeadlineIsACopy) {
    Desk desk(true);
    desk.add({"Ministers agree on fisheries", wire(1, 0, 100), 1, "a"});
    desk.add({"Fish: a deal", wire(1, 0, 40), 2, "b"});
    desk.add({"Something else", wire(2, 0, 60), 2, "c"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 1, 3}));
}

TEST(Copies, LongAndShortTextsAreComparedOnTheirCommonSample) {
    Desk desk(true);
    Report full{"Long report", "", 1, "a"};
    for (int part = 0; part < 8; ++part) full.text += wire(static_cast<unsigned>(part + 1), 0, 100);
    Report cut{"Short report", "", 2, "b"};
    cut.text = wire(1, 0, 100) + wire(2, 0, 50);
    desk.add(full);
    desk.add(cut);
    EXPECT_EQ(desk.copy_of(2), 1);
}

TEST(Copies, OneTextForAllEntriesOfAFeedSaysNothing) {
    Desk desk(true);
    const std::string boilerplate = wire(5, 0, 30);
    desk.add({"Episode of cats", boilerplate, 1, "podcast"});
    EXPECT_EQ(desk.add({"Episode of dogs", boilerplate, 2, "podcast"}).placed.reason.step, GroupingStep::first);
}

TEST(Copies, ArticlesOfOneFeedUnderTwoHeadlinesAreTwo) {
    Desk desk(true);
    const std::string template_words = wire(5, 0, 80);
    for (int alert = 0; alert < 20; ++alert)
        desk.add({"Alert number " + std::to_string(alert) + " for the coast",
                  template_words + wire(9, alert, alert + 4), 1, "alerts"});
    for (std::int64_t alert = 1; alert <= 20; ++alert) EXPECT_EQ(desk.copy_of(static_cast<std::size_t>(alert)), alert);
}

TEST(Copies, FewAreKeptAlsoOfThoseThatComeWithOldDates) {
    constexpr std::size_t most = 64;
    Copies copies;
    for (std::int64_t id = 1; id <= 2'000; ++id) {
        copies.make_room(most);
        CopyFacts facts;
        facts.id = id;
        facts.time = tests::first_second - (id > 100 ? 50 * 3'600 : 0);
        facts.sketch.shingles = {static_cast<std::uint32_t>(id), 1U << 31};
        copies.add(facts, id);
        ASSERT_LE(copies.compared(), most + 1);
        ASSERT_LE(copies.size(), Copies::known_to_compared * most + 1);
    }
    EXPECT_EQ(copies.group_of(100), 100) << "dated later, so older ones have made room for it";
}

TEST(Copies, AReplyThatQuotesIsNoCopyOfWhatItQuotes) {
    Desk desk(true);
    const std::string title = "Re: Test if today is between two dates";
    desk.add({title, wire(1, 0, 40), 1, "forum"});
    desk.add({title, wire(1, 0, 40) + wire(2, 0, 60), 2, "forum"});
    desk.add({title, wire(2, 0, 30) + wire(3, 0, 90), 3, "forum"});
    desk.add({title, wire(1, 0, 40), 4, "forum"});
    desk.add({title, wire(1, 0, 40), 5, "mirror"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 2, 3, 1, 1}));
}

TEST(Copies, AReprintDoesNotBringTwoArticlesOfOneFeedTogether) {
    Desk desk(true);
    desk.add({"First alert for the coast today", wire(5, 0, 60) + wire(1, 0, 10), 1, "alerts"});
    desk.add({"First alert, says the paper today", wire(5, 0, 60) + wire(1, 0, 10), 1, "paper"});
    desk.add({"Second alert for the coast today", wire(5, 0, 60) + wire(2, 0, 10), 1, "alerts"});
    desk.add({"Second alert, says the paper today", wire(5, 0, 60) + wire(2, 0, 10), 1, "paper"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 1, 3, 3}));
}

TEST(Copies, WhatAFeedSaysUnderEveryHeadlineIsNoSignOfACopy) {
    Desk desk(true);
    const std::string habit = wire(5, 0, 40);
    for (int release = 0; release < 4; ++release)
        desk.add({"", habit + wire(10 + static_cast<unsigned>(release), 0, 12), 1, "releases"});
    desk.add({"", habit + wire(20, 0, 12), 2, "other releases"});
    EXPECT_EQ(desk.copy_of(5), 5);
}

TEST(Copies, OneAddressForAllEntriesOfAFeedSaysNothing) {
    Desk desk(true);
    desk.add({"Version 1", wire(1, 0, 40), 1, "changes", "https://example.org/changes#v1"});
    desk.add({"Version 2", wire(2, 0, 40), 2, "changes", "https://example.org/changes#v2"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 2}));
    desk.add({"Version 2 is out", wire(2, 0, 36), 3, "changes", "https://example.org/changes#v2"});
    EXPECT_EQ(desk.copy_of(3), 2);
}

TEST(Copies, AChainOfVersionsDoesNotEatItsNeighbours) {
    Desk desk(true);
    for (int version = 0; version < 12; ++version)
        desk.add({"", wire(3, version * 30, version * 30 + 60), version * 1.0, "feed " + std::to_string(version)});
    EXPECT_NE(desk.copy_of(1), desk.copy_of(12));
}

TEST(Copies, AnEqualHeadlineAndASharedSentenceJoinTwoGroups) {
    Desk desk(true);
    const std::string headline = "Harbour bridge closed after ship strike";
    desk.add({headline, wire(1, 0, 50), 1, "a"});
    desk.add({"Bridge closed", wire(2, 0, 50), 2, "b"});
    const auto outcome = desk.add({headline, wire(2, 0, 45) + wire(1, 0, 6), 3, "c"});
    EXPECT_EQ(outcome.placed.copy_of, 1);
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 1, 1}));
}

TEST(Copies, TheFirstOfAGroupThatEndedStandsInNoStoryAnyMoreAsAfterARestart) {
    Desk desk;
    const std::string headline = "Harbour bridge closed after ship strike";
    desk.add({headline, wire(1, 0, 50), 1, "a"});
    desk.add({"Bridge closed", wire(2, 0, 50), 2, "b"});
    desk.add({headline, wire(2, 0, 45) + wire(1, 0, 6), 3, "c"});
    ASSERT_EQ(desk.copy_of(2), 1);
    EXPECT_EQ(desk.grouping().live(), 1U);
    desk.restart();
    EXPECT_EQ(desk.grouping().live(), 1U);
}

TEST(Copies, WhatAFeedSaysWithoutEndIsComparedWithItsLatestOnly) {
    Desk desk(true);
    const std::string text = wire(1, 0, 60);
    for (int number = 0; number < 4'000; ++number) desk.add({"The same headline as ever", text, 1, "stuck"});
    EXPECT_EQ(desk.copy_of(4'000), 1);
    desk.add({"Another headline at last", text, 1, "stuck"});
    EXPECT_EQ(desk.copy_of(4'001), 4'001) << "which it was not before";
    desk.add({"The same headline as ever", text, 1, "mirror"});
    EXPECT_EQ(desk.copy_of(4'002), 1);
}

TEST(Copies, AGroupOutlivesItsOldestInWhateverOrderTheyLeave) {
    Desk desk(true);
    const std::string url = "https://example.org/1";
    desk.add({"One", "", 0, "a", url});
    desk.add({"Two", "", 30, "b", url});
    desk.add({"Three", "", 5, "c", url});
    desk.add({"Four", "", 7 * 24 + 20, "d", url});
    EXPECT_EQ(desk.copy_of(4), 1) << "as the second is";
    desk.add({"Five", "", 7 * 24 + 40, "e", url});
    EXPECT_EQ(desk.copy_of(5), 1) << "as the fourth is";
}

TEST(Copies, AreForgottenAfterTheirWindow) {
    Desk desk(true);
    desk.add({"One", wire(1, 0, 60), 0, "a", "https://example.org/1"});
    desk.add({"Two", wire(1, 0, 59), 24 * 5, "b"});
    EXPECT_EQ(desk.copy_of(2), 2);
    desk.add({"Three", "", 24 * 6, "c", "https://example.org/1"});
    EXPECT_EQ(desk.copy_of(3), 1);
    desk.add({"Four", "", 24 * 14, "d", "https://example.org/1"});
    EXPECT_EQ(desk.copy_of(4), 4);
}

}  // namespace
}  // namespace broadsheet::feeds
