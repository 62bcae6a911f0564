#pragma once
// Rows of articles and revisions, as the ingest needs them.

#include "store/dates.hpp"
#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <string>
#include <string_view>

namespace broadsheet::store::sqlite {

/// What must be known of a stored article to decide.
struct ArticleHead {
    std::int64_t id = 0;
    std::int64_t feed = 0;
    std::string uid;
    std::uint64_t content = 0;
    Timestamp published;
    Timestamp updated;
};

[[nodiscard]] bool read_article_head(Connection& connection, std::int64_t id, ArticleHead& head);

/// Neither what the article says nor what it said before: sites flap between two versions (caches, nodes, A/B tests),
/// and going back and forth is no news.
[[nodiscard]] bool is_new_content(Connection& connection, const ArticleHead& head, std::uint64_t content);

/// A version that its own date says to be older than the one that is stored, as a cache gives it. Dates that nobody can
/// believe at `now` say nothing.
[[nodiscard]] bool is_older(Connection& connection, const ArticleHead& head, const feeds::Article& article,
                            Timestamp now);

/// Gives the new article's id. Its uid is minted here, for good.
[[nodiscard]] std::int64_t insert_article(Connection& connection, std::int64_t feed, const std::string& feed_url,
                                          const IncomingArticle& incoming, const Dates& dates, Timestamp now);

/// What a reader sees of the article: title, summary and content.
[[nodiscard]] feeds::Article read_words(Connection& connection, std::int64_t article);

/// What rules look at. not_found: it is not stored.
[[nodiscard]] Result<feeds::Article> read_ruled(Connection& connection, std::int64_t article);

void keep_revision(Connection& connection, std::int64_t article, Timestamp now);
void replace_article(Connection& connection, const ArticleHead& head, const IncomingArticle& incoming,
                     Timestamp updated, Timestamp now);

/// Another feed's words stand for the article from now on: `replace_article` is next. What the feed before it said
/// becomes what it lists.
void change_feed(Connection& connection, const ArticleHead& head, std::int64_t feed);

/// The link alone, which is no change that readers should be told of.
void replace_link(Connection& connection, std::int64_t article, const IncomingArticle& incoming);

/// Takes an article out of its table; what identifies its entries stays, so that they are never published again. The
/// sections are the caller's.
void delete_article(Connection& connection, std::int64_t article);

}  // namespace broadsheet::store::sqlite
