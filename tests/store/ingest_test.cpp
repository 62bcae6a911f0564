#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::ElementsAre;
using testing::IsEmpty;

class Ingest : public Contract {};
BROADSHEET_EVERY_ENGINE(Ingest);

TEST_P(Ingest, AnArticleComesBackAsItWentIn) {
    IncomingArticle entry = incoming("urn:x:1", "One");
    entry.article.summary = "In short";
    entry.article.content_text = "One, as text";
    entry.article.authors = {{"Ann", "ann@example.org", "https://ann.example/", ""}};
    entry.article.published = noon - hours(3);
    const auto report = take(first, noon, {entry});
    EXPECT_EQ(report.added, 1U);
    EXPECT_THAT(report.changed_sections, ElementsAre("world"));

    const auto page = reader().page(ArticleQuery("world", 10, 1)).value();
    ASSERT_EQ(page.articles.size(), 1U);
    EXPECT_EQ(page.total, 1U);
    const store::ArticleRecord& record = page.articles.front();
    EXPECT_EQ(record.article, entry.article);
    EXPECT_EQ(record.uid, "urn:x:1");
    EXPECT_EQ(record.published, noon - hours(3));
    EXPECT_EQ(record.updated, noon - hours(3));
    EXPECT_EQ(record.first_seen, noon);
    EXPECT_EQ(record.last_changed, noon);
    ASSERT_EQ(record.sources.size(), 1U);
    EXPECT_EQ(record.sources.front().feed_title, "First");
    EXPECT_EQ(record.sources.front().entry_id, "urn:x:1");
    EXPECT_EQ(reader().article(record.id).value().article, entry.article);
    expect_sound();
}

TEST_P(Ingest, EntriesWithoutDatesKeepTheDocumentsOrder) {
    take(first, noon, {incoming("3", "newest"), incoming("2", "middle"), incoming("1", "oldest")});
    take(first, noon + hours(1),
         {incoming("5", "later, first"), incoming("4", "later, second"), incoming("3", "newest")});
    EXPECT_THAT(titles("world"), ElementsAre("later, first", "later, second", "newest", "middle", "oldest"));
}

TEST_P(Ingest, EqualDatesKeepTheDocumentsOrder) {
    IncomingArticle one = incoming("1", "one");
    IncomingArticle two = incoming("2", "two");
    one.article.published = two.article.published = noon - days(1);
    take(first, noon, {one, two});
    EXPECT_THAT(titles("world"), ElementsAre("one", "two"));
}

TEST_P(Ingest, ClaimedDatesAreBelievedWithinReason) {
    struct Case {
        std::string name;
        std::optional<feeds::Timestamp> published, updated;
        feeds::Timestamp stored_published, stored_updated;
    };
    const std::vector<Case> cases{
        {"none", {}, {}, noon, noon},
        {"past", noon - days(2), {}, noon - days(2), noon - days(2)},
        {"edited", noon - days(2), noon - days(1), noon - days(2), noon - days(1)},
        {"only updated", {}, noon - days(1), noon - days(1), noon - days(1)},
        {"edited before published", noon - days(1), noon - days(2), noon - days(1), noon - days(1)},
        {"future", noon + days(300), {}, noon, noon},
        {"skewed", noon + minutes(5), {}, noon, noon},
        {"edited in the future", noon - days(2), noon + days(300), noon - days(2), noon - days(2)},
        {"epoch", feeds::Timestamp(), feeds::Timestamp(), noon, noon},
        {"before the web", noon - days(365 * 40), noon - days(1), noon - days(1), noon - days(1)},
    };
    for (const Case& one : cases) {
        IncomingArticle entry = incoming(one.name, one.name);
        entry.article.published = one.published;
        entry.article.updated = one.updated;
        take(first, noon, {entry});
        for (const auto& record : articles()) {
            if (record.article.title != one.name) continue;
            EXPECT_EQ(record.published, one.stored_published) << one.name;
            EXPECT_EQ(record.updated, one.stored_updated) << one.name;
        }
    }
    EXPECT_EQ(articles().size(), cases.size());
    expect_sound();
}

TEST_P(Ingest, IgnoredDatesAreThoseOfTheFetch) {
    IncomingArticle entry = incoming("1", "one");
    entry.article.published = noon - days(9);
    auto record = fetched(first, noon, {entry});
    record.ignore_dates = true;
    writer().record_fetch(record).value();
    EXPECT_EQ(articles().front().published, noon);
    EXPECT_EQ(articles().front().article.published, noon - days(9));
}

