#include "feeds/grouping.hpp"

#include "tests/feeds/grouping_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace broadsheet::feeds {
namespace {

using tests::Desk;
using tests::made_up_stream;
using tests::Report;

const Report quake{"Earthquake of magnitude 7 hits Lima, Peru",
                   "A strong earthquake shook the Peruvian capital on Monday, and buildings swayed", 1};
const Report quake_again{"Peru earthquake: buildings sway in Lima",
                         "Residents of Lima ran into the streets as a quake of magnitude 7 struck Peru", 3,
                         "another feed"};
const Report election{"Senate passes budget after night of votes", "Lawmakers in Canberra agreed on spending", 2};

TEST(Grouping, ReportsOfOneEventAreOneStoryAndSayWhy) {
    Desk desk;
    desk.add(quake);
    desk.add(election);
    const auto outcome = desk.add(quake_again);
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 2, 1}));
    const auto& reason = outcome.placed.reason;
    EXPECT_EQ(reason.step, GroupingStep::story);
    EXPECT_EQ(reason.nearest, 1);
    EXPECT_GE(reason.score, reason.threshold);
    EXPECT_EQ(reason.threshold, 2'100);
    ASSERT_FALSE(reason.terms.empty());
    const std::set<std::string> telling{"lima", "peru", "earthquak", "magnitud"};
    EXPECT_TRUE(telling.contains(reason.terms.front().term)) << reason.terms.front().term;
}

TEST(Grouping, WhatAFeedSaysItselfIsNoEvidence) {
    Desk desk;
    for (int item = 0; item < 30; ++item)
        desk.add({"Company " + std::to_string(item) + " (NYSE:C" + std::to_string(item) + ") shares rise in trading",
                  "Shares of the company rose in early trading on the New York exchange, analysts said", 1, "ticker"});
    std::vector<std::int64_t> alone(30);
    std::iota(alone.begin(), alone.end(), 1);
    EXPECT_EQ(desk.stories(), alone);
}

TEST(Grouping, AnotherFeedBringsTwoReportsOfOneFeedTogether) {
    Desk desk;
    desk.add({"Earthquake of magnitude 7 hits Lima, Peru", "A strong quake shook the Peruvian capital Lima", 1, "a"});
    desk.add({"Peru quake: buildings sway in capital Lima", "A strong earthquake of magnitude 7 shook Peru", 2, "a"});
    EXPECT_NE(desk.story(1), desk.story(2));
    desk.add({"Strong magnitude 7 earthquake shakes Lima in Peru", "Buildings sway in the Peruvian capital", 3, "b"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 1, 1}));
}

TEST(Grouping, AnEventOfLastWeekIsAnotherStory) {
    Desk desk;
    desk.add(quake);
    Report later = quake_again;
    later.hour = 24 * 6;
    desk.add(later);
    EXPECT_EQ(desk.story(2), 2);
}

TEST(Grouping, OneAddressIsOneArticleWhateverItsHeadline) {
    Desk desk;
    desk.add({"Budget passed", "", 1, "a", "https://www.example.org/budget?utm_source=rss"});
    const auto outcome = desk.add({"Lawmakers agree at last", "", 5, "b", "http://m.example.org/budget/"});
    EXPECT_EQ(outcome.placed.reason.step, GroupingStep::exact);
    EXPECT_EQ(desk.copy_of(2), 1);
}

TEST(Grouping, RecurringHeadlinesAloneJoinNothing) {
    Desk desk;
    desk.add({"Your morning briefing for the day ahead", "Rail strike ends in Lyon after unions accept offer", 1});
    desk.add(
        {"Your morning briefing for the day ahead", "Volcano erupts on Iceland peninsula, town evacuated again", 25});
    EXPECT_NE(desk.copy_of(1), desk.copy_of(2));
}

TEST(Grouping, OneWordInCommonIsNoEvent) {
    Desk desk;
    desk.add({"All Stars", "", 1});
    desk.add({"Dark Star crashes, pouring", "", 1.1});
    EXPECT_NE(desk.story(1), desk.story(2));
}

TEST(Grouping, LanguagesDoNotMix) {
    Desk desk;
    Report german = quake;
    german.language = "de-DE";
    german.summary.clear();
    Report english = german;
    english.language = "en";
    desk.add(german);
    desk.add(english);
    EXPECT_NE(desk.story(1), desk.story(2));
}

TEST(Grouping, AStoryIsNotStretchedOverMoreThanItsLife) {
    Desk desk;
    for (int step = 0; step < 12; ++step) {
        Report report = step % 2 == 0 ? quake : quake_again;
        report.hour = 20.0 * step;
        report.summary.clear();
        report.title += " step" + std::to_string(step);
        desk.add(report);
    }
    std::map<std::int64_t, std::pair<double, double>> spans;
    const auto stories = desk.stories();
    for (std::size_t i = 0; i < stories.size(); ++i) {
        auto& span = spans.try_emplace(stories[i], 20.0 * static_cast<double>(i), 0).first->second;
        span.second = 20.0 * static_cast<double>(i);
    }
    EXPECT_GT(spans.size(), 1U);
    for (const auto& [story, span] : spans) EXPECT_LE(span.second - span.first, 96) << story;
}

