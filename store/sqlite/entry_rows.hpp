#pragma once
// Rows of article_sources: which entry of which feed is which article.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <optional>

namespace broadsheet::store::sqlite {

/// What article_sources knows of an entry.
struct KnownEntry {
    std::optional<std::int64_t> article;
    std::uint64_t content = 0;
    Timestamp last_seen;
    bool only_listed = false;  ///< the article's words are another feed's
};

[[nodiscard]] std::optional<KnownEntry> find_entry(Connection& connection, std::int64_t feed, std::uint64_t key);

/// When the first entries of a feed came.
[[nodiscard]] Timestamp first_document_of(Connection& connection, std::int64_t feed);

/// An entry that is new to its feed.
struct NewEntry {
    std::int64_t feed = 0;
    std::uint64_t key = 0;
    std::int64_t article = 0;
    bool own_words = true;  ///< the article's words are those of this entry
    Timestamp seen;
    Timestamp feed_updated;
};

void write_entry(Connection& connection, const NewEntry& entry, const IncomingArticle& incoming);

/// It was listed again, and said this.
void note_seen(Connection& connection, std::int64_t feed, std::uint64_t key, std::uint64_t content, Timestamp now);

}  // namespace broadsheet::store::sqlite
