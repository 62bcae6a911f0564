#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::SizeIs;

class Renamed : public Contract {
protected:
    /// As the daemon brings an entry: its key from its id and neighbours.
    static IncomingArticle entry(const std::string& id, const std::string& title, const std::string& url,
                                 feeds::Timestamp published = noon) {
        auto made = incoming(id, title);
        made.article.url = url;
        made.article.published = published;
        return made;
    }
    /// The keys and hashes that the entries of one document get together.
    store::IngestReport poll(feeds::Timestamp time, std::vector<IncomingArticle> entries) {
        feeds::Feed document;
        for (const auto& one : entries) document.articles.push_back(one.article);
        auto prints = feeds::fingerprint(document, feeds::IdentityRule::automatic);
        for (std::size_t i = 0; i < entries.size(); ++i) entries[i].fingerprint = std::move(prints[i]);
        return take(first, time, std::move(entries));
    }
    static std::string title(int number) {
        static const std::vector<std::string> names{"harbour", "budget", "volcano", "senate", "football", "rail"};
        return "A long headline about the " + names.at(static_cast<std::size_t>(number));
    }
};
BROADSHEET_EVERY_ENGINE(Renamed);

TEST_P(Renamed, IdsThatMoveToHttpsArePublishedOnce) {
    poll(noon,
         {entry("http://e.org/1", title(0), "http://e.org/1"), entry("http://e.org/2", title(1), "http://e.org/2")});
    const auto report = poll(noon + hours(1), {entry("https://e.org/3", title(2), "https://e.org/3"),
                                               entry("https://e.org/1", title(0), "https://e.org/1"),
                                               entry("https://e.org/2", title(1), "https://e.org/2")});
    EXPECT_EQ(report.added, 1U);
    EXPECT_THAT(articles(), SizeIs(3));
    expect_sound();
}

TEST_P(Renamed, CountersTitlesAndChanceInIdsMakeNoNews) {
    poll(noon, {entry("https://e.org/1#0", title(0), "https://e.org/1")});
    for (int fetch = 1; fetch < 20; ++fetch)
        EXPECT_EQ(
            poll(noon + hours(fetch), {entry("random" + std::to_string(fetch * 7919), title(0), "https://e.org/1")})
                .added,
            0U);
    const auto report = poll(noon + hours(30), {entry("new title in it", title(0) + ", updated", "https://e.org/1")});
    EXPECT_EQ(report.added, 0U);
    EXPECT_EQ(report.revised, 1U);
    EXPECT_THAT(articles(), SizeIs(1));
    EXPECT_LE(reader().feed(first_url).value().articles, 4U) << "names of chance are forgotten";
    expect_sound();
}

TEST_P(Renamed, WhatWasRemovedDoesNotComeAgainUnderIdsOfChance) {
    int chance = 0;
    const auto document = [&] {
        std::vector<IncomingArticle> entries;
        for (int number = 0; number < 6; ++number)
            entries.push_back(entry("chance" + std::to_string(++chance), title(number),
                                    "https://e.org/" + std::to_string(number), noon - days(number)));
        return entries;
    };
    const auto remove_old = [&](feeds::Timestamp now) {
        writer().prune({{{"world", noon - days(2), 0}}, {}}, 100, now).value();
    };
    poll(noon, document());
    remove_old(noon);
    ASSERT_THAT(articles(), SizeIs(3));
    for (int fetch = 1; fetch < 3; ++fetch) {
        poll(noon + hours(fetch), document());  // it takes two to know what the ids are worth
        remove_old(noon + hours(fetch));
    }
    for (int week = 1; week < 40; ++week) {
        const auto report = poll(noon + days(7 * week), document());
        EXPECT_EQ(report.added, 0U) << week;
        EXPECT_EQ(report.unchanged, 6U);
        remove_old(noon + days(7 * week));
    }
    EXPECT_THAT(articles(), SizeIs(3));
    expect_sound();
}

TEST_P(Renamed, AMigrationOfIdsAndLinksPublishesOnlyTheNewcomersAndIsOneEvent) {
    std::vector<IncomingArticle> before;
    std::vector<IncomingArticle> after;
    for (int number = 0; number < 6; ++number) {
        const auto digit = std::to_string(number);
        before.push_back(entry("old" + digit, title(number), "https://e.org/?p=" + digit, noon - hours(number)));
        after.push_back(entry("new" + digit, title(number), "https://e.org/a/" + digit, noon - hours(number)));
    }
    poll(noon, before);
    after.push_back(entry("true news", "A true newcomer among them all", "https://e.org/a/9", noon + hours(1)));
    EXPECT_EQ(poll(noon + hours(2), after).added, 1U);
    EXPECT_THAT(articles(), SizeIs(7));
    poll(noon + hours(3), before);
    const auto events = reader().events(10).value();
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].event.kind, "ids-changed");
    expect_sound();
}

