#include "store/sqlite/article_rows.hpp"

#include "feeds/digest.hpp"
#include "feeds/url.hpp"
#include "store/json.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::store::sqlite {

namespace {

constexpr int max_revisions = 50;  // an article: the first and the latest; some pages change at every look

struct Uid {
    explicit Uid(std::string text_) : text(std::move(text_)), hash(feeds::hash64(text)) {}
    std::string text;
    std::uint64_t hash;
};

bool is_taken(Connection& connection, const Uid& uid) {
    return connection.value<bool>(
        "SELECT 1 FROM articles WHERE uid_hash = ?1 AND uid = ?2"
        " UNION ALL SELECT 1 FROM retired_uids WHERE uid_hash = ?1 LIMIT 1",
        uid.hash, uid.text);
}

/// The feed's own id where it is fit to be one in ours (RFC 4287 §4.2.6 wants it kept), else one made from what is
/// known of the entry, so that the same entry would get it again.
Uid mint_uid(Connection& connection, const std::string& feed_url, const IncomingArticle& incoming) {
    if (feeds::is_absolute_iri(incoming.article.id)) {
        Uid own(incoming.article.id);
        if (!is_taken(connection, own)) return own;
    }
    const std::string name = feed_url + '\n' + incoming.fingerprint.key;
    Uid uid(feeds::uuid_urn(name));
    for (int extra = 1; is_taken(connection, uid); ++extra)
        uid = Uid(feeds::uuid_urn(name + '\n' + std::to_string(extra)));
    return uid;
}

}  // namespace

bool read_article_head(Connection& connection, std::int64_t id, ArticleHead& head) {
    Query rows =
        connection.query("SELECT id, feed, uid, content_hash, published, updated FROM articles WHERE id = ?", id);
    if (!rows.next()) return false;
    rows.read(head.id, head.feed, head.uid, head.content, head.published, head.updated);
    return true;
}

bool is_new_content(Connection& connection, const ArticleHead& head, std::uint64_t content) {
    return content != head.content && !connection.value<bool>(
                                          "SELECT 1 FROM articles WHERE id = ?1 AND former_hash = ?2"
                                          " UNION ALL SELECT 1 FROM revisions WHERE article = ?1 AND content_hash = ?2",
                                          head.id, content);
}

bool is_older(Connection& connection, const ArticleHead& head, const feeds::Article& article, Timestamp now) {
    const auto claimed = plausible(article.updated, now);
    if (!claimed) return false;
    const auto stored = connection.value<std::optional<Timestamp>>(
        "SELECT details ->> '$.updated' FROM articles WHERE id = ?", head.id);
    const auto known = plausible(stored, now);
    return known && *claimed < std::min(*known, head.updated);  // it may have claimed a time to come
}

std::int64_t insert_article(Connection& connection, std::int64_t feed, const std::string& feed_url,
                            const IncomingArticle& incoming, const Dates& dates, Timestamp now) {
    const feeds::Article& article = incoming.article;
    const Uid uid = mint_uid(connection, feed_url, incoming);
    const std::string details = details_to_json(article);
    const auto entry_id = article.id == uid.text ? std::nullopt : std::optional<std::string_view>(article.id);
    connection.run(
        "INSERT INTO articles (feed, uid, uid_hash, url_hash, content_hash, published, updated, first_seen, "
        "last_changed,"
        " entry_id, url, title, summary, details, content_html, content_text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        feed, uid.text, uid.hash, incoming.fingerprint.canonical_url, incoming.fingerprint.content, dates.published,
        dates.updated, now, now, entry_id, article.url, article.title, article.summary, details, article.content_html,
        article.content_text);
    return connection.last_id();
}

feeds::Article read_words(Connection& connection, std::int64_t article) {
    feeds::Article words;
    Query rows =
        connection.query("SELECT title, summary, content_html, content_text FROM articles WHERE id = ?", article);
    if (rows.next()) rows.read(words.title, words.summary, words.content_html, words.content_text);
    return words;
}

