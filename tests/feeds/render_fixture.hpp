#pragma once
// A merged feed with one entry that says all it can, for the tests of each renderer.

#include "feeds/render.hpp"

namespace broadsheet::feeds {

inline Timestamp at(std::int64_t seconds) {
    return Timestamp(std::chrono::seconds(seconds));
}

inline OutputSource harbour_source() {
    OutputSource source;
    source.feed_id = "tag:harbour.example,2020:feed";
    source.feed_title = "Harbour Gazette";
    source.feed_url = "https://harbour.example/feed.xml";
    source.home_page_url = "https://harbour.example/";
    source.rights = "© Harbour Gazette";
    source.authors = {{"The Harbour Desk", "desk@harbour.example", "", ""}};
    source.updated = at(1'790'000'000);
    source.entry_id = "tag:harbour.example,2020:1";
    source.url = "https://harbour.example/1";
    source.title = "Ferries & fog";
    source.first_seen = at(1'790'000'100);
    return source;
}

inline OutputSource coast_source() {
    OutputSource source;
    source.feed_id = "https://coast.example/rss";
    source.feed_title = "Coast Wire";
    source.feed_url = "https://coast.example/rss";
    source.home_page_url = "https://coast.example/";
    source.updated = at(1'790'000'000);
    source.entry_id = "coast-77";
    source.url = "https://coast.example/77?a=1&b=2";
    source.title = "Fog stops \"all\" ferries";
    source.first_seen = at(1'790'000'900);
    return source;
}

inline OutputEntry full_entry() {
    OutputEntry entry;
    entry.id = "tag:harbour.example,2020:1";
    entry.published = at(1'790'000'000);
    entry.updated = at(1'790'003'600);
    entry.page_url = "https://news.example/article/1";
    entry.sources = {harbour_source(), coast_source()};
    auto& article = entry.article;
    article.url = "https://harbour.example/1";
    article.title = "Ferries & fog";
    article.summary = "Boats < 20 m stay in port";
    article.content_html = "<p>Fog &amp; <b>wind</b></p>";
    article.authors = {{"Ada Brandt", "ada@harbour.example", "https://harbour.example/ada", ""}};
    article.contributors = {{"Ole Moe", "", "", ""}, {"", "", "", ""}};
    article.categories = {{"sea", "https://harbour.example/tags", "The Sea"}, {"fog", "", ""}};
    article.enclosures = {{"https://harbour.example/1.mp3", "audio/mpeg", "Listen", 1234, std::chrono::seconds(90)},
                          {"https://harbour.example/1.ogg", "audio/ogg", "", std::nullopt, std::nullopt}};
    article.image = "https://harbour.example/1.jpg";
    article.language = "en-GB";
    article.comments = "https://harbour.example/1#comments";
    article.rights = "© Ada Brandt";
    article.license = "https://creativecommons.org/licenses/by/4.0/";
    return entry;
}

inline OutputFeed full_feed() {
    OutputFeed feed;
    feed.id = "urn:uuid:0e6a3f7e-7a3f-4a67-9d8a-1d2f3c4b5a69";
    feed.title = "News: Sea";
    feed.description = "All that floats";
    feed.language = "en";
    feed.home_page_url = "https://news.example/sea";
    feed.atom_url = "https://news.example/sea.atom?page=2";
    feed.rss_url = "https://news.example/sea.rss?page=2";
    feed.json_url = "https://news.example/sea.json?page=2";
    feed.icon_url = "https://news.example/icon.png";
    feed.updated = at(1'790'003'600);
    feed.hubs = {"https://hub.example/"};
    feed.first_query = "?";
    feed.previous_query = "?";
    feed.next_query = "?page=3";
    feed.last_query = "?page=9";
    feed.ttl_minutes = 30;
    feed.entries = {full_entry()};
    return feed;
}

/// An entry whose document said next to nothing.
inline OutputEntry bare_entry() {
    OutputEntry entry;
    entry.id = "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    entry.published = entry.updated = at(1'790'000'000);
    entry.page_url = "https://news.example/article/2";
    OutputSource source;
    source.feed_id = "https://bare.example/rss";
    source.feed_title = "Bare";
    source.feed_url = "https://bare.example/rss";
    source.first_seen = at(1'790'000'000);
    entry.sources = {source};
    return entry;
}

/// What no XML document may hold, between what it may: controls, a lone surrogate, broken UTF-8, U+FFFE, U+FFFF.
inline const std::string hostile_text = std::string("a") + '\0' + "\x01\x08\x0b\x0c\x1f" + "b]]>\xed\xa0\x80" +
                                        "c\xff\xc0\xaf" + "d\xef\xbf\xbe\xef\xbf\xbf" + "é\xf0\x9f\x8c\x8a<&>\"'";
inline const std::string hostile_text_cleaned = "ab]]>cdé\xf0\x9f\x8c\x8a<&>\"'";

inline OutputFeed hostile_feed() {
    auto feed = full_feed();
    feed.title = feed.description = hostile_text;
    auto& entry = feed.entries.front();
    entry.article.title = entry.article.summary = entry.article.content_html = hostile_text;
    entry.article.authors.front().name = hostile_text;
    entry.article.categories.front() = {hostile_text, hostile_text, hostile_text};
    entry.sources.front().feed_title = entry.sources.back().title = hostile_text;
    return feed;
}

}  // namespace broadsheet::feeds
