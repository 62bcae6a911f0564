#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "tests/store/contract_test.hpp"

#include <algorithm>

namespace broadsheet::tests {

using store::StoryMode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Stories : public Contract {
protected:
    Stories() {
        configure({{first_url, "First", {"world"}, 0},
                   {second_url, "Second", {"world", "tech"}, 0},
                   {third_url, "Third", {"tech"}, 5}});
        third = store_.feed_id(third_url);
    }
    static IncomingArticle report(const std::string& id, const std::string& title, const std::string& summary,
                                  std::vector<std::string> sections = {"world"}) {
        auto entry = incoming(id, title, std::move(sections));
        entry.article.summary = summary;
        entry.grouped = true;
        return entry;
    }
    static IncomingArticle with_digest(IncomingArticle entry) {
        entry.digest = feeds::digest_article({entry.article.title, entry.article.summary, "", "", ""});
        return entry;
    }
    static IncomingArticle quake(const std::string& id, std::vector<std::string> sections = {"world"}) {
        return report(id, "Earthquake of magnitude 7 hits Lima, Peru", "A strong quake shook the Peruvian capital",
                      std::move(sections));
    }
    static IncomingArticle quake_again(const std::string& id, std::vector<std::string> sections = {"world"}) {
        return report(id, "Peru earthquake of magnitude 7: buildings sway in Lima",
                      "Residents of the Peruvian capital ran into the streets after a strong quake",
                      std::move(sections));
    }
    static IncomingArticle budget(const std::string& id) {
        return report(id, "Senate passes budget after night of votes", "Lawmakers in Canberra agreed on spending");
    }

    Result<void> split(std::int64_t story, std::int64_t article) {
        return writer().change_story({store::StoryOrder::Kind::split, story, article}, noon + hours(2));
    }
    Result<void> join(std::int64_t story, std::int64_t other) {
        return writer().change_story({store::StoryOrder::Kind::join, story, other}, noon + hours(4));
    }

    const std::string third_url = "https://third.example/feed.xml";
    FeedId third{};
};
BROADSHEET_EVERY_ENGINE(Stories);

TEST_P(Stories, AreTheSameWhetherWordsAreDigestedBeforeOrWhenTheyAreNew) {
    take(first, noon, {with_digest(quake("urn:1")), quake("urn:2")});
    take(second, noon + hours(1), {with_digest(quake_again("urn:3")), budget("urn:4")});
    const auto page = reader().page(ArticleQuery("world", 10, 1)).value();
    EXPECT_EQ(page.total, 2U);
    EXPECT_THAT(page.articles.back().sources, SizeIs(3));
    expect_sound();
}

TEST_P(Stories, HaveNoPlaceForWhatIsNotToBeGrouped) {
    auto alone = quake_again("urn:2");
    alone.grouped = false;
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {alone});
    EXPECT_EQ(reader().page(ArticleQuery("world", 10, 1)).value().total, 2U);
    expect_sound();
}

TEST_P(Stories, ReportsOfOneEventAreOneEntryThatKeepsItsIdAndDate) {
    take(first, noon, {quake("urn:1")});
    take(first, noon + minutes(5), {budget("urn:2")});
    const auto before = articles("world").back();
    const auto report = take(second, noon + hours(1), {quake_again("urn:3")});
    EXPECT_EQ(report.added, 1U);
    EXPECT_THAT(report.changed_sections, ElementsAre("world"));

    const auto page = reader().page(ArticleQuery("world", 10, 1)).value();
    EXPECT_EQ(page.total, 2U);
    ASSERT_THAT(page.articles, SizeIs(2));
    const auto& entry = page.articles.back();
    EXPECT_EQ(entry.uid, before.uid);
    EXPECT_EQ(entry.published, before.published);
    EXPECT_EQ(entry.updated, before.updated);
    EXPECT_EQ(entry.article.title, before.article.title);
    ASSERT_THAT(entry.sources, SizeIs(2));
    EXPECT_EQ(entry.sources[1].feed_title, "Second");
    EXPECT_EQ(entry.sources[1].url, quake_again("urn:3").article.url);
    expect_sound();
}

TEST_P(Stories, TheSourceWithTheHighestPrioritySpeaks) {
    take(second, noon, {quake("urn:1", {"tech"})});
    take(third, noon + hours(1), {quake_again("urn:2", {"tech"})});
    const auto entry = articles("tech").front();
    EXPECT_EQ(entry.uid, "urn:1");
    EXPECT_EQ(entry.published, noon);
    EXPECT_EQ(entry.article.title, quake_again("").article.title);
    EXPECT_EQ(entry.feed, third);
    EXPECT_EQ(entry.sources.front().feed_title, "Third");
}

