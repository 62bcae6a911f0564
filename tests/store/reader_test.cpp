#include "tests/store/contract_test.hpp"

#include <fstream>

namespace broadsheet::tests {

using testing::ElementsAre;
using testing::IsEmpty;

class Reading : public Contract {};
BROADSHEET_EVERY_ENGINE(Reading);

TEST_P(Reading, PagesFollowOneAnother) {
    std::vector<IncomingArticle> entries;
    for (int number = 0; number < 7; ++number)
        entries.push_back(incoming(std::to_string(number), std::to_string(number)));
    take(first, noon, entries);
    const auto page = [&](std::uint32_t number) { return reader().page(ArticleQuery("world", 3, number)).value(); };
    EXPECT_EQ(page(1).articles.front().article.title, "0");
    EXPECT_EQ(page(2).articles.front().article.title, "3");
    EXPECT_EQ(page(3).articles.size(), 1U);
    EXPECT_EQ(page(3).articles.front().article.title, "6");
    EXPECT_THAT(page(4).articles, IsEmpty());
    EXPECT_EQ(page(4).total, 7U);
}

TEST_P(Reading, AllIsTheMergeOfTheSections) {
    take(first, noon, {incoming("1", "one")});
    take(second, noon + hours(1), {incoming("2", "two", {"tech"}), incoming("3", "three", {"tech", "world"})});
    EXPECT_THAT(titles(), ElementsAre("two", "three", "one"));
    EXPECT_EQ(reader().page(ArticleQuery()).value().total, 3U);
    EXPECT_EQ(section("").changed_at, noon + hours(1));
}

TEST_P(Reading, WhatAFeedListsIsFoundWithItsPlaces) {
    take(second, noon, {incoming("1", "one", {"world", "tech"}), incoming("2", "two", {}), incoming("3", "three")});
    take(second, noon + days(3),
         {incoming("1", "one", {"world", "tech"}), incoming("2", "two", {}), incoming("4", "4")});
    const auto listed = reader().listed(second).value();
    ASSERT_EQ(listed.size(), 3U) << "what is no longer listed is not";
    EXPECT_EQ(listed[0].article.article.title, "4");
    EXPECT_FALSE(listed[0].first_document);
    std::vector<std::string> places;
    for (const auto& entry : listed)
        for (const auto& place : entry.places) places.push_back(entry.article.article.title + " " + place.section);
    EXPECT_THAT(places, testing::ElementsAre("4 world", "one world", "one tech"));
    EXPECT_TRUE(listed[1].first_document);
    EXPECT_EQ(listed[1].places[0].lead, 0);
    EXPECT_THAT(reader().listed(first).value(), testing::IsEmpty());
}

TEST_P(Reading, WhatIsNotThereIsNotFound) {
    EXPECT_EQ(reader().page(ArticleQuery("(none)", 1, 1)).error().code(), ErrorCode::not_found);
    EXPECT_EQ(reader().page(ArticleQuery("nowhere", 1, 1)).error().code(), ErrorCode::not_found);
    EXPECT_EQ(reader().article(store::ArticleId{5}).error().code(), ErrorCode::not_found);
    EXPECT_EQ(reader().feed("https://unknown.example/").error().code(), ErrorCode::not_found);
    EXPECT_THAT(reader().revisions(store::ArticleId{5}).value(), IsEmpty());
}

TEST_P(Reading, ARestartChangesNothing) {
    take(first, noon, {incoming("1", "one"), incoming("2", "two")});
    take(first, noon, {incoming("1", "one, corrected")});
    const auto page = reader().page(ArticleQuery("world", 10, 1)).value();
    store_.reopen();
    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    const auto again = reader().page(ArticleQuery("world", 10, 1)).value();
    EXPECT_EQ(again.section.version, page.section.version);
    EXPECT_EQ(again.section.changed_at, page.section.changed_at);
    EXPECT_EQ(again.section.feed_id, page.section.feed_id);
    ASSERT_EQ(again.articles.size(), page.articles.size());
    for (std::size_t place = 0; place < page.articles.size(); ++place) {
        EXPECT_EQ(again.articles[place].uid, page.articles[place].uid);
        EXPECT_EQ(again.articles[place].article, page.articles[place].article);
        EXPECT_EQ(again.articles[place].updated, page.articles[place].updated);
    }
}

TEST_P(Reading, IdsAreNeverUsedAgain) {
    take(first, noon, {incoming("1", "one")});
    const auto id = articles().front().id;
    writer().prune({{{"world", noon + hours(1), 0}}, {}}, 10, noon).value();
    take(first, noon, {incoming("2", "two")});
    EXPECT_GT(articles().front().id, id);
}

TEST_P(Reading, AGroupIsSeenWhenItIsCommittedAndItsFailuresLeaveNothing) {
    writer().begin().value();
    take(first, noon, {incoming("1", "one")});
    EXPECT_FALSE(writer().record_fetch(fetched(FeedId{99}, noon, {incoming("2", "two")})));
    take(first, noon, {incoming("3", "three")});
    EXPECT_THAT(titles(), IsEmpty());
    writer().commit().value();
    EXPECT_THAT(titles(), ElementsAre("three", "one"));
    writer().begin().value();
    take(first, noon, {incoming("4", "four")});
    writer().rollback();
    EXPECT_THAT(titles(), ElementsAre("three", "one"));
    writer().begin_relaxed().value();
    take(first, noon, {incoming("5", "five")});
    writer().commit().value();
    EXPECT_EQ(articles().size(), 3U);
    EXPECT_TRUE(writer().checkpoint());
    expect_sound();
}

TEST_P(Reading, AGroupWithoutSavepointsIsSpoiledByWhatFailsInTheMiddle) {
    writer().begin().value();
    writer().spare_savepoints();
    take(first, noon, {incoming("1", "one")});
    EXPECT_FALSE(writer().record_fetch(fetched(FeedId{99}, noon, {incoming("2", "two")}))) << "has written nothing";
    take(first, noon, {incoming("3", "three")});
    writer().commit().value();
    EXPECT_THAT(titles(), ElementsAre("three", "one"));
    writer().begin().value();
    writer().spare_savepoints();
    take(first, noon, {incoming("4", "four")});
    EXPECT_EQ(writer().record_fetch(fails_at_its_end(first, noon, {incoming("5", "five")})).error().code(),
              ErrorCode::internal);
    EXPECT_EQ(writer().record_fetch(fetched(first, noon, {incoming("6", "six")})).error().code(), ErrorCode::conflict);
    EXPECT_EQ(writer().commit().error().code(), ErrorCode::conflict);
    EXPECT_THAT(titles(), ElementsAre("three", "one"));
    writer().begin().value();
    EXPECT_FALSE(writer().record_fetch(fails_at_its_end(first, noon, {incoming("7", "seven")})));
    take(first, noon, {incoming("8", "eight")});
    writer().commit().value();
    EXPECT_THAT(titles(), ElementsAre("eight", "three", "one"));
    expect_sound();
}

TEST_P(Reading, ABackupIsAStoreOfItsOwnAndNeverReplacesAFile) {
    take(first, noon, {incoming("1", "one")});
    const std::string copy = store_.folder().file("copy.db");
    reader().backup(copy).value();
    EXPECT_EQ(reader().backup(copy).error().code(), ErrorCode::conflict);
    EXPECT_EQ(std::filesystem::status(copy).permissions(), std::filesystem::perms(0600)) << "secrets are in it";
    const auto opened = store::open_store(copy, store::OpenMode::read_only).value();
    const auto copied = opened->reader().value();
    EXPECT_EQ(copied->page(ArticleQuery("world", 10, 1)).value().articles.front().uid, articles().front().uid);
    EXPECT_THAT(copied->verify().value(), IsEmpty());
}

TEST_P(Reading, ABackupThatFailsLeavesNoFile) {
    const std::string copy = store_.folder().file("missing/copy.db");
    EXPECT_FALSE(reader().backup(copy));
    EXPECT_FALSE(std::filesystem::exists(copy));
}

}  // namespace broadsheet::tests
