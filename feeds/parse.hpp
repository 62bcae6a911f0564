#pragma once
// What a feed document said, whatever format it is in: every member optional, URLs and dates as written, markup as it
// came. feeds/normalise turns it into what it means. Plain data; any thread.

#include "feeds/article.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::feeds {

/// Index into ParsedFeed::bases; 0: whatever the base of the document is.
using BaseId = std::uint32_t;

struct ParsedUrl {
    std::string value;
    BaseId base = 0;
    [[nodiscard]] bool empty() const { return value.empty(); }
};

enum class TextKind : std::uint8_t {
    text,
    html,
    either,  ///< the format does not say: HTML if it looks it
};

struct ParsedText {
    std::string value;
    TextKind kind = TextKind::text;
    bool has_lines = false;  ///< where it is plain, its line breaks are the author's and no layout of the document
    BaseId base = 0;
    std::uint8_t rank = 255;  ///< how far the element is from what the member means: the lowest is kept
    [[nodiscard]] bool empty() const { return value.empty(); }
};

struct ParsedDate {
    std::string value;
    std::uint8_t rank = 255;
    [[nodiscard]] bool empty() const { return value.empty(); }
};

struct ParsedPerson {
    std::string name;
    std::string email;
    ParsedUrl url;
    ParsedUrl avatar;
    [[nodiscard]] bool empty() const { return name.empty() && email.empty() && url.empty(); }
};

struct ParsedLink {
    std::string rel;
    ParsedUrl href;
    std::string type;
    std::string title;
    std::string hreflang;
    std::string length;
    std::string duration;  ///< seconds, JSON Feed
};

struct ParsedMedia {
    ParsedUrl url;
    std::string type, medium, width, height, length, title, description;
    ParsedUrl thumbnail;
};

struct ParsedSource {
    std::string id;
    ParsedText title;
    ParsedUrl url;
    ParsedUrl feed_url;
    std::string updated;
    std::string rights;
    std::vector<ParsedPerson> authors;
};

struct ParsedImage {
    ParsedUrl url;
    std::string title;
    ParsedUrl link;
};

struct ParsedEntry {
    std::string id;
    bool id_is_permalink = false;    ///< the document says so
    bool id_may_be_address = false;  ///< it says nothing against it: used where there is no link at all
    std::string about;               ///< rdf:about
    ParsedUrl link;                  ///< the element <link>, as against links with a relation
    ParsedUrl external_url;
    ParsedUrl original;             ///< feedburner:origLink: where the redirector in `link` leads
    std::vector<ParsedLink> links;  ///< all, in document order
    ParsedText title, summary, content, rights;
    ParsedDate published, updated, created, expires;
    std::string date;      ///< dc:date, which may mean either
    std::string duration;  ///< itunes:duration
    std::vector<ParsedPerson> authors, contributors;
    std::vector<ParsedPerson> other_authors;  ///< of modules: only where there are no others
    std::vector<Category> categories;
    std::vector<ParsedMedia> media;
    ParsedUrl image, banner_image, comments, license;
    std::string language;
    std::uint8_t language_rank = 3;  ///< how near the text is that says so
    std::optional<ParsedSource> source;
    std::optional<Geo> geo;
};

struct ParsedFeed {
    std::string format;
    std::vector<std::string> bases{std::string()};

    std::string id;
    ParsedText title, description, user_comment, rights;
    ParsedUrl link, feed_url, next_url, icon, favicon, license;
    ParsedImage image;
    std::vector<ParsedLink> links;
    std::vector<ParsedLink> hubs;  ///< rel holds the hub's type
    std::vector<ParsedPerson> authors, contributors;
    std::vector<ParsedPerson> other_authors;
    std::vector<Category> categories;
    ParsedDate published, updated;
    std::string date;
    std::string language;
    std::string generator, publisher;
    std::optional<bool> expired;
    std::string ttl, update_period, update_frequency;
    std::vector<std::string> skip_hours, skip_days;
    bool complete = false;

    std::deque<ParsedEntry> entries;  ///< large, and never moved
    std::size_t dropped_entries = 0;  ///< over the limit
};

}  // namespace broadsheet::feeds
