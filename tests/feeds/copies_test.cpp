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
