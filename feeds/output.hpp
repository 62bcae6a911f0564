#pragma once
// What the renderers take: one document of a merged feed, ready to be written down. Plain data.

#include "feeds/article.hpp"

#include <string>
#include <vector>

namespace broadsheet::feeds {

/// One feed that carries an article: what atom:source, RSS <source> and _broadsheet.sources say.
struct OutputSource {
    std::string feed_id;     ///< the origin feed's own atom:id, else its address
    std::string feed_title;  ///< never empty
    std::string feed_url;    ///< where the origin feed is subscribed to
    std::string home_page_url;
    std::string rights;
    std::vector<Person> authors;  ///< of the feed
    Timestamp updated;            ///< of the feed
    std::string entry_id;         ///< the entry's id as that feed says it; may be empty
    std::string url;              ///< the entry's permalink there
    std::string title;            ///< the entry's title there
    Timestamp first_seen;
};

struct OutputEntry {
    std::string id;  ///< minted once, an absolute IRI, the same in every format
    Timestamp published;
    Timestamp updated;
    Article article;                    ///< id, published and updated in it are the document's words, not ours
    std::vector<OutputSource> sources;  ///< never empty; the first speaks for the entry
    std::string page_url;               ///< our own page of it; may be empty
};

/// A merged feed document. The same value always renders to the same bytes: there is no clock in it.
struct OutputFeed {
    std::string id;  ///< fixed per section, an absolute IRI
    std::string title;
    std::string description;
    std::string language;
    std::string home_page_url;  ///< the section's page
    std::string atom_url;       ///< addresses of this document in each format, page included
    std::string rss_url;
    std::string json_url;
    std::string icon_url;
    Timestamp updated;  ///< when the visible set last changed; never the time of rendering
    std::vector<std::string> hubs;

    /// RFC 5005 §3 paging; each holds the query part for a format's address ("?page=2"), "?" for the address without
    /// one, empty when there is no such page.
    std::string next_query;
    std::string previous_query;
    std::string first_query;
    std::string last_query;
    int ttl_minutes = 0;  ///< 0: not said

    std::vector<OutputEntry> entries;  ///< newest first
};

}  // namespace broadsheet::feeds
