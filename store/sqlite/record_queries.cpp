#include "store/sqlite/record_queries.hpp"

#include "store/json.hpp"
#include "store/sqlite/entry_rows.hpp"
#include "store/sqlite/feed_rows.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace broadsheet::store::sqlite {

namespace {

const std::string polling_columns =
    "SELECT id, url, last_poll, last_success, last_change, next_poll, status, error_class, error, error_count,"
    " schedule_reason, hints, validator_url, etag, last_modified, body_hash, warning, bounds, address, move_to,"
    " move_since, gone_since, retired, last_full, last_forced, posts, posts_as_of, posts_oldest, posts_watched,"
    " push_until, variant, refused_offer, posts_untold, other_validator_url, other_etag, other_last_modified,"
    " last_whole, hub_doubted_until, hub_misses";
constexpr int polling_width = 39;
const std::string feed_columns =
    polling_columns +
    ", title, own_title, home_page_url, own_id, language, rights, authors, updated, priority, detached, articles"
    " FROM feeds";
const std::string all_polling = polling_columns + " FROM feeds";
const std::string all_feeds = feed_columns + " ORDER BY id";
const std::string feed_by_url = feed_columns + " WHERE url = ?";

/// The polling_columns.
Result<void> read_polling(const Query& row, PollingRecord& feed) {
    FetchState& state = feed.state;
    std::string hints;
    std::string bounds;
    std::string reason;
    row.read(feed.id, feed.url, state.last_poll, state.last_success, state.last_change, state.next_poll, state.status,
             state.error_class, state.error, state.error_count, reason, hints, state.validators.url,
             state.validators.etag, state.validators.last_modified, state.body_hash, state.warning, bounds,
             state.address, state.move.to, state.move.since, state.gone_since, state.retired, state.last_full,
             state.last_forced, state.posting.weight, state.posting.as_of, state.posting.oldest, state.posting.watched,
             state.push_until, state.variant, state.refused_offer, state.posting.untold, state.other_validators.url,
             state.other_validators.etag, state.other_validators.last_modified, state.last_whole,
             state.hub_doubted_until, state.hub_misses);
    state.schedule_reason = ScheduleReason::named(reason);
    auto read_hints = hints_from_json(hints);
    if (!read_hints) return read_hints.error();
    state.hints = std::move(*read_hints);
    auto read_bounds = bounds_from_json(bounds);
    if (!read_bounds) return read_bounds.error();
    state.bounds = std::move(*read_bounds);
    return {};
}

Result<FeedRecord> read_feed(const Query& row) {
    FeedRecord feed;
    std::string own_title;
    std::string authors;
    std::optional<Timestamp> updated;
    if (auto read = read_polling(row, feed); !read) return read.error();
    row.read_from(polling_width, feed.title, own_title, feed.home_page_url, feed.own_id, feed.language, feed.rights,
                  authors, updated, feed.priority, feed.detached, feed.articles);
    if (feed.title.empty()) feed.title = own_title.empty() ? feed.url : own_title;
    feed.updated = updated.value_or(feed.state.last_change.value_or(Timestamp()));
    auto persons = persons_from_json(authors);
    if (!persons) return persons.error();
    feed.authors = std::move(*persons);
    return feed;
}

// Over the last weeks, or as many days as there are entries of a feed, or polls, when those are fewer.
const std::string rates =
    "SELECT feed, cast(sum(feed_days.articles) AS REAL) /"
    " min(?1, last_poll / 86400 - min(min(day), coalesce(posts_watched, last_poll) / 86400) + 1)"
    " FROM feed_days JOIN feeds ON id = feed WHERE day > last_poll / 86400 - ?1 AND day <= last_poll / 86400";
const std::string all_rates = rates + " GROUP BY feed";
const std::string rate_of_feed = rates + " AND feed = ?2 GROUP BY feed";

Result<ArticleRecord> read_article(const Query& row) {
    ArticleRecord record;
    feeds::Article& article = record.article;
    std::string details;
    std::optional<std::string> entry_id;
    row.read(record.id, record.feed, record.uid, record.published, record.updated, record.first_seen,
             record.last_changed, record.revisions, entry_id, article.url, article.title, article.summary, details,
             article.content_html, article.content_text);
    article.id = entry_id ? *entry_id : record.uid;
    if (auto read = details_from_json(details, article); !read) return read.error();
    return record;
}

/// Feeds as sources of articles name them, each read once.
class SourceFeeds {
public:
    explicit SourceFeeds(Connection& connection) : connection_(connection) {}