TEST_P(Ingest, WhatIsKnownIsUnchanged) {
    take(first, noon, {incoming("1", "one")});
    const auto before = section("world");
    const auto report = take(first, noon + hours(1), {incoming("1", "one")});
    EXPECT_EQ(report.unchanged, 1U);
    EXPECT_EQ(report.added + report.revised + report.joined, 0U);
    EXPECT_THAT(report.changed_sections, IsEmpty());
    EXPECT_EQ(section("world").version, before.version);
    EXPECT_EQ(section("world").changed_at, before.changed_at);
}

TEST_P(Ingest, APollThatBringsNewsIsTheFeedsLastChange) {
    const auto last_change = [&] { return reader().feed(first_url).value().state.last_change; };
    const auto poll = [&](feeds::Timestamp time, const std::string& title) {
        auto record = fetched(first, time, {incoming("1", title)});
        record.state.last_change = last_change();
        writer().record_fetch(record).value();
    };
    poll(noon, "one");
    EXPECT_EQ(last_change(), noon);
    poll(noon + hours(1), "one");
    EXPECT_EQ(last_change(), noon);
    poll(noon + hours(2), "one, corrected");
    EXPECT_EQ(last_change(), noon + hours(2));
}

TEST_P(Ingest, ASecondCopyInOneDocumentIsPassedOver) {
    IncomingArticle copy = incoming("1", "one");
    copy.fingerprint.key.clear();
    const auto report = take(first, noon, {incoming("1", "one"), copy});
    EXPECT_EQ(report.added, 1U);
    EXPECT_EQ(articles().size(), 1U);
}

TEST_P(Ingest, AChangeKeepsTheOldVersionAndMovesUpdatedOnly) {
    IncomingArticle entry = incoming("1", "one");
    entry.article.published = noon - hours(2);
    take(first, noon, {entry});
    const auto before = articles().front();
    const auto version = section("world").version;

    IncomingArticle edited = incoming("1", "one, corrected");
    edited.article.published = noon + hours(1);  // a new date alone moves nothing
    const auto report = take(first, noon + hours(2), {edited});
    EXPECT_EQ(report.revised, 1U);
    EXPECT_THAT(report.changed_sections, ElementsAre("world"));
    const auto after = articles().front();
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.uid, before.uid);
    EXPECT_EQ(after.published, before.published);
    EXPECT_EQ(after.first_seen, before.first_seen);
    EXPECT_EQ(after.updated, noon + hours(2));
    EXPECT_EQ(after.last_changed, noon + hours(2));
    EXPECT_EQ(after.article, edited.article);
    EXPECT_EQ(after.revisions, 1U);
    EXPECT_GT(section("world").version, version);
    EXPECT_EQ(section("world").changed_at, noon + hours(2));

    const auto revisions = reader().revisions(after.id).value();
    ASSERT_EQ(revisions.size(), 1U);
    EXPECT_EQ(revisions.front().number, 1U);
    EXPECT_EQ(revisions.front().title, "one");
    EXPECT_EQ(revisions.front().content_html, "<p>one</p>");
    EXPECT_EQ(revisions.front().replaced_at, noon + hours(2));
    expect_sound();
}

TEST_P(Ingest, AClaimedUpdateMovesUpdatedToWhatItSays) {
    take(first, noon, {incoming("1", "one")});
    IncomingArticle edited = incoming("1", "two");
    edited.article.updated = noon + hours(1);
    take(first, noon + hours(5), {edited});
    EXPECT_EQ(articles().front().updated, noon + hours(1));
    IncomingArticle again = incoming("1", "three");
    again.article.updated = noon - hours(1);
    EXPECT_EQ(take(first, noon + hours(6), {again}).revised, 0U) << "an old version by its own word";
    EXPECT_EQ(articles().front().updated, noon + hours(1));
    again.article.updated.reset();
    EXPECT_EQ(take(first, noon + hours(7), {again}).revised, 1U) << "which it takes back";
    EXPECT_EQ(articles().front().updated, noon + hours(7));
}

TEST_P(Ingest, ADateThatNobodyBelievesHoldsBackNoEdit) {
    const feeds::Timestamp year_one = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
    const std::vector<feeds::Timestamp> claims{noon, feeds::Timestamp(), year_one, noon + days(300), noon};
    int version = 0;
    for (const auto claim : claims) {
        IncomingArticle edited = incoming("1", "version " + std::to_string(++version));
        edited.article.updated = claim;
        const auto report = take(first, noon + hours(version), {edited});
        EXPECT_EQ(report.added + report.revised, 1U) << version;
    }
}

