#include "feeds/render.hpp"
#include "tests/feeds/render_fixture.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <string>

namespace broadsheet::feeds {
namespace {

struct Rss {
    explicit Rss(const OutputFeed& feed) : text(render_rss(feed)) {
        const auto result = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
        EXPECT_TRUE(result) << result.description() << " in " << text;
    }
    [[nodiscard]] pugi::xml_node channel() const { return document.child("rss").child("channel"); }
    [[nodiscard]] pugi::xml_node item() const { return channel().child("item"); }

    std::string text;
    pugi::xml_document document;
};

std::string link(pugi::xml_node parent, const char* rel) {
    return parent.find_child_by_attribute("atom:link", "rel", rel).attribute("href").value();
}

std::ptrdiff_t count(pugi::xml_node parent, const char* name) {
    const auto nodes = parent.children(name);
    return std::distance(nodes.begin(), nodes.end());
}

TEST(RenderRss, ChannelHasAllThatRssAsksForAndMore) {
    const Rss rss(full_feed());
    const auto channel = rss.channel();
    EXPECT_STREQ(rss.document.child("rss").attribute("version").value(), "2.0");
    EXPECT_STREQ(channel.child_value("title"), "News: Sea");
    EXPECT_STREQ(channel.child_value("link"), "https://news.example/sea");
    EXPECT_STREQ(channel.child_value("description"), "All that floats");
    EXPECT_STREQ(channel.child_value("language"), "en");
    EXPECT_STREQ(channel.child_value("lastBuildDate"), "Mon, 21 Sep 2026 15:13:20 GMT");
    EXPECT_STREQ(channel.child_value("ttl"), "30");
    EXPECT_EQ(link(channel, "self"), "https://news.example/sea.rss?page=2");
    EXPECT_EQ(link(channel, "hub"), "https://hub.example/");
    EXPECT_EQ(link(channel, "previous"), "https://news.example/sea.rss");
    EXPECT_EQ(link(channel, "next"), "https://news.example/sea.rss?page=3");
}

TEST(RenderRss, ChannelWithoutADescriptionIsDescribedByItsTitle) {
    auto feed = full_feed();
    feed.description.clear();
    EXPECT_STREQ(Rss(feed).channel().child_value("description"), "News: Sea");
}

TEST(RenderRss, ItemSaysWhoWhenAndWhere) {
    const Rss rss(full_feed());
    const auto item = rss.item();
    EXPECT_STREQ(item.child_value("title"), "Ferries & fog");
    EXPECT_STREQ(item.child_value("link"), "https://harbour.example/1");
    EXPECT_STREQ(item.child_value("guid"), "tag:harbour.example,2020:1");
    EXPECT_STREQ(item.child("guid").attribute("isPermaLink").value(), "false");
    EXPECT_STREQ(item.child_value("pubDate"), "Mon, 21 Sep 2026 14:13:20 GMT");
    EXPECT_STREQ(item.child_value("dc:creator"), "Ada Brandt");
    EXPECT_STREQ(item.child_value("source"), "Harbour Gazette");
    EXPECT_STREQ(item.child("source").attribute("url").value(), "https://harbour.example/feed.xml");
    EXPECT_STREQ(item.child_value("comments"), "https://harbour.example/1#comments");
    EXPECT_STREQ(item.child_value("category"), "The Sea");
    EXPECT_EQ(link(item, "related"), "https://coast.example/77?a=1&b=2");
    EXPECT_EQ(count(item, "author"), 0);
    for (const char* once : {"title", "link", "guid", "pubDate", "description", "source"})
        EXPECT_EQ(count(item, once), 1) << once;
}

TEST(RenderRss, GuidIsAPermalinkOnlyWhenItIsTheLink) {
    auto feed = full_feed();
    feed.entries[0].id = "https://harbour.example/1";
    EXPECT_STREQ(Rss(feed).item().child("guid").attribute("isPermaLink").value(), "true");
}

TEST(RenderRss, DescriptionIsHtmlSoPlainTextIsMadeHtmlFirst) {
    const Rss rss(full_feed());
    EXPECT_STREQ(rss.item().child_value("description"), "Boats &lt; 20 m stay in port");
    EXPECT_STREQ(rss.item().child_value("content:encoded"), "<p>Fog &amp; <b>wind</b></p>");
}

TEST(RenderRss, ContentAloneIsTheDescription) {
    auto feed = full_feed();
    feed.entries[0].article.summary.clear();
    const Rss rss(feed);
    EXPECT_STREQ(rss.item().child_value("description"), "<p>Fog &amp; <b>wind</b></p>");
    EXPECT_FALSE(rss.item().child("content:encoded"));
}

TEST(RenderRss, OneEnclosureAndTheRestAsMediaRss) {
    const Rss rss(full_feed());
    const auto item = rss.item();
    EXPECT_EQ(count(item, "enclosure"), 1);
    EXPECT_STREQ(item.child("enclosure").attribute("url").value(), "https://harbour.example/1.mp3");
    EXPECT_STREQ(item.child("enclosure").attribute("length").value(), "1234");
    EXPECT_STREQ(item.child("enclosure").attribute("type").value(), "audio/mpeg");
    EXPECT_STREQ(item.child("media:content").attribute("url").value(), "https://harbour.example/1.ogg");
    EXPECT_TRUE(item.child("media:content").attribute("fileSize").empty());
}

TEST(RenderRss, EnclosureOfUnknownSizeAndTypeStillHasAllThreeAttributes) {
    auto feed = full_feed();
    for (const auto* type : {"", "mp3", "audio/"}) {
        feed.entries[0].article.enclosures = {{"https://harbour.example/x", type, "", std::nullopt, std::nullopt}};
        const Rss rss(feed);
        const auto enclosure = rss.item().child("enclosure");
        EXPECT_STREQ(enclosure.attribute("length").value(), "0");
        EXPECT_STREQ(enclosure.attribute("type").value(), "application/octet-stream") << type;
    }
}

TEST(RenderRss, BareEntryHasATitleAndNoEmptyElements) {
    auto feed = full_feed();
    feed.entries = {bare_entry()};
    feed.entries[0].sources[0].feed_url.clear();
    const Rss rss(feed);
    EXPECT_STREQ(rss.item().child_value("title"), "https://news.example/article/2");
    EXPECT_STREQ(rss.item().child_value("link"), "https://news.example/article/2");
    EXPECT_FALSE(rss.item().child("source"));
    EXPECT_FALSE(rss.item().child("description"));
}

TEST(RenderRss, NothingInAnArticleMakesTheDocumentInvalid) {
    const Rss rss(hostile_feed());
    EXPECT_EQ(rss.item().child_value("title"), hostile_text_cleaned);
    EXPECT_EQ(rss.item().child_value("source"), hostile_text_cleaned);
    EXPECT_EQ(count(rss.channel(), "item"), 1);
}

}  // namespace
}  // namespace broadsheet::feeds