TEST_P(Renamed, EachOfSeveralEntriesOfOneDateIsKnownOnceByItsTitle) {
    poll(noon, {entry("old 1", title(0), "https://e.org/1"), entry("old 2", title(1), "https://e.org/2"),
                entry("old 3", title(1), "https://e.org/3")});
    const auto report = poll(
        noon + hours(1), {entry("new 1", title(0), "https://e.org/a"), entry("new 2", title(1), "https://e.org/b"),
                          entry("new 3", title(1), "https://e.org/c"), entry("new 4", title(1), "https://e.org/d")});
    EXPECT_EQ(report.added, 1U);
    EXPECT_THAT(articles(), SizeIs(4));
    expect_sound();
}

TEST_P(Renamed, AnIdThatWasOnTwoEntriesAndThenStandsAloneIsKnown) {
    poll(noon, {entry("x", title(0), "https://e.org/a"), entry("x", title(1), "https://e.org/b")});
    EXPECT_EQ(poll(noon + hours(1), {entry("x", title(1), "https://e.org/b")}).added, 0U);
    EXPECT_EQ(
        poll(noon + hours(2), {entry("x", title(1), "https://e.org/b"), entry("x", title(2), "https://e.org/c")}).added,
        1U);
    EXPECT_THAT(articles(), SizeIs(3));
    expect_sound();
}

TEST_P(Renamed, ARecurringHeadlineAtOneAddressIsNewEachDay) {
    poll(noon, {entry("monday", "The morning briefing for you", "https://e.org/briefing", noon)});
    EXPECT_EQ(poll(noon + days(2),
                   {entry("wednesday", "The morning briefing for you", "https://e.org/briefing", noon + days(2))})
                  .added,
              1U);
    EXPECT_EQ(poll(noon + days(2) + hours(1),
                   {entry("other", "Something else entirely today", "https://e.org/briefing", noon + days(2))})
                  .added,
              1U);
}

TEST_P(Renamed, TwoEntriesOfOneDocumentAreNeverOneArticle) {
    const auto report =
        poll(noon, {entry("1", title(0), "https://e.org/live"), entry("2", title(0), "https://e.org/live")});
    EXPECT_EQ(report.added, 2U);
}

TEST(RenamedMigration, AnOlderStoreGoesOnWithItsArticles) {
    namespace sqlite = store::sqlite;
    TempFolder folder;
    const auto path = folder.file("old.db");
    {
        auto connection = sqlite::Connection::open(path, sqlite::Access::create).value();
        sqlite::migrate(connection, path, sqlite::migrations().first(4)).value();
        connection.script("PRAGMA journal_mode = WAL");
        connection.run("INSERT INTO feeds (id, url, title, priority) VALUES (1, ?, 'First', 0)", first_url);
        connection.script(
            "INSERT INTO articles VALUES (1, 1, 'urn:1', 0, 0, 7, 0, 0, 0, 0, 0, NULL, '', 'one', '', '{}', '', '');"
            "INSERT INTO article_sources (feed, key_hash, article, content_hash, first_seen, last_seen, feed_updated)"
            " VALUES (1, 8, 1, 7, 0, 0, 0);");
    }
    const auto store = store::open_store(path, store::OpenMode::read_write).value();
    const auto writer = store->writer().value();
    writer->sync_config({{{"world", "World"}}, {{first_url, "First", {"world"}, 0}}}, noon).value();
    const auto reader = store->reader().value();
    const auto kept = reader->article(store::ArticleId{1}).value();
    EXPECT_EQ(kept.article.title, "one");
    EXPECT_EQ(kept.sources.at(0).extent, store::Extent::full);
    EXPECT_EQ(writer->record_fetch(fetched(FeedId{1}, noon, {incoming("urn:2", "two")})).value().added, 1U);
}

TEST_P(Renamed, ACounterChangesWhatIsShownButNotWhen) {
    auto article = entry("1", "Bridge closed", "https://e.org/1");
    article.article.content_html = "<p>The harbour bridge was closed. 3 comments</p>";
    poll(noon, {article});
    article.article.content_html = "<p>The harbour bridge was closed. 4 comments</p>";
    EXPECT_EQ(poll(noon + hours(1), {article}).revised, 0U);
    const auto shown = articles().front();
    EXPECT_EQ(shown.article.content_html, article.article.content_html);
    EXPECT_EQ(shown.updated, noon);
    EXPECT_EQ(shown.revisions, 0U);
}

}  // namespace broadsheet::tests