TEST_P(Ingest, ADateThatIsIgnoredHoldsBackNoEdit) {
    for (int version = 0; version < 3; ++version) {
        IncomingArticle edited = incoming("1", "version " + std::to_string(version));
        edited.article.updated = noon - hours(version);
        auto record = fetched(first, noon + hours(version), {edited});
        record.ignore_dates = true;
        const auto report = writer().record_fetch(record).value();
        EXPECT_EQ(report.added + report.revised, 1U) << version;
    }
}

TEST_P(Ingest, FlappingBetweenTwoVersionsIsNoNews) {
    take(first, noon, {incoming("1", "A")});
    take(first, noon + hours(1), {incoming("1", "B")});
    const auto before = articles().front();
    const auto version = section("world").version;
    for (int round = 2; round < 8; ++round) {
        const auto report = take(first, noon + hours(round), {incoming("1", round % 2 == 0 ? "A" : "B")});
        EXPECT_EQ(report.unchanged, 1U);
        EXPECT_EQ(report.revised, 0U);
    }
    EXPECT_EQ(articles().front().article.title, "B");
    EXPECT_EQ(articles().front().updated, before.updated);
    EXPECT_EQ(articles().front().revisions, 1U);
    EXPECT_EQ(section("world").version, version);
    EXPECT_EQ(take(first, noon + hours(9), {incoming("1", "C")}).revised, 1U);
}

TEST_P(Ingest, AnArticleThatChangesForEverKeepsABoundedHistory) {
    for (int version = 0; version < 70; ++version) {
        take(first, noon + hours(version), {incoming("1", "version " + std::to_string(version))});
    }
    const auto record = articles().front();
    const auto revisions = reader().revisions(record.id).value();
    EXPECT_EQ(record.revisions, revisions.size());
    EXPECT_LE(revisions.size(), 50U);
    EXPECT_EQ(revisions.front().title, "version 0");
    EXPECT_EQ(revisions.back().title, "version 68");
    EXPECT_EQ(revisions.back().number, 69U);
    expect_sound();
}

TEST_P(Ingest, AnIdThatIsNoIriIsReplacedByOneThatStays) {
    take(first, noon, {incoming("post 17", "one"), incoming("", "two"), incoming("a:b c", "three")});
    take(second, noon, {incoming("post 17", "four")});
    std::vector<std::string> uids;
    for (const auto& record : articles()) {
        EXPECT_TRUE(record.uid.starts_with("urn:uuid:")) << record.uid;
        uids.push_back(record.uid);
    }
    std::sort(uids.begin(), uids.end());
    EXPECT_EQ(std::unique(uids.begin(), uids.end()), uids.end());
}

TEST_P(Ingest, WhatIsToAppearNowhereIsKnownAllTheSame) {
    const auto report = take(first, noon, {incoming("1", "dropped", {}), incoming("2", "kept")});
    EXPECT_EQ(report.added, 2U);
    EXPECT_THAT(titles(), ElementsAre("kept"));
    EXPECT_EQ(reader().page(ArticleQuery()).value().total, 1U);
    EXPECT_EQ(reader().stats().value().articles, 2U);
    EXPECT_EQ(take(first, noon, {incoming("1", "dropped", {})}).unchanged, 1U);
    expect_sound();
}

TEST_P(Ingest, AnEditCanMoveAnArticleBetweenSections) {
    take(second, noon, {incoming("1", "one", {"world"})});
    const auto report = take(second, noon + hours(1), {incoming("1", "one on chips", {"tech"})});
    EXPECT_THAT(report.changed_sections, ElementsAre("tech", "world"));
    EXPECT_THAT(titles("world"), IsEmpty());
    EXPECT_THAT(titles("tech"), ElementsAre("one on chips"));
    expect_sound();
}

TEST_P(Ingest, AnUnknownFeedIsNotFoundAndLeavesNothing) {
    const auto result = writer().record_fetch(fetched(FeedId{99}, noon, {incoming("1", "one")}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::not_found);
    EXPECT_THAT(titles(), IsEmpty());
    take(first, noon, {incoming("1", "one")});
    EXPECT_EQ(articles().size(), 1U);
}

}  // namespace broadsheet::tests