    Result<void> describe(ArticleSource& source) {
        auto found = feeds_.find(source.feed);
        if (found == feeds_.end()) {
            auto feed = read(source.feed);
            if (!feed) return feed.error();
            found = feeds_.emplace(source.feed, std::move(*feed)).first;
        }
        const ArticleSource& feed = found->second;
        source.feed_title = feed.feed_title;
        source.feed_url = feed.feed_url;
        source.feed_address = feed.feed_address;
        source.feed_own_id = feed.feed_own_id;
        source.home_page_url = feed.home_page_url;
        source.feed_rights = feed.feed_rights;
        source.feed_authors = feed.feed_authors;
        source.priority = feed.priority;
        source.extent = feed.extent;
        return {};
    }

private:
    Result<ArticleSource> read(FeedId id) {
        ArticleSource feed;
        std::string own_title;
        std::string authors = "[]";
        Query rows = connection_.query(
            "SELECT url, iif(address = '', url, address), title, own_title, own_id, home_page_url, rights, authors, "
            "priority,"
            " extent FROM feeds"
            " WHERE id = ?",
            id);
        if (rows.next()) {
            rows.read(feed.feed_url, feed.feed_address, feed.feed_title, own_title, feed.feed_own_id,
                      feed.home_page_url, feed.feed_rights, authors, feed.priority, feed.extent);
        }
        if (feed.feed_title.empty()) feed.feed_title = own_title.empty() ? feed.feed_url : own_title;
        auto persons = persons_from_json(authors);
        if (!persons) return persons.error();
        feed.feed_authors = std::move(*persons);
        return feed;
    }

    Connection& connection_;
    std::unordered_map<FeedId, ArticleSource> feeds_;
};

Result<void> add_sources(Connection& connection, SourceFeeds& feeds, ArticleRecord& record) {
    Query rows = connection.query(
        "SELECT feed, feed_updated, first_seen, entry_id, url, title FROM article_sources WHERE article = ?"
        " ORDER BY first_seen, feed",
        record.id);
    while (rows.next()) {
        ArticleSource source;
        rows.read(source.feed, source.feed_updated, source.first_seen, source.entry_id, source.url, source.title);
        const bool named = std::any_of(record.sources.begin(), record.sources.end(),
                                       [&](const ArticleSource& other) { return other.feed == source.feed; });
        if (named) continue;  // a feed that lists it under two ids
        if (source.feed == record.feed) {
            source.entry_id = record.article.id;
            source.url = record.article.url;
            source.title = record.article.title;
        }
        if (auto described = feeds.describe(source); !described) return described;
        record.sources.push_back(std::move(source));
    }
    std::stable_sort(
        record.sources.begin(), record.sources.end(),
        [](const ArticleSource& one, const ArticleSource& other) { return one.priority > other.priority; });
    std::stable_partition(record.sources.begin(), record.sources.end(),
                          [&](const ArticleSource& source) { return source.feed == record.feed; });
    return {};
}

}  // namespace

Result<std::vector<PollingRecord>> select_polling(Connection& connection) {
    std::vector<PollingRecord> feeds;
    feeds.reserve(connection.value<std::size_t>("SELECT count(*) FROM feeds"));
    Query rows = connection.query(all_polling);
    while (rows.next()) {
        if (auto read = read_polling(rows, feeds.emplace_back()); !read) return read.error();
    }
    if (auto status = connection.status(); !status) return status.error();
    return feeds;
}

