#pragma once
// What a feed document means, whatever format said it: complete, absolute and safe values.
// `read_feed` makes them (feeds/read.hpp), the store keeps them, the renderers write them.
// Plain data; no thread of its own. Unless a line says otherwise every text is valid UTF-8 without characters
// that XML 1.0 forbids, a field named …_html is sanitised HTML, every other text is plain, every URL is
// absolute http(s) (links may also be mailto:), and an empty string means "not said".

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::feeds {

/// Seconds since the epoch, UTC: the one form in which the house keeps a point in time.
using Timestamp = std::chrono::sys_seconds;

struct Person {
    std::string name;
    std::string email;
    std::string url;
    std::string avatar;
    bool operator==(const Person&) const = default;
};

struct Category {
    std::string term;
    std::string scheme;
    std::string label;
    bool operator==(const Category&) const = default;
};

/// A typed link as a document gave it (RFC 4287 §4.2.7), the entry's own link and its enclosures included.
struct Link {
    std::string rel;  ///< "alternate" where the document said nothing
    std::string href;
    std::string type;
    std::string title;
    std::string hreflang;
    std::optional<std::uint64_t> length;  ///< bytes
    bool operator==(const Link&) const = default;
};

/// A file that belongs to an entry: RSS <enclosure>, Atom rel=enclosure, JSON Feed attachment.
struct Enclosure {
    std::string url;
    std::string type;
    std::string title;
    std::optional<std::uint64_t> length;           ///< bytes
    std::optional<std::chrono::seconds> duration;  ///< playing time
    bool operator==(const Enclosure&) const = default;
};

struct Media {
    std::string url;
    std::string type;
    std::string medium;
    std::optional<std::uint32_t> width;   ///< pixels
    std::optional<std::uint32_t> height;  ///< pixels
    std::string title;
    std::string description;
    std::string thumbnail;
    bool operator==(const Media&) const = default;
};

struct Geo {
    double lat = 0;
    double lon = 0;
    bool operator==(const Geo&) const = default;
};

struct Image {
    std::string url;
    std::string title;
    std::string link;
    bool operator==(const Image&) const = default;
};

/// Where an entry says it came from (RFC 4287 §4.2.11, RSS <source>): the document's own word, not ours.
struct EntrySource {
    std::string id;
    std::string title;
    std::string url;
    std::string feed_url;
    std::optional<Timestamp> updated;
    bool operator==(const EntrySource&) const = default;
};

/// One entry of a feed.
struct Article {
    std::string id;  ///< guid or atom:id letter for letter; empty when the document gave none
    bool id_is_permalink = false;
    std::string url;           ///< the permalink
    std::string external_url;  ///< JSON Feed: the page the entry is about
    std::string original_url;  ///< where the document says that a redirector in `url` leads; identifies, is not stored
    std::string title;
    std::string title_html;  ///< only where the title has markup
    std::string summary;
    std::string summary_html;  ///< only where the summary has markup
    std::string content_html;
    std::string content_text;   ///< only where the document gave text as text
    std::string content_plain;  ///< what content_html says, where that was asked for and at hand; not stored
    std::string image;
    std::string banner_image;
    std::optional<Timestamp> published;
    bool published_by_day = false;  ///< `published` is the beginning of a day that the document names, no time of it
    std::optional<Timestamp> updated;
    std::optional<Timestamp> created;
    std::optional<Timestamp> expires;
    std::vector<Person> authors;
    std::vector<Person> contributors;
    std::vector<Category> categories;
    std::vector<Enclosure> enclosures;
    std::vector<Link> links;  ///< all, in document order
    std::vector<Media> media;
    std::string language;  ///< BCP 47
    std::string comments;  ///< URL of the discussion
    std::string rights;
    std::string license;  ///< URL
    std::optional<EntrySource> source;
    std::optional<Geo> geo;
    bool operator==(const Article&) const = default;
};

/// RFC 5005 links.
struct ArchiveLinks {
    std::string prev;
    std::string next;
    std::string current;
};

/// A feed document with its entries in document order.
struct Feed {
    std::string format;  ///< "rss-2.0", "atom-1.0", … (the names of `broadsheet parse`)
    bool well_formed = true;
    bool cut_short = false;             ///< the document ends inside an element
    std::string encoding;               ///< label of the WHATWG Encoding Standard, lower case
    std::vector<std::string> warnings;  ///< one sentence each, with a line number where there is one

    std::string id;
    std::string title;
    std::string title_html;
    std::string description;
    std::string description_html;
    std::string home_page_url;
    std::string feed_url;  ///< rel=self as the document says it; never a reason to change where we poll
    std::string next_url;
    std::string user_comment;
    std::string icon;
    std::string favicon;
    Image image;
    std::vector<Person> authors;
    std::vector<Person> contributors;
    std::vector<Category> categories;
    std::vector<Link> links;
    std::vector<Link> hubs;  ///< rel holds the hub's type ("WebSub", "rssCloud"), href its address
    std::string language;    ///< BCP 47
    std::optional<bool> expired;
    std::optional<Timestamp> updated;
    std::optional<Timestamp> published;
    std::string generator;
    std::string rights;
    std::string publisher;
    std::string license;
    std::optional<std::chrono::minutes> ttl;
    std::vector<int> skip_hours;         ///< 0–23, GMT
    std::vector<std::string> skip_days;  ///< English day names
    std::string update_period;           ///< RSS 1.0 syndication module: "hourly", "daily", …
    std::optional<int> update_frequency;
    bool complete = false;  ///< RFC 5005 fh:complete
    ArchiveLinks archive;

    std::vector<Article> articles;
};

}  // namespace broadsheet::feeds
