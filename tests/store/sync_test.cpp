#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::ElementsAre;

class Sync : public Contract {};
BROADSHEET_EVERY_ENGINE(Sync);

TEST_P(Sync, SectionsAndFeedsComeOutAsTheyWentIn) {
    const auto sections = reader().sections().value();
    ASSERT_EQ(sections.size(), 2U);
    EXPECT_EQ(sections[0].id, "world");
    EXPECT_EQ(sections[1].id, "tech");
    EXPECT_TRUE(sections[0].feed_id.starts_with("urn:uuid:"));
    EXPECT_NE(sections[0].feed_id, sections[1].feed_id);
    EXPECT_EQ(sections[0].changed_at, noon);
    const auto feeds = reader().feeds().value();
    ASSERT_EQ(feeds.size(), 2U);
    EXPECT_EQ(feeds[1].url, second_url);
    EXPECT_EQ(feeds[1].title, "Second");
    EXPECT_THAT(feeds[1].sections, ElementsAre("world", "tech"));
    EXPECT_FALSE(feeds[1].detached);
    EXPECT_FALSE(feeds[1].state.next_poll);
}

TEST_P(Sync, TheFeedOfAllSectionsHasAnIdLikeTheirsAndKeepsIt) {
    const auto all = section("").feed_id;
    EXPECT_TRUE(all.starts_with("urn:uuid:"));
    EXPECT_NE(all, section("world").feed_id);
    configure({{second_url, "Second", {"world"}, 0}}, {{"world", "The world"}});
    EXPECT_EQ(section("").feed_id, all);
}

TEST_P(Sync, TheSameConfigAgainChangesNothing) {
    take(first, noon, {incoming("1", "one")});
    const auto world = section("world").version;
    const auto all = section("").version;
    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_EQ(section("world").version, world);
    EXPECT_EQ(section("").version, all);
}

TEST_P(Sync, AFeedWithoutATitleHasItsOwnElseItsAddress) {
    configure({{first_url, "", {"world"}, 0}});
    EXPECT_EQ(reader().feed(first_url).value().title, first_url);
}