TEST_P(Stories, LookAlikesAreNotOneEntry) {
    take(first, noon, {report("urn:1", "Earthquake hits northern Chile", "Houses fell in the desert")});
    take(second, noon + minutes(5), {report("urn:2", "Earthquake hits southern Japan", "A wave reached the islands")});
    EXPECT_THAT(articles("world"), SizeIs(2));
    expect_sound();
}

TEST_P(Stories, AnEntrySpeaksForNoneThatItHasNoWordInCommonWith) {
    const std::string words[] = {"harbour", "strike",  "ferry", "captain", "verdict", "appeal", "judge", "pension",
                                 "reform",  "protest", "march", "capital", "curfew",  "army",   "coup"};
    for (std::size_t i = 0; i + 4 <= std::size(words); ++i)
        take(i % 2 == 0 ? first : second, noon + minutes(static_cast<int>(i)),
             {report("urn:" + std::to_string(i),
                     words[i] + " " + words[i + 1] + " " + words[i + 2] + " " + words[i + 3], "")});
    const auto entries = articles("world");
    EXPECT_GE(entries.size(), 3U);
    expect_sound();
}

TEST_P(Stories, EachSectionTellsTheStoryOfItsOwnArticles) {
    take(first, noon, {quake("urn:1", {"world"})});
    take(second, noon + hours(1), {quake_again("urn:2", {"tech"})});
    EXPECT_EQ(articles("tech").front().uid, "urn:2");
    EXPECT_THAT(articles("tech").front().sources, SizeIs(1));
    EXPECT_EQ(articles("world").front().uid, "urn:1");
    EXPECT_THAT(articles(), SizeIs(1)) << "all of them together are one";
    expect_sound();
}

TEST_P(Stories, WhatAModeShowsFollowsIt) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    const auto version = section("world").version;
    writer().use_stories(StoryMode::off, noon).value();
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_GT(section("world").version, version);
    take(second, noon + hours(2), {quake_again("urn:3")});
    EXPECT_THAT(articles("world"), SizeIs(3));
    writer().use_stories(StoryMode::copies, noon).value();
    EXPECT_THAT(articles("world"), SizeIs(2)) << "two have one text";
    writer().use_stories(StoryMode::merge, noon).value();
    EXPECT_THAT(articles("world"), SizeIs(1));
    expect_sound();
}

TEST_P(Stories, TheReasonIsKept) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    const auto story = reader().story(2).value();
    EXPECT_EQ(story.id, 1);
    ASSERT_THAT(story.members, SizeIs(2));
    EXPECT_EQ(story.members[0].placement.reason.step, feeds::GroupingStep::first);
    const auto& reason = story.members[1].placement.reason;
    EXPECT_EQ(reason.step, feeds::GroupingStep::story);
    EXPECT_EQ(reason.nearest, 1);
    EXPECT_GE(reason.score, reason.threshold);
    EXPECT_THAT(reason.terms, SizeIs(5));
    EXPECT_EQ(story.members[1].feed_title, "Second");
    EXPECT_EQ(reader().story(99).error().code(), ErrorCode::not_found);
}

TEST_P(Stories, AnotherArticleIsShownWhenTheFirstIsGone) {
    take(first, noon - days(2), {quake("urn:1")});
    take(second, noon, {quake_again("urn:2")});
    ASSERT_THAT(articles("world"), SizeIs(1));
    writer().prune({{"world", noon - days(1), 0}}, 10, noon).value();
    EXPECT_EQ(articles("world").front().uid, "urn:2");
    expect_sound();
}

TEST_P(Stories, GoOnAfterARestartAsIfThereHadBeenNone) {
    take(first, noon, {quake("urn:1"), budget("urn:2")});
    store_.reopen();
    take(second, noon + hours(1), {quake_again("urn:3")});
    EXPECT_EQ(reader().story(3).value().id, reader().story(2).value().id);
    expect_sound();
}

TEST_P(Stories, AreReadWhenTheyAreAskedForAndNotAgain) {
    take(first, noon, {quake("urn:1")});
    store_.reopen();
    writer().recall_stories().value();
    {
        auto other = store::sqlite::Connection::open(store_.path(), store::sqlite::Access::write).value();
        other.script("DELETE FROM story_words");
        other.status().value();
    }
    writer().recall_stories().value();
    take(second, noon + hours(1), {quake_again("urn:2")});
    EXPECT_THAT(articles("world"), SizeIs(1));
}