Result<std::vector<FeedRecord>> select_feeds(Connection& connection) {
    std::vector<FeedRecord> feeds;
    std::unordered_map<FeedId, std::size_t> places;
    const auto count = connection.value<std::size_t>("SELECT count(*) FROM feeds");
    feeds.reserve(count);
    places.reserve(count);
    Query rows = connection.query(all_feeds);
    while (rows.next()) {
        auto feed = read_feed(rows);
        if (!feed) return feed.error();
        places.emplace(feed->id, feeds.size());
        feeds.push_back(std::move(*feed));
    }
    Query sections = connection.query(
        "SELECT feed, id FROM feed_sections JOIN sections ON num = section"
        " ORDER BY feed, feed_sections.position");
    while (sections.next()) {
        FeedId feed{};
        std::string section;
        sections.read(feed, section);
        if (const auto place = places.find(feed); place != places.end()) {
            feeds[place->second].sections.push_back(std::move(section));
        }
    }
    Query rows_of_rates = connection.query(all_rates, DayCounts::window.count());
    while (rows_of_rates.next()) {
        FeedId feed{};
        double per_day = 0;
        rows_of_rates.read(feed, per_day);
        if (const auto place = places.find(feed); place != places.end())
            feeds[place->second].articles_per_day = per_day;
    }
    if (auto status = connection.status(); !status) return status.error();
    return feeds;
}

Result<std::optional<FeedRecord>> select_feed(Connection& connection, std::string_view url) {
    std::optional<FeedRecord> found;
    if (Query rows = connection.query(feed_by_url, url); rows.next()) {
        auto feed = read_feed(rows);
        if (!feed) return feed.error();
        found = std::move(*feed);
    }
    if (found) {
        Query sections = connection.query(
            "SELECT id FROM feed_sections JOIN sections ON num = section WHERE feed = ? ORDER BY "
            "feed_sections.position",
            found->id);
        while (sections.next()) sections.read(found->sections.emplace_back());
        Query rate = connection.query(rate_of_feed, DayCounts::window.count(), found->id);
        if (rate.next()) rate.read(found->id, found->articles_per_day);
    }
    if (auto status = connection.status(); !status) return status.error();
    return found;
}

Result<std::vector<ArticleRecord>> select_articles(Connection& connection, const std::vector<std::int64_t>& ids) {
    std::vector<ArticleRecord> articles;
    articles.reserve(ids.size());
    SourceFeeds feeds(connection);
    for (const std::int64_t id : ids) {
        Query rows = connection.query(
            "SELECT id, feed, uid, published, updated, first_seen, last_changed, revisions, entry_id, url, title, "
            "summary,"
            " details, content_html, content_text FROM articles WHERE id = ?",
            id);
        if (!rows.next()) continue;
        auto record = read_article(rows);
        if (!record) return record.error();
        if (auto added = add_sources(connection, feeds, *record); !added) return added.error();
        articles.push_back(std::move(*record));
    }
    if (auto status = connection.status(); !status) return status.error();
    return articles;
}

Result<std::vector<ListedEntry>> select_listed(Connection& connection, FeedId feed) {
    const auto ids = connection.column<std::int64_t>(
        "SELECT DISTINCT article FROM feeds CROSS JOIN article_sources AS source ON source.feed = feeds.id AND article"
        " IS NOT NULL AND last_seen >= last_document - 86400 WHERE feeds.id = ? ORDER BY article DESC",
        feed);
    auto articles = select_articles(connection, ids);
    if (!articles) return articles.error();
    const Timestamp first = first_document_of(connection, static_cast<std::int64_t>(feed));
    std::vector<ListedEntry> listed;
    for (auto& article : *articles) {
        auto& entry = listed.emplace_back();
        entry.article = std::move(article);
        entry.first_document = entry.article.first_seen == first;
        Query places = connection.query(
            "SELECT sections.id, coalesce(lead, 0) FROM section_articles AS placed JOIN sections ON num = "
            "placed.section"
            " LEFT JOIN hidden_articles AS hidden ON hidden.section = placed.section AND hidden.article ="
            " placed.article WHERE num > 0 AND placed.section = num AND published = ? AND placed.article = ?"
            " ORDER BY position",
            entry.article.published, entry.article.id);
        while (places.next()) {
            auto& place = entry.places.emplace_back();
            places.read(place.section, place.lead);
        }
    }
    if (auto status = connection.status(); !status) return status.error();
    return listed;
}

}  // namespace broadsheet::store::sqlite
