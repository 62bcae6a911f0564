#include "store/sqlite/renamed.hpp"

#include "feeds/significance.hpp"

#include <chrono>
#include <string>

namespace broadsheet::store::sqlite {

namespace {

using std::chrono::days;

constexpr days close{1};                   // how far a headline's date may have moved with it
constexpr std::size_t telling_title = 20;  // bytes: shorter ones recur
constexpr int names_kept = 4;

}  // namespace

std::optional<std::int64_t> find_renamed(Connection& connection, std::int64_t feed, const IncomingArticle& incoming,
                                         std::optional<Timestamp> claimed_date, const ClaimedArticles& claimed) {
    const std::string& title = incoming.article.title;
    if (incoming.fingerprint.canonical_url != 0) {
        Query rows = connection.query(
            "SELECT id, title, published FROM articles WHERE url_hash = ? AND url_hash <> 0 AND EXISTS (SELECT 1 FROM"
            " article_sources WHERE article = id AND article_sources.feed = ?) ORDER BY first_seen DESC, id DESC LIMIT "
            "8",
            incoming.fingerprint.canonical_url, feed);
        while (rows.next()) {
            std::int64_t id = 0;
            std::string known_title;
            Timestamp published;
            rows.read(id, known_title, published);
            if (claimed.contains(id)) continue;
            const bool same_time = !claimed_date || std::chrono::abs(*claimed_date - published) <= close;
            if (same_time && (title == known_title || feeds::are_near(title, known_title))) return id;
        }
    }
    if (!claimed_date || title.size() < telling_title) return std::nullopt;
    Query rows = connection.query(
        "SELECT id FROM section_articles AS placed JOIN articles ON id = article WHERE section IN (0, -1)"
        " AND placed.published = ? AND feed = ? AND title = ? ORDER BY id",
        *claimed_date, feed, title);
    while (rows.next()) {
        std::int64_t id = 0;
        rows.read(id);
        if (!claimed.contains(id)) return id;
    }
    return std::nullopt;
}

std::int64_t write_alias(Connection& connection, std::int64_t feed, std::uint64_t key, std::int64_t article,
                         Timestamp now) {
    connection.run(
        "INSERT INTO article_sources (feed, key_hash, article, content_hash, first_seen, last_seen, feed_updated,"
        " entry_id, url, title) SELECT feed, ?, article, content_hash, ?, ?, feed_updated, entry_id, url, title FROM"
        " article_sources WHERE feed = ? AND article = ? ORDER BY first_seen DESC LIMIT 1",
        key, now, now, feed, article);
    const std::int64_t added = connection.changes();
    connection.run(
        "DELETE FROM article_sources WHERE feed = ?1 AND article = ?2 AND key_hash NOT IN (SELECT key_hash FROM"
        " article_sources WHERE feed = ?1 AND article = ?2 ORDER BY last_seen DESC, first_seen DESC LIMIT ?3)",
        feed, article, names_kept);
    return added - connection.changes();
}

}  // namespace broadsheet::store::sqlite
