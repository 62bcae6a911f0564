#include "feeds/discover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string page_url = "https://news.example/world/";

std::vector<OfferedFeed> offered(const std::string& html) {
    return offered_feeds(html, "text/html; charset=utf-8", page_url);
}

std::vector<std::string> urls(const std::string& html) {
    std::vector<std::string> list;
    for (const auto& feed : offered(html)) list.push_back(feed.url);
    return list;
}

TEST(Discover, FindsWhatThePageLinksToInOrder) {
    const auto feeds = offered(
        "<!doctype html><html><head><title>x</title>"
        "<link rel=alternate type='application/rss+xml' title='Neuigkeiten &amp; mehr' href='../rss.xml'>"
        "<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='https://feeds.example/a'>"
        "</head><body><a href=/other.rss>x</a></body></html>");
    EXPECT_THAT(feeds,
                ElementsAre(OfferedFeed{"https://news.example/rss.xml", "Neuigkeiten & mehr", "application/rss+xml"},
                            OfferedFeed{"https://feeds.example/a", "", "application/atom+xml"}));
}

TEST(Discover, NamesFeedsOfCommentsLast) {
    const auto link = [](const std::string& href) {
        return "<link rel=alternate type=application/rss+xml href=" + href + ">";
    };
    EXPECT_THAT(urls(link("/comments.xml") + link("/b/comments/feed/") + link("/commentisfree.rss") + link("/feed/")),
                ElementsAre("https://news.example/commentisfree.rss", "https://news.example/feed/",
                            "https://news.example/comments.xml", "https://news.example/b/comments/feed/"));
}

TEST(Discover, LeavesOutWhatIsNoFeed) {
    EXPECT_THAT(urls("<link rel=alternate hreflang=de href=/de/>"
                     "<link rel='alternate stylesheet' type='text/xml' href=/s>"
                     "<link rel=alternate type=application/rss+xml href=''>"
                     "<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>"
                     "<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>"
                     "<link rel=icon type=image/png href=/i.png>"),
                IsEmpty());
}

TEST(Discover, TakesJsonForAFeedWhereNothingElseIsOffered) {
    const std::string json = "<link rel=alternate type=application/json href=/all.json>";
    EXPECT_THAT(urls(json), ElementsAre("https://news.example/all.json"));
    EXPECT_THAT(urls(json + "<link rel=alternate type=application/rss+xml href=/rss>"),
                ElementsAre("https://news.example/rss"));
    EXPECT_THAT(urls(json + "<body><a href=/feed/>Feed</a>"), ElementsAre("https://news.example/feed/"));
}

TEST(Discover, TakesNoInterfaceForAFeed) {
    const std::string json = "<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/2>";
    EXPECT_THAT(urls(json), IsEmpty());
    EXPECT_THAT(urls(json + "<body><a href=/feed/>Feed</a>"), ElementsAre("https://news.example/feed/"));
    EXPECT_THAT(urls("<link rel=feed type=text/html href=/h-feed>"), IsEmpty());
}

TEST(Discover, APageIsNoFeedOfItsOwn) {
    EXPECT_THAT(urls("<link rel=alternate type=application/rss+xml href='#feed'>"
                     "<link rel=alternate type=application/rss+xml href=/world/>"
                     "<link rel=alternate type=application/rss+xml href='/rss#top'>"
                     "<link rel=alternate type=application/rss+xml href=/rss>"),
                ElementsAre("https://news.example/rss"));
}

TEST(Discover, ResolvesAgainstTheFirstBase) {
    EXPECT_THAT(urls("<base href='javascript:x'><link rel=alternate type=application/rss+xml href=/rss>"),
                ElementsAre("https://news.example/rss"));
    EXPECT_THAT(urls("<base href='https://cdn.example/x/'><base href='https://no.example/'>"
                     "<link rel=alternate type=application/feed+json href=f.json>"),
                ElementsAre("https://cdn.example/x/f.json"));
    EXPECT_THAT(urls("<link rel=alternate type=application/feed+json href=f.json><base href='https://cdn.example/x/'>"),
                ElementsAre("https://cdn.example/x/f.json"));
}

TEST(Discover, ReadsAPageByTheCharsetThatItNames) {
    for (const std::string meta : {"<meta charset=windows-1251>",
                                   "<META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">"}) {
        const auto page = meta + "<link rel=alternate type=application/rss+xml href=/rss title='\xcd\xee'>";
        EXPECT_EQ(offered_feeds(page, "text/html", page_url).at(0).title, "\u041d\u043e") << meta;
        EXPECT_EQ(offered_feeds(page, "text/html; charset=iso-8859-1", page_url).at(0).title, "\u00cd\u00ee")
            << "the server's word counts";
    }
}

TEST(Discover, ReadsRelationsAsHtmlDoes) {
    EXPECT_THAT(urls("<link rel='home\talternate\nfeed' type=application/rss+xml href=/rss>"),
                ElementsAre("https://news.example/rss"));
}

TEST(Discover, FallsBackToAnchorsThatLookLikeFeeds) {
    EXPECT_THAT(urls("<body><a href='/about'>About</a><a href='/feed/'>RSS</a><a href='/blog/index.atom?x=1'>Atom</a>"
                     "<a href='/feed/'>again</a>"),
                ElementsAre("https://news.example/feed/", "https://news.example/blog/index.atom?x=1"));
    EXPECT_THAT(urls("<a href=/index.xml>a</a><a href='/?feed=rss2'>b</a><a href='/?a=1&amp;feed=atom'>c</a>"
                     "<a href=https://feeds.news.example/uk>d</a><a href=https://feeds.news.example/>e</a>"
                     "<a href=/?feedback=1>f</a>"),
                ElementsAre("https://news.example/index.xml", "https://news.example/?feed=rss2",
                            "https://news.example/?a=1&feed=atom", "https://feeds.news.example/uk"));
}

TEST(Discover, TakesAnAnchorAtItsWord) {
    EXPECT_THAT(urls("<body><a href=/feed/>RSS</a><a rel=alternate type=application/rss+xml href=/x/y>RSS</a>"),
                ElementsAre("https://news.example/x/y"));
}

TEST(Discover, NamesEachFeedOnceAndNotWithoutBound) {
    std::string html;
    for (int i = 0; i < 300; ++i)
        html += "<link rel=alternate type=application/rss+xml href=/" + std::to_string(i / 2) + ">";
    EXPECT_EQ(urls(html).size(), 50U);
}

TEST(Discover, ReadsTheHeadOfAPageThatIsTooTangledAsAWhole) {
    std::string html = "<link rel=alternate type=application/rss+xml href=/rss><body>";
    for (int i = 0; i < 100'000; ++i) html += "<b><p>";
    EXPECT_THAT(urls(html), ElementsAre("https://news.example/rss"));
}

TEST(Discover, TriesTheUsualPlacesBesideThePageAndAtItsRoot) {
    const auto addresses = usual_feed_addresses(page_url);
    EXPECT_EQ(addresses.front(), "https://news.example/world/feed");
    EXPECT_THAT(addresses, Contains("https://news.example/rss.xml"));
    EXPECT_EQ(addresses.size(), 12U);
    EXPECT_EQ(usual_feed_addresses("https://news.example/").size(), 6U);
}

}  // namespace
}  // namespace broadsheet::feeds