TEST_P(Sync, AFeedThatIsGoneIsDetachedAndItsArticlesStay) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.validators.etag = "\"tag\"";
    writer().record_fetch(record).value();
    const auto version = section("world").version;
    configure({{second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_TRUE(reader().feed(first_url).value().detached);
    EXPECT_THAT(titles("world"), ElementsAre("one"));
    EXPECT_EQ(section("world").version, version);

    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    const auto back = reader().feed(first_url).value();
    EXPECT_FALSE(back.detached);
    EXPECT_EQ(back.id, first);
    EXPECT_EQ(back.state.validators.etag, "\"tag\"");
    EXPECT_EQ(take(first, noon + hours(1), {incoming("1", "one")}).unchanged, 1U);
}

TEST_P(Sync, AFeedWhoseAddressIsCorrectedGoesOnAsTheSame) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.address = "https://new.example/feed";
    record.state.retired = noon;
    writer().record_fetch(record).value();
    configure({{"https://new.example/feed", "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    const auto moved = reader().feed("https://new.example/feed").value();
    EXPECT_EQ(moved.id, first);
    EXPECT_EQ(moved.state.address, "");
    EXPECT_FALSE(moved.state.retired);
    EXPECT_FALSE(reader().feed(first_url).has_value());
    EXPECT_EQ(reader().events(1).value().at(0).event.kind, "renamed");
    EXPECT_EQ(take(first, noon + hours(1), {incoming("1", "one")}).unchanged, 1U);

    configure({{"http://new.example/feed", "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_EQ(reader().feed("http://new.example/feed").value().id, first) << "without TLS";
}

TEST_P(Sync, ACorrectionThatIsUndoneIsNone) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.address = "https://new.example/feed";
    writer().record_fetch(record).value();
    const FeedSpec corrected{"https://new.example/feed", "First", {"world"}, 0};
    const FeedSpec before{first_url, "First", {"world"}, 0};
    for (int time = 0; time < 2; ++time) {
        configure({corrected});
        EXPECT_EQ(reader().feed(corrected.url).value().id, first);
        configure({before});
        EXPECT_EQ(reader().feed(first_url).value().id, first);
        EXPECT_FALSE(reader().feed(corrected.url).has_value());
    }
    configure({corrected});
    configure({corrected, before});
    EXPECT_EQ(reader().feed(corrected.url).value().id, first) << "which stays";
    EXPECT_NE(reader().feed(first_url).value().id, first);
}

TEST_P(Sync, AFeedThatIsAddedAgainIsRetiredNoLonger) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.gone_since = noon;
    record.state.retired = noon;
    writer().record_fetch(record).value();
    const FeedSpec spec{first_url, "First", {"world"}, 0};
    configure({spec});
    EXPECT_TRUE(reader().feed(first_url).value().state.retired) << "it has not been away";
    configure({});
    configure({spec});
    const auto back = reader().feed(first_url).value();
    EXPECT_EQ(back.id, first);
    EXPECT_EQ(back.state.retired, std::nullopt);
    EXPECT_EQ(back.state.gone_since, std::nullopt);
}

TEST_P(Sync, WhatAFeedBringsIntoANewSectionMeetsItsRules) {
    auto dropped = incoming("3", "two, and dropped");
    dropped.sections.clear();
    take(first, noon, {dropped, incoming("2", "two"), incoming("1", "one")});
    const auto rules = [](const std::string& section) -> Result<feeds::Rules> {
        feeds::Rules made;
        made.drop({feeds::Rule::compile("dropped").value()});
        if (section == "tech") made.keep({feeds::Rule::compile("title:/two/").value()});
        return made;
    };
    configure({{first_url, "First", {"world", "tech"}, 0, store::Extent::full, rules}});
    EXPECT_THAT(titles("tech"), ElementsAre("two"));
    EXPECT_THAT(titles("world"), ElementsAre("two", "one"));
}

TEST_P(Sync, WhatWasKeptBackOfAFirstDocumentStaysSoInANewSection) {
    std::vector<IncomingArticle> entries;
    for (int i = 0; i < 60; ++i) {
        entries.push_back(incoming(std::to_string(i), "entry " + std::to_string(i)));
        entries.back().article.published = noon - days(30 + i);
    }
    auto record = fetched(first, noon, entries);
    record.document = feeds::Feed();
    writer().record_fetch(record).value();
    ASSERT_EQ(reader().page(ArticleQuery("world", 100, 1)).value().total, 50U);
    configure({{first_url, "First", {"world", "tech"}, 0}});
    EXPECT_EQ(reader().page(ArticleQuery("tech", 100, 1)).value().total, 50U);
    EXPECT_EQ(reader().page(ArticleQuery("", 100, 1)).value().total, 50U);
}

TEST_P(Sync, AFeedThatStaysIsNotRenamedIntoAnother) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.address = "https://new.example/feed";
    writer().record_fetch(record).value();
    configure({{first_url, "First", {"world"}, 0}, {"https://new.example/feed", "New", {"world"}, 0}});
    EXPECT_EQ(reader().feed(first_url).value().id, first);
    EXPECT_NE(reader().feed("https://new.example/feed").value().id, first);
}

TEST_P(Sync, ASectionNewlyGivenToAFeedGetsItsArticles) {
    take(first, noon, {incoming("2", "two"), incoming("1", "one")});
    configure({{first_url, "First", {"tech", "world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_THAT(titles("tech"), ElementsAre("two", "one"));
    EXPECT_THAT(reader().feed(first_url).value().sections, ElementsAre("tech", "world"));
    expect_sound();
}

TEST_P(Sync, ASectionTakenFromAFeedLosesItsArticlesButNotThoseAnotherFeedPutsThere) {
    IncomingArticle shared = incoming("1", "shared");
    shared.fingerprint.canonical_url = 7;
    take(first, noon, {shared, incoming("2", "own")});
    take(second, noon, {shared});
    configure({{first_url, "First", {}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_THAT(titles("world"), ElementsAre("shared"));
    EXPECT_THAT(titles(), ElementsAre("shared"));
    EXPECT_EQ(reader().stats().value().articles, 2U);
    expect_sound();
}

TEST_P(Sync, ASectionThatComesBackIsTheSameFeedAndNeverAnOldVersion) {
    take(second, noon, {incoming("1", "one", {"tech"})});
    const auto before = section("tech");
    configure({{second_url, "Second", {"world"}, 0}}, {{"world", "World"}});
    EXPECT_EQ(reader().page(ArticleQuery("tech", 1, 1)).error().code(), ErrorCode::not_found);
    expect_sound();
    configure({{second_url, "Second", {"world", "tech"}, 0}});
    EXPECT_EQ(section("tech").feed_id, before.feed_id);
    EXPECT_GT(section("tech").version, before.version);
    EXPECT_THAT(titles("tech"), ElementsAre("one"));
    expect_sound();
}

TEST_P(Sync, ANewTitleIsAChangeThatReadersSee) {
    take(first, noon, {incoming("1", "one")});
    const auto before = section("world");
    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}},
              {{"world", "The world"}, {"tech", "Tech"}});
    EXPECT_GT(section("world").version, before.version);
    EXPECT_EQ(section("world").feed_id, before.feed_id);
    const auto renamed = section("world").version;
    configure({{first_url, "The First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}},
              {{"world", "The world"}, {"tech", "Tech"}});
    EXPECT_GT(section("world").version, renamed);
    EXPECT_EQ(articles().front().sources.front().feed_title, "The First");
}

TEST_P(Sync, HowMuchOfAFeedMayBeShownOutlivesItsPlaceInTheConfig) {
    const auto shown = [&] { return articles().front().sources.front().extent; };
    take(first, noon, {incoming("1", "one")});
    EXPECT_EQ(shown(), store::Extent::full);
    const auto before = section("world").version;
    configure({{first_url, "First", {"world"}, 0, store::Extent::headline}});
    EXPECT_EQ(shown(), store::Extent::headline);
    EXPECT_GT(section("world").version, before) << "readers see less of it";
    configure({});
    store_.reopen();
    EXPECT_EQ(shown(), store::Extent::headline);
    configure({{first_url, "First", {"world"}, 0}});
    EXPECT_EQ(shown(), store::Extent::full) << "when its admin says so";
}

TEST_P(Sync, WhatAPollLeavesComesBackWhole) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.state.next_poll = noon + hours(1);
    record.state.last_change = noon;
    record.state.error_class = "timeout";
    record.state.error = "no answer";
    record.state.error_count = 3;
    record.state.schedule_reason = feeds::Bound::backoff;
    record.state.hints.ttl = seconds(60);
    record.state.validators = {first_url, "W/\"\xff odd \"", "yesterday"};
    record.state.body_hash = "abc";
    record.state.warning = "line 3";
    record.document->title = "Own title";
    record.document->id = "urn:feed";
    record.document->home_page_url = "https://first.example/";
    record.document->language = "en";
    record.document->rights = "theirs";
    record.document->authors = {{"Ann", "", "", ""}};
    record.document->updated = noon - hours(1);
    writer().record_fetch(record).value();
    const auto feed = reader().feed(first_url).value();
    EXPECT_EQ(feed.state.next_poll, noon + hours(1));
    EXPECT_EQ(feed.state.last_change, noon);
    EXPECT_EQ(feed.state.last_poll, noon);
    EXPECT_EQ(feed.state.status, 200);
    EXPECT_EQ(feed.state.error_class, "timeout");
    EXPECT_EQ(feed.state.error, "no answer");
    EXPECT_EQ(feed.state.error_count, 3U);
    EXPECT_EQ(feed.state.schedule_reason, feeds::Bound::backoff);
    EXPECT_EQ(feed.state.hints, record.state.hints);
    EXPECT_EQ(feed.state.validators, record.state.validators);
    EXPECT_EQ(feed.state.body_hash, "abc");
    EXPECT_EQ(feed.state.warning, "line 3");
    EXPECT_EQ(feed.title, "First");
    EXPECT_EQ(feed.own_id, "urn:feed");
    EXPECT_EQ(feed.home_page_url, "https://first.example/");
    EXPECT_EQ(feed.language, "en");
    EXPECT_EQ(feed.rights, "theirs");
    EXPECT_EQ(feed.authors, record.document->authors);
    EXPECT_EQ(feed.updated, noon - hours(1));
    EXPECT_EQ(feed.articles, 1U);
}

TEST_P(Sync, TheRateOfAFeedCountsTheLastFourWeeks) {
    std::vector<IncomingArticle> entries;
    for (int day = 0; day < 56; ++day) {
        entries.push_back(incoming("day " + std::to_string(day), "title"));
        entries.back().article.published = noon - days(day);
    }
    take(first, noon, entries);
    EXPECT_NEAR(reader().feed(first_url).value().articles_per_day, 1.0, 0.05);
    EXPECT_NEAR(reader().feeds().value().front().articles_per_day, 1.0, 0.05);
    EXPECT_EQ(reader().feeds().value().front().articles, 56U);
    EXPECT_EQ(reader().feed(second_url).value().articles_per_day, 0.0);
}

}  // namespace broadsheet::tests