TEST_P(Stories, AFetchThatFailsLeavesNoTraceInThem) {
    take(first, noon, {quake("urn:1")});
    writer().begin().value();
    writer().record_fetch(fetched(second, noon + hours(1), {quake_again("urn:2")})).value();
    writer().rollback();
    take(second, noon + hours(2), {quake_again("urn:2")});
    const auto story = reader().story(1).value();
    EXPECT_THAT(story.members, SizeIs(2));
    EXPECT_THAT(articles("world"), SizeIs(1));
    expect_sound();
}

TEST_P(Stories, AreTakenApartAndPutTogetherByHandForGood) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    split(1, 2).value();
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_EQ(reader().story(2).value().id, 2);
    EXPECT_TRUE(reader().story(2).value().members.front().by_hand);
    store_.reopen();
    take(first, noon + hours(3), {quake_again("urn:3")});
    EXPECT_NE(reader().story(1).value().id, reader().story(2).value().id);
    join(1, 2).value();
    EXPECT_EQ(reader().story(2).value().id, 1);
    EXPECT_THAT(articles("world"), SizeIs(1));
    EXPECT_EQ(split(1, 99).error().code(), ErrorCode::not_found);
    EXPECT_EQ(join(1, 98).error().code(), ErrorCode::not_found);
    expect_sound();
}

TEST_P(Stories, AnArticleLeavesOnlyTheStoryItIsIn) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {budget("urn:2")});
    const auto wrong = split(1, 2);
    EXPECT_EQ(wrong.error().code(), ErrorCode::invalid);
    EXPECT_THAT(wrong.error().detail(), testing::HasSubstr("in story 2, not in 1"));
}

TEST_P(Stories, WhoeverDoesNotWriteLeavesOrders) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    EXPECT_FALSE(reader().has_orders().value());
    const auto possible = store_.store().leave_order({store::StoryOrder::Kind::split, 1, 2}, noon + hours(2)).value();
    const auto impossible = store_.store().leave_order({store::StoryOrder::Kind::join, 1, 98}, noon + hours(2)).value();
    EXPECT_TRUE(reader().has_orders().value());
    EXPECT_EQ(reader().order_outcome(possible).value(), std::nullopt);
    EXPECT_THAT(articles("world"), SizeIs(1));
    EXPECT_THAT(writer().carry_out_orders(noon + hours(2)).value().changed_sections, testing::ElementsAre("world"));
    EXPECT_EQ(reader().order_outcome(possible).value(), "");
    EXPECT_THAT(reader().order_outcome(impossible).value().value(), testing::HasSubstr("98"));
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_FALSE(reader().has_orders().value());
    expect_sound();
}

TEST_P(Stories, WhatAnAdminPutsTogetherIsOneEntryHoweverUnlike) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {budget("urn:2")});
    ASSERT_THAT(articles("world"), SizeIs(2));
    join(1, 2).value();
    EXPECT_THAT(articles("world"), SizeIs(1));
    writer().use_stories(StoryMode::off, noon).value();
    writer().use_stories(StoryMode::merge, noon).value();
    EXPECT_THAT(articles("world"), SizeIs(1)) << "nor does a change of mode forget it";
    expect_sound();
}

TEST_P(Stories, AFeedThatMovesToAnotherSectionTakesItsPlaceThere) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    configure({{first_url, "First", {"tech"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_EQ(articles("world").front().uid, "urn:2");
    EXPECT_EQ(articles("tech").front().uid, "urn:1");
    expect_sound();
}

TEST(StoriesMigration, AnOlderStoreIsBroughtUpAndItsArticlesStandAlone) {
    namespace sqlite = store::sqlite;
    TempFolder folder;
    const auto path = folder.file("old.db");
    {
        auto connection = sqlite::Connection::open(path, sqlite::Access::create).value();
        sqlite::migrate(connection, path, sqlite::migrations().first(3)).value();
        connection.script("PRAGMA journal_mode = WAL");
    }
    const auto store = store::open_store(path, store::OpenMode::read_write).value();
    const auto writer = store->writer().value();
    writer->sync_config({{"world", "World"}}, {{first_url, "First", {"world"}, 0}}, noon).value();
    const auto reader = store->reader().value();
    writer->record_fetch(fetched(reader->feed(first_url).value().id, noon, {incoming("urn:1", "one")})).value();
    EXPECT_EQ(reader->page(ArticleQuery("world", 10, 1)).value().total, 1U);
    EXPECT_THAT(reader->verify().value(), IsEmpty());
}

}  // namespace broadsheet::tests
