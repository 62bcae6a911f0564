#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/story_words.hpp"
#include "tests/store/stories_fixture.hpp"

#include <stdexcept>

namespace broadsheet::tests {

using store::StoryMode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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
    use_stories(StoryMode::off);
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_GT(section("world").version, version);
    take(second, noon + hours(2), {quake_again("urn:3")});
    EXPECT_THAT(articles("world"), SizeIs(3));
    use_stories(StoryMode::copies);
    EXPECT_THAT(articles("world"), SizeIs(2)) << "two have one text";
    use_stories(StoryMode::merge);
    EXPECT_THAT(articles("world"), SizeIs(1));
    expect_sound();
}

TEST_P(Stories, AConfigIsTakenAsAWholeOrNotAtAll) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    auto config = config_;
    config.feeds.pop_back();
    config.stories = StoryMode::off;
    {
        const FailingStatement fails(store_.path(), "DELETE ON hidden_articles");
        EXPECT_FALSE(writer().sync_config(config, noon));
    }
    EXPECT_FALSE(reader().feed(third_url).value().detached);
    take(first, noon + hours(2), {quake("urn:3")});
    EXPECT_THAT(articles("world"), SizeIs(1)) << "as before";
    writer().sync_config(config, noon).value();
    EXPECT_TRUE(reader().feed(third_url).value().detached);
    EXPECT_THAT(articles("world"), SizeIs(3));
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
    writer().prune({{{"world", noon - days(1), 0}}, {}}, 10, noon).value();
    EXPECT_EQ(articles("world").front().uid, "urn:2");
    expect_sound();
}

TEST_P(Stories, KeepNoWordsOfWhatIsGone) {
    take(first, noon - days(2), {quake("urn:1")});
    take(second, noon, {budget("urn:2")});
    writer().prune({{{"world", noon - days(1), 0}}, {}}, 10, noon).value();
    auto connection = store::sqlite::Connection::open(store_.path(), store::sqlite::Access::read).value();
    EXPECT_EQ(connection.value<std::string>("SELECT group_concat(article) FROM story_words"), "2");
    expect_sound();
}

TEST_P(Stories, GoOnAfterARestartAsIfThereHadBeenNone) {
    take(first, noon, {quake("urn:1"), budget("urn:2")});
    store_.reopen();
    take(second, noon + hours(1), {quake_again("urn:3")});
    EXPECT_EQ(reader().story(3).value().id, reader().story(2).value().id);
    expect_sound();
}

TEST_P(Stories, TooManyToCompareWithAreReadFromTheNewestOn) {
    take(first, noon - hours(3), {quake("urn:1")});
    take(first, noon - hours(2), {budget("urn:2")});
    take(first, noon - hours(1), {report("urn:3", "Glacier in Norway retreats", "Ice is lost in summer after summer")});
    auto connection = store::sqlite::Connection::open(store_.path(), store::sqlite::Access::read).value();
    for (const std::size_t most : {1U, 2U, 3U}) {
        feeds::Grouping grouping(false, most);
        store::sqlite::restore_grouping(connection, grouping);
        EXPECT_EQ(grouping.live(), most);
        EXPECT_TRUE(grouping.split(1).empty() == (most < 3));
        EXPECT_FALSE(grouping.split(3).empty());
    }
    connection.status().value();
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

TEST_P(Stories, AFetchThatThrowsLeavesNoTraceInThem) {
    take(second, noon, {budget("urn:1")});
    take(first, noon, {quake("urn:2")});
    auto edited = report("urn:1", "Senate passes budget with chips in it", "Lawmakers in Canberra agreed on spending",
                         {"world", "tech"});
    auto record = fetched(second, noon + hours(1), {edited, quake_again("urn:3")});
    record.sections_for = [](const feeds::Article&) -> std::vector<std::string> { throw std::runtime_error("a bug"); };
    EXPECT_THROW(static_cast<void>(writer().record_fetch(record)), std::runtime_error);
    take(second, noon + hours(1), {quake_again("urn:3")});
    const auto story = reader().story(3).value();
    ASSERT_THAT(story.members, SizeIs(2));
    EXPECT_EQ(story.members[1].placement.reason.nearest, 2) << "and not what was undone";
    expect_sound();
}

TEST_P(Stories, AreNotReadAgainAfterWhatWasOnlyRefused) {
    take(first, noon, {quake("urn:1")});
    {
        auto other = store::sqlite::Connection::open(store_.path(), store::sqlite::Access::write).value();
        other.script("DELETE FROM story_words");
        other.status().value();
    }
    EXPECT_EQ(writer().record_fetch(fetched(FeedId{99}, noon, {budget("urn:2")})).error().code(), ErrorCode::not_found);
    EXPECT_EQ(writer().move_feed(first, second_url, noon).error().code(), ErrorCode::conflict);
    take(second, noon + hours(1), {quake_again("urn:3")});
    EXPECT_EQ(reader().story(2).value().id, 1);
}

TEST_P(Stories, AFetchEndsAtItsFirstStatementThatFails) {
    take(first, noon, {quake("urn:1")});
    for (const std::string table :
         {"articles", "article_sources", "section_articles", "story_words", "story_articles", "hidden_articles"}) {
        const FailingStatement fails(store_.path(), "INSERT ON " + table);
        const auto stored = writer().record_fetch(
            fetched(second, noon + hours(1), {quake_again("urn:2"), budget("urn:3"), quake("urn:4")}));
        ASSERT_FALSE(stored) << table;
        EXPECT_EQ(stored.error().code(), ErrorCode::internal) << table;
    }
    EXPECT_THAT(articles("world"), SizeIs(1));
    take(second, noon + hours(1), {quake_again("urn:2"), budget("urn:3")});
    EXPECT_THAT(articles("world"), SizeIs(2));
    expect_sound();
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
    writer->sync_config({{{"world", "World"}}, {{first_url, "First", {"world"}, 0}}}, noon).value();
    const auto reader = store->reader().value();
    writer->record_fetch(fetched(reader->feed(first_url).value().id, noon, {incoming("urn:1", "one")})).value();
    EXPECT_EQ(reader->page(ArticleQuery("world", 10, 1)).value().total, 1U);
    EXPECT_THAT(reader->verify().value(), IsEmpty());
}

}  // namespace broadsheet::tests
