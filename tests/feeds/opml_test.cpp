#include "feeds/opml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpmlList read(const std::string& body) {
    const auto list = read_opml("<opml version='1.0'><head><title>Mine</title></head><body>" + body + "</body></opml>");
    EXPECT_TRUE(list) << (list ? "" : list.error().detail());
    return list ? *list : OpmlList{};
}

TEST(Opml, GivesEveryFeedWithItsFolders) {
    const auto list = read(R"(
        <outline text="News">
          <outline title="Near">
            <outline type="rss" text=" The
              Paper " xmlUrl=" https://paper.example/feed " htmlUrl="https://paper.example/" description="Daily" language="en"/>
          </outline>
          <outline type="rss" text="Far" xmlUrl="https://far.example/feed"/>
        </outline>
        <outline type="rss" title="Top" xmlUrl="https://top.example/feed"/>)");
    EXPECT_EQ(list.title, "Mine");
    ASSERT_EQ(list.feeds.size(), 3U);
    EXPECT_EQ(list.feeds[0].title, "The Paper");
    EXPECT_EQ(list.feeds[0].feed_url, "https://paper.example/feed");
    EXPECT_EQ(list.feeds[0].home_page_url, "https://paper.example/");
    EXPECT_EQ(list.feeds[0].description, "Daily");
    EXPECT_EQ(list.feeds[0].language, "en");
    EXPECT_THAT(list.feeds[0].folders, ElementsAre("News", "Near"));
    EXPECT_THAT(list.feeds[1].folders, ElementsAre("News"));
    EXPECT_TRUE(list.feeds[2].folders.empty());
    EXPECT_TRUE(list.warnings.empty());
}

TEST(Opml, ReadsAttributesAndElementsInAnyCase) {
    const auto list = read_opml("<OPML><BODY><Outline TEXT='a' XMLURL='http://a.example/'/></BODY></OPML>");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->feeds.size(), 1U);
    EXPECT_EQ(list->feeds[0].feed_url, "http://a.example/");
}

TEST(Opml, TakesFoldersThatCallThemselvesFeeds) {
    const auto list =
        read("<outline type='rss' text='Comics'> <outline text='a' xmlUrl='http://a.example/'/></outline>");
    ASSERT_EQ(list.feeds.size(), 1U);
    EXPECT_THAT(list.feeds[0].folders, ElementsAre("Comics"));
}

TEST(Opml, DecodesEntitiesAndEncodings) {
    const auto named = read("<outline text='Caf&eacute; &amp; &#x41;' xmlUrl='http://a.example/?b=1&amp;c=2'/>");
    ASSERT_EQ(named.feeds.size(), 1U);
    EXPECT_EQ(named.feeds[0].title, "Caf\u00e9 & A");
    EXPECT_EQ(named.feeds[0].feed_url, "http://a.example/?b=1&c=2");
    const auto latin = read_opml(
        "<?xml version='1.0' encoding='iso-8859-1'?><opml><body><outline text='Caf\xe9' "
        "xmlUrl='http://a.example/'/></body></opml>");
    ASSERT_TRUE(latin);
    ASSERT_EQ(latin->feeds.size(), 1U);
    EXPECT_EQ(latin->feeds[0].title, "Caf\u00e9");
}

TEST(Opml, MendsTheFeedSchemeAndNonAsciiAddresses) {
    const auto list = read(
        "<outline text='a' xmlUrl='feed://a.example/x'/><outline text='b' xmlUrl='feed:https://b.example/'/>"
        "<outline text='c' xmlUrl='https://c.example/\u00e4 b'/>");
    ASSERT_EQ(list.feeds.size(), 3U);
    EXPECT_EQ(list.feeds[0].feed_url, "http://a.example/x");
    EXPECT_EQ(list.feeds[1].feed_url, "https://b.example/");
    EXPECT_EQ(list.feeds[2].feed_url, "https://c.example/%C3%A4%20b");
}

TEST(Opml, WarnsOfEveryOutlineThatCannotBePolled) {
    const auto list = read(
        "<outline text='file' xmlUrl='file:///etc/passwd'/><outline text='script' xmlUrl='javascript:x'/>"
        "<outline text='word' xmlUrl='https://a:b@c.example/'/><outline text='none' type='rss'/>"
        "<outline text='other' type='include' url='http://x.example/list.opml'/>");
    EXPECT_TRUE(list.feeds.empty());
    EXPECT_THAT(list.warnings, ElementsAre(HasSubstr("\"file\""), HasSubstr("\"script\""), HasSubstr("\"word\""),
                                           HasSubstr("\"none\""), HasSubstr("\"other\"")));
}

TEST(Opml, KeepsWhatABrokenListHolds) {
    const auto list = read_opml(
        "<opml><body><outline text='a' xmlUrl='http://a.example/'><outline text='b' "
        "xmlUrl='http://b.example/'/></body>");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->feeds.size(), 2U);
    EXPECT_FALSE(list->warnings.empty());
}

TEST(Opml, SaysWhatADocumentIsInstead) {
    for (const char* text : {"", "   ", "<html><body><p>Hello</p></body></html>", "{\"a\": 1}", "%PDF-1.4",
                             "<rss version='2.0'><channel><title>x</title></channel></rss>", "plain words"}) {
        const auto list = read_opml(text);
        ASSERT_FALSE(list) << text;
        EXPECT_EQ(list.error().code(), ErrorCode::invalid) << text;
        EXPECT_THAT(list.error().detail(), HasSubstr("no OPML")) << text;
    }
}

TEST(Opml, OfAMillionOutlinesIsReadAndOneMoreRefused) {
    std::string body;
    for (int i = 0; i < 1'000'000; ++i) body += "<outline/>";
    EXPECT_TRUE(read_opml("<opml><body>" + body + "</body></opml>"));
    const auto more = read_opml("<opml><body>" + body + "<outline/></body></opml>");
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code(), ErrorCode::too_large);
}

TEST(Opml, NestedWithoutEndIsRefused) {
    std::string body;
    for (int i = 0; i < 100'000; ++i) body += "<outline text='a'>";
    const auto list = read_opml("<opml><body>" + body);
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().code(), ErrorCode::too_large);
}

TEST(RenderedOpml, ComesBackAsItWas) {
    OpmlList list;
    list.title = "A & B";
    list.feeds.push_back(
        {"\"Quoted\" <b>", "https://a.example/?b&c", "https://a.example/", "Words", "en", {"News", "Near"}});
    list.feeds.push_back({"Top", "https://b.example/", "", "", "", {}});
    list.feeds.push_back({"Third", "https://c.example/", "", "", "", {"News"}});
    const auto again = read_opml(render_opml(list));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->title, "A & B");
    ASSERT_EQ(again->feeds.size(), 3U);
    EXPECT_EQ(again->feeds[0].title, "\"Quoted\" <b>");
    EXPECT_EQ(again->feeds[0].feed_url, "https://a.example/?b&c");
    EXPECT_THAT(again->feeds[0].folders, ElementsAre("News", "Near"));
    EXPECT_EQ(again->feeds[1].title, "Third") << "in one folder with its like";
    EXPECT_EQ(again->feeds[2].title, "Top") << "folders come first";
    EXPECT_EQ(render_opml(list), render_opml(list));
}

}  // namespace
}  // namespace broadsheet::feeds
