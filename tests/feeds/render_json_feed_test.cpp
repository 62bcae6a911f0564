#include "feeds/render.hpp"
#include "tests/feeds/render_fixture.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {
namespace {

boost::json::object parsed(const OutputFeed& feed) {
    return boost::json::parse(render_json_feed(feed)).as_object();
}

std::string text(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value == nullptr ? "(absent)" : std::string(value->as_string());
}

boost::json::object first_item(const OutputFeed& feed) {
    return parsed(feed).at("items").as_array().at(0).as_object();
}

TEST(RenderJsonFeed, DocumentHasTheMembersOfVersionOnePointOne) {
    const auto document = parsed(full_feed());
    EXPECT_EQ(text(document, "version"), "https://jsonfeed.org/version/1.1");
    EXPECT_EQ(text(document, "title"), "News: Sea");
    EXPECT_EQ(text(document, "home_page_url"), "https://news.example/sea");
    EXPECT_EQ(text(document, "feed_url"), "https://news.example/sea.json?page=2");
    EXPECT_EQ(text(document, "description"), "All that floats");
    EXPECT_EQ(text(document, "language"), "en");
    EXPECT_EQ(text(document, "icon"), "https://news.example/icon.png");
    const auto& hub = document.at("hubs").as_array().at(0).as_object();
    EXPECT_EQ(text(hub, "type"), "WebSub");
    EXPECT_EQ(text(hub, "url"), "https://hub.example/");
    EXPECT_EQ(text(document.at("_broadsheet").as_object(), "id"), full_feed().id);
}

TEST(RenderJsonFeed, NextUrlStandsOnlyWhereThereIsANextPage) {
    auto feed = full_feed();
    EXPECT_EQ(text(parsed(feed), "next_url"), "https://news.example/sea.json?page=3");
    feed.next_query.clear();
    EXPECT_EQ(text(parsed(feed), "next_url"), "(absent)");
}

TEST(RenderJsonFeed, ItemSaysWhatTheArticleSays) {
    const auto item = first_item(full_feed());
    EXPECT_EQ(text(item, "id"), "tag:harbour.example,2020:1");
    EXPECT_EQ(text(item, "url"), "https://harbour.example/1");
    EXPECT_EQ(text(item, "title"), "Ferries & fog");
    EXPECT_EQ(text(item, "content_html"), "<p>Fog &amp; <b>wind</b></p>");
    EXPECT_EQ(text(item, "summary"), "Boats < 20 m stay in port");
    EXPECT_EQ(text(item, "date_published"), "2026-09-21T14:13:20Z");
    EXPECT_EQ(text(item, "date_modified"), "2026-09-21T15:13:20Z");
    EXPECT_EQ(text(item, "language"), "en-GB");
    EXPECT_EQ(text(item.at("authors").as_array().at(0).as_object(), "name"), "Ada Brandt");
    EXPECT_EQ(item.at("tags").as_array(), (boost::json::array{"The Sea", "fog"}));
    const auto& attachments = item.at("attachments").as_array();
    ASSERT_EQ(attachments.size(), 2U);
    const auto& attachment = attachments[0].as_object();
    EXPECT_EQ(text(attachment, "url"), "https://harbour.example/1.mp3");
    EXPECT_EQ(text(attachment, "mime_type"), "audio/mpeg");
    EXPECT_EQ(attachment.at("size_in_bytes").to_number<int>(), 1234);
    EXPECT_EQ(attachment.at("duration_in_seconds").to_number<int>(), 90);
    EXPECT_FALSE(attachments[1].as_object().contains("size_in_bytes"));
}

TEST(RenderJsonFeed, AnAttachmentHasAMediaTypeAlsoWhereTheDocumentGivesNone) {
    auto feed = full_feed();
    for (const auto* type : {"", "mp3"}) {
        feed.entries[0].article.enclosures[0].type = type;
        const auto item = first_item(feed);
        const auto& attachment = item.at("attachments").as_array()[0].as_object();
        EXPECT_EQ(text(attachment, "mime_type"), "application/octet-stream") << type;
    }
}

TEST(RenderJsonFeed, ExtensionNamesEverySource) {
    const auto item = first_item(full_feed());
    const auto& sources = item.at("_broadsheet").as_object().at("sources").as_array();
    ASSERT_EQ(sources.size(), 2U);
    const auto& source = sources[0].as_object();
    EXPECT_EQ(text(source, "feed_id"), "tag:harbour.example,2020:feed");
    EXPECT_EQ(text(source, "title"), "Harbour Gazette");
    EXPECT_EQ(text(source, "feed_url"), "https://harbour.example/feed.xml");
    EXPECT_EQ(text(source, "home_page_url"), "https://harbour.example/");
    EXPECT_EQ(text(source, "entry_id"), "tag:harbour.example,2020:1");
    EXPECT_EQ(text(source, "entry_url"), "https://harbour.example/1");
    EXPECT_EQ(text(sources[1].as_object(), "entry_id"), "coast-77");
}

TEST(RenderJsonFeed, ItemWithoutContentStillHasContentText) {
    auto feed = full_feed();
    feed.entries = {bare_entry()};
    EXPECT_EQ(text(first_item(feed), "content_text"), "");
    EXPECT_EQ(text(first_item(feed), "content_html"), "(absent)");
    feed.entries[0].article.summary = "In short";
    EXPECT_EQ(text(first_item(feed), "content_text"), "In short");
}

TEST(RenderJsonFeed, EmptyFeedIsAValidDocument) {
    auto feed = full_feed();
    feed.entries.clear();
    EXPECT_TRUE(parsed(feed).at("items").as_array().empty());
}

TEST(RenderJsonFeed, NothingInAnArticleMakesTheDocumentInvalid) {
    const auto item = first_item(hostile_feed());
    EXPECT_EQ(text(item, "title"), hostile_text_cleaned);
    EXPECT_EQ(text(item, "content_html"), hostile_text_cleaned);
}

}  // namespace
}  // namespace broadsheet::feeds