Result<feeds::Article> read_ruled(Connection& connection, std::int64_t article) {
    Query rows = connection.query(
        "SELECT url, title, summary, details, content_html, content_text FROM articles WHERE id = ?", article);
    if (!rows.next()) return fail(ErrorCode::not_found, "article " + std::to_string(article) + " is not in the store");
    feeds::Article ruled;
    std::string details;
    rows.read(ruled.url, ruled.title, ruled.summary, details, ruled.content_html, ruled.content_text);
    if (auto read = details_from_json(details, ruled); !read) return read.error();
    return ruled;
}

void keep_revision(Connection& connection, std::int64_t article, Timestamp now) {
    connection.run(
        "INSERT INTO revisions SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE article = id), ?,"
        " content_hash, title, summary, content_html, content_text FROM articles WHERE id = ?",
        now, article);
    connection.run(
        "DELETE FROM revisions WHERE article = ?1 AND number ="
        " (SELECT min(number) FROM revisions WHERE article = ?1 AND number > 1)"
        " AND (SELECT count(*) FROM revisions WHERE article = ?1) > ?2",
        article, max_revisions);
}

void replace_article(Connection& connection, const ArticleHead& head, const IncomingArticle& incoming,
                     Timestamp updated, Timestamp now) {
    const feeds::Article& article = incoming.article;
    const std::string details = details_to_json(article);
    const auto entry_id = article.id == head.uid ? std::nullopt : std::optional<std::string_view>(article.id);
    connection.run(
        "UPDATE articles SET url_hash = ?, former_hash = content_hash, content_hash = ?, updated = ?, last_changed = "
        "max(last_changed, ?), "
        "revisions ="
        " (SELECT count(*) FROM revisions WHERE article = id), entry_id = ?, url = ?, title = ?, summary = ?, details "
        "= ?,"
        " content_html = ?, content_text = ? WHERE id = ?",
        incoming.fingerprint.canonical_url, incoming.fingerprint.content, updated, now, entry_id, article.url,
        article.title, article.summary, details, article.content_html, article.content_text, head.id);
}

void change_feed(Connection& connection, const ArticleHead& head, std::int64_t feed) {
    connection.run(
        "UPDATE article_sources SET (entry_id, url, title) = (SELECT coalesce(entry_id, uid), url, title FROM articles"
        " WHERE id = ?1) WHERE article = ?1 AND feed = ?2",
        head.id, head.feed);
    connection.run("UPDATE article_sources SET entry_id = '', url = '', title = '' WHERE article = ? AND feed = ?",
                   head.id, feed);
    connection.run("UPDATE articles SET feed = ? WHERE id = ?", feed, head.id);
}

void replace_link(Connection& connection, std::int64_t article, const IncomingArticle& incoming) {
    connection.run("UPDATE articles SET url_hash = ?, url = ? WHERE id = ?", incoming.fingerprint.canonical_url,
                   incoming.article.url, article);
}

void delete_article(Connection& connection, std::int64_t article) {
    connection.run("INSERT OR IGNORE INTO retired_uids SELECT uid_hash FROM articles WHERE id = ?", article);
    connection.run(
        "UPDATE feeds SET articles = articles - (SELECT count(*) FROM article_sources WHERE article = ?1 AND"
        " feed = feeds.id) WHERE id IN (SELECT feed FROM article_sources WHERE article = ?1)",
        article);
    connection.run(
        "UPDATE article_sources SET article = NULL, entry_id = '', url = '', title = '', url_hash ="
        " (SELECT url_hash FROM articles WHERE id = ?1) WHERE article = ?1",
        article);
    connection.run("DELETE FROM revisions WHERE article = ?", article);
    connection.run("DELETE FROM story_articles WHERE article = ?", article);
    connection.run("DELETE FROM story_words WHERE article = ?", article);
    connection.run("DELETE FROM articles WHERE id = ?", article);
}

}  // namespace broadsheet::store::sqlite
