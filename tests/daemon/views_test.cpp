#include "daemon/views.hpp"

#include "feeds/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using feeds::Timestamp;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Timestamp at(std::int64_t seconds) {
    return Timestamp(std::chrono::seconds(seconds));
}

config::Feed configured(const std::string& url, config::Rights rights, std::chrono::minutes interval) {
    config::Feed feed;
    feed.url = url;
    feed.sections = {"sea"};
    feed.rights = rights;
    feed.fetch.interval = interval;
    return feed;
}

config::Config paper() {
    config::Config config;
    config.daemon.base_url = "https://news.example/paper";
    config.daemon.title = "The Paper";
    config.publish.limit = 2;
    config.sections = {{"sea", "The Sea", "All that floats", "en", {}, {}, {}, {}},
                       {"land", "Land", "", "en", {}, {}, {}, {}}};
    config.feeds = {configured("https://open.example/feed", config::Rights::full, std::chrono::minutes(60)),
                    configured("https://brief.example/feed", config::Rights::summary, std::chrono::minutes(15)),
                    configured("https://closed.example/feed", config::Rights::headline, std::chrono::minutes(90))};
    config.feeds[1].sections = {"land"};
    return config;
}

ViewContext context() {
    return {paper(), "1.0"};
}

store::ArticleSource source(std::int64_t feed, const std::string& host) {
    store::ArticleSource result;
    result.feed = store::FeedId{feed};
    result.feed_title = host;
    result.feed_url = "https://" + host + "/feed";
    result.feed_address = result.feed_url;
    result.url = "https://" + host + "/1";
    result.first_seen = at(1'790'000'000);
    return result;
}

/// Words of the feed of `host`, with "body" and "gist" in every place that can hold them.
store::ArticleRecord record(const std::string& host) {
    store::ArticleRecord result;
    result.id = store::ArticleId{7};
    result.uid = "urn:uuid:7";
    result.feed = store::FeedId{1};
    result.sources = {source(1, host)};
    result.published = result.updated = at(1'790'000'000);
    auto& article = result.article;
    article.title = "Fog";
    article.url = "https://" + host + "/1";
    article.summary = "the gist";
    article.summary_html = "<p>the gist</p>";
    article.content_html = "<p>the body</p>";
    article.content_text = "the body";
    article.image = article.banner_image = "https://" + host + "/body.jpg";
    article.enclosures = {{"https://" + host + "/body.mp3", "audio/mpeg", "", {}, {}}};
    article.media.push_back({});
    article.media[0].description = "the body";
    return result;
}

store::Page page_of(std::vector<store::ArticleRecord> articles, std::uint64_t total) {
    store::Page page;
    page.articles = std::move(articles);
    page.total = total;
    page.section.feed_id = "urn:uuid:section";
    page.section.changed_at = at(1'790'000'500);
    return page;
}

/// All that can leave the house of an article, in one text.
std::string everything_said(const store::ArticleRecord& article) {
    const auto view = context();
    const auto feed = feed_view("sea", page_of({article}, 1), 1, view);
    store::RevisionRecord revision{1, at(1'790'000'400), "Old fog", "the gist", "<p>the body</p>", "the body"};
    store::RevisionRecord text_only{2, at(1'790'000'500), "Fog", "", "", "the body"};
    return feeds::render_atom(feed) + feeds::render_rss(feed) + feeds::render_json_feed(feed) +
           pages::render_section(site_view(view), section_view("sea", page_of({article}, 1), 1, view)) +
           pages::render_article(site_view(view), article_view(article, {revision, text_only}, {}, view));
}

TEST(Rights, FullPassesEverythingOn) {
    const auto said = everything_said(record("open.example"));
    EXPECT_THAT(said, HasSubstr("the body"));
    EXPECT_THAT(said, HasSubstr("the gist"));
    EXPECT_THAT(said, HasSubstr("body.mp3"));
}

TEST(Rights, OfAFeedThatIsGoneFromTheConfigStayAsTheyWere) {
    auto article = record("gone.example");
    article.sources.front().extent = store::Extent::summary;
    EXPECT_THAT(everything_said(article), Not(HasSubstr("the body")));
    EXPECT_THAT(everything_said(article), HasSubstr("the gist"));
    article.sources.front().extent = store::Extent::headline;
    EXPECT_THAT(everything_said(article),
                Not(testing::AnyOf(HasSubstr("the gist"), HasSubstr("the body"), HasSubstr("body.mp3"))));
    article.sources.front().extent = store::Extent::full;
    EXPECT_THAT(everything_said(article), HasSubstr("the body"));
}

TEST(Rights, SummaryPassesTheSummaryOnAndNeverTheText) {
    const auto said = everything_said(record("brief.example"));
    EXPECT_THAT(said, Not(HasSubstr("the body")));
    EXPECT_THAT(said, HasSubstr("the gist"));
}

TEST(Rights, ASummaryThatIsTheWholeTextIsItsBeginningToo) {
    auto article = record("brief.example");
    article.article.summary = "First words. ";
    for (int i = 0; i < 200; ++i) article.article.summary += "and so on ";
    article.article.summary += "to the end";
    article.article.summary_html = "<p>" + article.article.summary + "</p>";
    store::RevisionRecord earlier;
    earlier.summary = article.article.summary;
    const auto view = article_view(article, {earlier}, {}, context());
    EXPECT_THAT(everything_said(article), Not(HasSubstr("to the end")));
    EXPECT_THAT(view.entry.article.summary, testing::StartsWith("First words."));
    EXPECT_EQ(view.entry.article.summary_html, "");
    EXPECT_LT(view.revisions.at(0).summary.size(), 330U);
}

TEST(Rights, SummaryOfAnArticleWithOneTextIsItsBeginning) {
    auto article = record("brief.example");
    article.article.summary.clear();
    article.article.summary_html.clear();
    article.article.content_text.clear();
    article.article.content_html = "<p>First words.</p><p>";
    for (int i = 0; i < 100; ++i) article.article.content_html += "and so on ";
    article.article.content_html += "to the body</p>";
    const auto entry = entry_view(article, context());
    EXPECT_THAT(entry.article.summary, testing::StartsWith("First words."));
    EXPECT_LT(entry.article.summary.size(), 330U);
    EXPECT_THAT(everything_said(article), Not(HasSubstr("the body")));
}

TEST(Rights, HeadlinePassesOnTheTitleAlone) {
    const auto said = everything_said(record("closed.example"));
    for (const char* kept_back : {"the body", "the gist", "body.mp3", "body.jpg"})
        EXPECT_THAT(said, Not(HasSubstr(kept_back)));
    EXPECT_THAT(said, HasSubstr("Fog"));
}

TEST(Rights, HeadlineWithoutATitleIsTheLinkAndNotTheFirstWords) {
    auto article = record("closed.example");
    article.article.title.clear();
    const auto said = everything_said(article);
    EXPECT_THAT(said, Not(HasSubstr("the body")));
    EXPECT_THAT(said, Not(HasSubstr("the gist")));
    EXPECT_THAT(said, HasSubstr("<title>https://closed.example/1</title>"));
}

TEST(Rights, FollowTheFeedWhoseWordsTheyAre) {
    auto article = record("closed.example");
    article.sources.push_back(source(2, "open.example"));
    EXPECT_THAT(everything_said(article), Not(HasSubstr("the body")));
}

TEST(Rights, AStricterFeedThatMerelyListsTheArticleTakesNothingAway) {
    auto article = record("open.example");
    article.sources.push_back(source(2, "closed.example"));
    EXPECT_THAT(everything_said(article), HasSubstr("the body"));
}

TEST(FeedView, NamesTheSectionAndItsDocuments) {
    const auto feed = feed_view("sea", page_of({record("open.example")}, 1), 1, context());
    EXPECT_EQ(feed.id, "urn:uuid:section");
    EXPECT_EQ(feed.title, "The Paper: The Sea");
    EXPECT_EQ(feed.description, "All that floats");
    EXPECT_EQ(feed.language, "en");
    EXPECT_EQ(feed.home_page_url, "https://news.example/paper/sea");
    EXPECT_EQ(feed.atom_url, "https://news.example/paper/sea.atom");
    EXPECT_EQ(feed.json_url, "https://news.example/paper/sea.json");
    EXPECT_EQ(feed.updated, at(1'790'000'500));
    EXPECT_EQ(feed.ttl_minutes, 60);
    EXPECT_EQ(feed.next_query + feed.previous_query + feed.first_query + feed.last_query, "");
    ASSERT_EQ(feed.entries.size(), 1U);
    EXPECT_EQ(feed.entries[0].id, "urn:uuid:7");
    EXPECT_EQ(feed.entries[0].page_url, "https://news.example/paper/article/7");
}

TEST(FeedView, AllHasItsOwnNameTheCommonLanguageAndTheShortestPeriod) {
    const auto feed = feed_view("all", page_of({}, 0), 1, context());
    EXPECT_EQ(feed.title, "The Paper");
    EXPECT_EQ(feed.language, "en");
    EXPECT_EQ(feed.rss_url, "https://news.example/paper/all.rss");
    EXPECT_EQ(feed.ttl_minutes, 15);
    auto config = paper();
    config.sections[1].language = "de";
    EXPECT_EQ(feed_view("all", page_of({}, 0), 1, {config, ""}).language, "");
}

TEST(FeedView, EveryPageNamesItselfAndItsNeighbours) {
    const auto second = feed_view("sea", page_of({}, 5), 2, context());
    EXPECT_EQ(second.atom_url, "https://news.example/paper/sea.atom?page=2");
    EXPECT_EQ(second.first_query, "?");
    EXPECT_EQ(second.previous_query, "?");
    EXPECT_EQ(second.next_query, "?page=3");
    EXPECT_EQ(second.last_query, "?page=3");
    const auto last = feed_view("sea", page_of({}, 5), 3, context());
    EXPECT_EQ(last.previous_query, "?page=2");
    EXPECT_EQ(last.next_query, "");
}

TEST(FeedView, OriginWithoutAnIdIsKnownByItsAddress) {
    auto article = record("open.example");
    EXPECT_EQ(entry_view(article, context()).sources[0].feed_id, "https://open.example/feed");
    article.sources[0].feed_own_id = "my feed";  // no IRI (RFC 4287 §4.2.6)
    EXPECT_EQ(entry_view(article, context()).sources[0].feed_id, "https://open.example/feed");
    article.sources[0].feed_own_id = "tag:open.example,2020:feed";
    EXPECT_EQ(entry_view(article, context()).sources[0].feed_id, "tag:open.example,2020:feed");
}

TEST(FeedView, AnArticleWhoseFeedsAreGoneStillHasASource) {
    auto article = record("open.example");
    article.sources.clear();
    EXPECT_EQ(entry_view(article, context()).sources.size(), 1U);
    EXPECT_THAT(everything_said(article), HasSubstr("the body"));
}

TEST(ArticleView, ShowsTheNewestRevisionFirstAndTextAsText) {
    const auto view =
        article_view(record("open.example"),
                     {{1, at(1), "One", "", "<p>one</p>", ""}, {2, at(2), "Two", "", "", "1 < 2"}}, {}, context());
    ASSERT_EQ(view.revisions.size(), 2U);
    EXPECT_EQ(view.revisions[0].number, 2U);
    EXPECT_EQ(view.revisions[0].content_html, "1 &lt; 2");
    EXPECT_EQ(view.revisions[1].content_html, "<p>one</p>");
}

TEST(Opml, OffersEverySectionAndEverything) {
    const auto list = sections_opml(context());
    ASSERT_EQ(list.feeds.size(), 3U);
    EXPECT_EQ(list.feeds[0].title, "The Paper: The Sea");
    EXPECT_EQ(list.feeds[0].feed_url, "https://news.example/paper/sea.atom");
    EXPECT_EQ(list.feeds[2].feed_url, "https://news.example/paper/all.atom");
}

TEST(Opml, NamesSourcesBySectionAndNotWhatIsDetached) {
    store::FeedRecord fine;
    fine.url = "https://fine.example/feed";
    fine.sections = {"sea", "land"};
    store::FeedRecord gone = fine;
    gone.detached = true;
    const auto list = sources_opml({fine, gone}, context());
    ASSERT_EQ(list.feeds.size(), 2U);
    EXPECT_THAT(list.feeds[0].folders, ElementsAre("The Sea"));
    EXPECT_THAT(list.feeds[1].folders, ElementsAre("Land"));
    EXPECT_EQ(list.feeds[0].feed_url, "https://fine.example/feed");
}

TEST(PageCount, IsAtLeastOneAndRoundsUp) {
    EXPECT_EQ(page_count(0, 50), 1U);
    EXPECT_EQ(page_count(50, 50), 1U);
    EXPECT_EQ(page_count(51, 50), 2U);
    EXPECT_EQ(page_count(0, 0), 1U);
}

}  // namespace
}  // namespace broadsheet