TEST(Grouping, ARestartAnywhereChangesNothing) {
    const auto stream = made_up_stream(7, 400, 24 * 9);
    Desk through;
    for (const auto& report : stream) through.add(report);
    for (const std::size_t every : {1U, 37U, 200U}) {
        Desk restarted;
        std::size_t count = 0;
        for (const auto& report : stream) {
            if (every > 1 ? count % every == 0 : count > 380) restarted.restart();
            ++count;
            restarted.add(report);
        }
        EXPECT_EQ(restarted.stories(), through.stories()) << every;
    }
    const auto stories = through.stories();
    EXPECT_LT(std::set<std::int64_t>(stories.begin(), stories.end()).size(), stories.size() * 2 / 3);
}

TEST(Grouping, MemoryIsBoundedByTheWindow) {
    Desk desk;
    for (const auto& report : made_up_stream(3, 600, 24 * 40)) desk.add(report);
    EXPECT_LT(desk.grouping().live(), 90U);
}

TEST(Grouping, MemoryIsBoundedHoweverManyArticlesComeInAnHour) {
    Desk desk(false, 64);
    std::size_t most = 0;
    for (const auto& report : made_up_stream(3, 900, 1)) {
        desk.add(report);
        most = std::max(most, desk.grouping().live());
    }
    EXPECT_LE(most, 65U);
    EXPECT_GT(most, 40U);
}

TEST(Grouping, OfTooManyArticlesTheOldestLeaveAndTheNewestAreComparedWith) {
    auto crowd = made_up_stream(3, 64, 1);
    for (auto& report : crowd) report.hour = 2;
    Desk desk(false, 64);
    desk.add(quake);
    for (const auto& report : crowd) desk.add(report);
    auto late = quake_again;
    const auto gone = desk.add(late);
    EXPECT_EQ(gone.placed.reason.step, GroupingStep::first);
    late.title = quake.title;
    late.feed = "a third feed";
    EXPECT_EQ(desk.add(late).placed.story, gone.placed.story);
}

TEST(Grouping, AnAddressIsKnownForLongerThanWords) {
    auto crowd = made_up_stream(3, 400, 1);
    for (auto& report : crowd) report.hour = 2;
    auto addressed = quake;
    addressed.url = "https://site.example/lima";
    for (const std::size_t between : {200U, 400U}) {
        Desk desk(true, 64);
        desk.add(addressed);
        for (std::size_t i = 0; i < between; ++i) desk.add(crowd[i]);
        auto again = addressed;
        again.hour = 3;
        again.feed = "another feed";
        EXPECT_EQ(desk.add(again).placed.copy_of == 1, between == 200) << between;
    }
}

TEST(Grouping, AnArticleOfTheFutureOrOf1970DoesNoHarm) {
    Desk desk;
    desk.add(quake);
    Report old = quake_again;
    old.hour = -24 * 365 * 50;
    desk.add(old);
    EXPECT_EQ(desk.story(2), 2);
    desk.add(quake_again);
    EXPECT_EQ(desk.story(3), 1);
}

/// Two reports of one event, taken apart by hand.
void take_apart_the_quake(Desk& desk) {
    desk.add(quake);
    desk.add(quake_again);
    ASSERT_EQ(desk.story(2), 1);
    for (const auto& placement : desk.grouping().split(2)) desk.note(placement);
    ASSERT_EQ(desk.story(2), 2);
}

TEST(Grouping, WhatAnAdminSplitsStaysSplitAlsoAfterARestart) {
    Desk desk;
    take_apart_the_quake(desk);
    desk.restart();
    Report third = quake_again;
    third.summary = "Peru: a quake of magnitude 7 struck, and residents of Lima ran";
    third.hour = 4;
    desk.add(third);
    EXPECT_NE(desk.story(1), desk.story(2));
}

TEST(Grouping, WhatASplitLeavesBehindDoesNotFollowTheNextOfThatStory) {
    Desk desk;
    take_apart_the_quake(desk);
    const char* summary =
        "Residents ran into the streets as a strong earthquake of magnitude 7 hits Lima, Peru, and buildings sway";
    desk.add({"Peru earthquake: buildings sway in Lima, residents ran into streets", summary, 4, "a third feed"});
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 2, 2}));
}

TEST(Grouping, ACopyIsMovedWithTheFirstOfItsText) {
    Desk desk;
    desk.add(quake);
    desk.add(quake_again);
    Report copy = quake_again;
    copy.feed = "a third feed";
    desk.add(copy);
    ASSERT_EQ(desk.copy_of(3), 2);
    ASSERT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 1, 1}));
    for (const auto& placement : desk.grouping().split(3)) desk.note(placement);
    EXPECT_EQ(desk.stories(), (std::vector<std::int64_t>{1, 2, 2}));
}

TEST(Grouping, StoriesJoinedByHandAreOne) {
    Desk desk;
    desk.add(quake);
    desk.add(election);
    EXPECT_TRUE(desk.grouping().join(2, 1));
    EXPECT_FALSE(desk.grouping().join(1, 77));
}

}  // namespace
}  // namespace broadsheet::feeds
