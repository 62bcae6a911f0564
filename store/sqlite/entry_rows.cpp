#include "store/sqlite/entry_rows.hpp"

namespace broadsheet::store::sqlite {

std::optional<KnownEntry> find_entry(Connection& connection, std::int64_t feed, std::uint64_t key) {
    Query rows = connection.query(
        "SELECT article, content_hash, last_seen, entry_id <> '' OR url <> '' OR title <> '' FROM article_sources"
        " WHERE feed = ? AND key_hash = ?",
        feed, key);
    if (!rows.next()) return std::nullopt;
    KnownEntry known;
    rows.read(known.article, known.content, known.last_seen, known.only_listed);
    return known;
}

Timestamp first_document_of(Connection& connection, std::int64_t feed) {
    return connection.value<Timestamp>("SELECT min(first_seen) FROM article_sources WHERE feed = ?", feed);
}

void write_entry(Connection& connection, const NewEntry& entry, const IncomingArticle& incoming) {
    const feeds::Article& article = incoming.article;
    connection.run(
        "INSERT INTO article_sources (feed, key_hash, article, content_hash, first_seen, last_seen, feed_updated,"
        " entry_id, url, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.feed, entry.key, entry.article, incoming.fingerprint.content, entry.seen, entry.seen, entry.feed_updated,
        entry.own_words ? std::string_view() : article.id, entry.own_words ? std::string_view() : article.url,
        entry.own_words ? std::string_view() : article.title);
}

void note_seen(Connection& connection, std::int64_t feed, std::uint64_t key, std::uint64_t content, Timestamp now) {
    connection.run(
        "UPDATE article_sources SET content_hash = ?, last_seen = max(last_seen, ?) WHERE feed = ? AND key_hash = ?",
        content, now, feed, key);
}

}  // namespace broadsheet::store::sqlite
