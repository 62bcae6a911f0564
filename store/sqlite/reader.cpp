#include "store/sqlite/reader.hpp"

#include "store/sqlite/backup.hpp"
#include "store/sqlite/event_rows.hpp"
#include "store/sqlite/push_rows.hpp"
#include "store/sqlite/record_queries.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/story_orders.hpp"
#include "store/sqlite/story_queries.hpp"
#include "store/sqlite/verify.hpp"

namespace broadsheet::store::sqlite {

SqliteReader::SqliteReader(std::string path, Connection connection)
    : path_(std::move(path)), connection_(std::move(connection)) {}

Result<std::vector<FeedRecord>> SqliteReader::feeds() {
    const Snapshot snapshot(connection_);
    return select_feeds(connection_);
}

Result<std::vector<PollingRecord>> SqliteReader::polling() {
    return select_polling(connection_);
}

Result<FeedRecord> SqliteReader::feed(std::string_view url) {
    const Snapshot snapshot(connection_);
    auto found = select_feed(connection_, url);
    if (!found) return found.error();
    if (!*found)
        return fail(ErrorCode::not_found, "no feed " + std::string(url) + " in the store: it was never configured");
    return std::move(**found);
}

Result<std::vector<SectionRecord>> SqliteReader::sections() {
    std::vector<SectionRecord> sections;
    Query rows =
        connection_.query("SELECT id, feed_id, changed_at, version FROM sections WHERE num > 0 ORDER BY position, num");
    while (rows.next()) {
        SectionRecord& section = sections.emplace_back();
        rows.read(section.id, section.feed_id, section.changed_at, section.version);
    }
    if (auto status = connection_.status(); !status) return status.error();
    return sections;
}

Result<Page> SqliteReader::page(const ArticleQuery& query) {
    const Snapshot snapshot(connection_);
    Page page;
    std::int64_t number = no_section;
    {
        Query rows = connection_.query(
            "SELECT num, id, feed_id, changed_at, version, articles - (SELECT count(*) FROM hidden_articles WHERE "
            "section"
            " = num) FROM sections WHERE id = ? AND num >= 0",
            query.section);
        if (rows.next()) {
            rows.read(number, page.section.id, page.section.feed_id, page.section.changed_at, page.section.version,
                      page.total);
        }
    }
    if (auto status = connection_.status(); !status) return status.error();
    if (number == no_section) return fail(ErrorCode::not_found, "no section " + query.section + " in the store");
    const std::int64_t skipped = (std::max<std::int64_t>(query.page, 1) - 1) * query.limit;
    if (static_cast<std::uint64_t>(skipped) >= page.total) return page;
    const auto ids = connection_.column<std::int64_t>(
        "SELECT article FROM section_articles AS placed WHERE section = ?1 AND NOT EXISTS (SELECT 1 FROM"
        " hidden_articles AS hidden WHERE hidden.section = ?1 AND hidden.article = placed.article)"
        " ORDER BY published DESC, article DESC LIMIT ?2 OFFSET ?3",
        number, query.limit, skipped);
    auto articles = select_articles(connection_, ids);
    if (!articles) return articles.error();
    page.articles = std::move(*articles);
    if (auto told = tell_stories(connection_, number, page.articles); !told) return told.error();
    return page;
}

Result<ArticleRecord> SqliteReader::article(ArticleId id) {
    const Snapshot snapshot(connection_);
    auto found = select_articles(connection_, {static_cast<std::int64_t>(id)});
    if (!found) return found.error();
    if (found->empty()) {
        return fail(ErrorCode::not_found,
                    "no article " + std::to_string(static_cast<std::int64_t>(id)) + " in the store");
    }
    return std::move(found->front());
}

Result<std::vector<RevisionRecord>> SqliteReader::revisions(ArticleId id) {
    std::vector<RevisionRecord> revisions;
    Query rows = connection_.query(
        "SELECT number, replaced_at, title, summary, content_html, content_text FROM revisions WHERE article = ?"
        " ORDER BY number",
        id);
    while (rows.next()) {
        RevisionRecord& revision = revisions.emplace_back();
        rows.read(revision.number, revision.replaced_at, revision.title, revision.summary, revision.content_html,
                  revision.content_text);
    }
    if (auto status = connection_.status(); !status) return status.error();
    return revisions;
}

Result<std::vector<ListedEntry>> SqliteReader::listed(FeedId feed) {
    const Snapshot snapshot(connection_);
    return select_listed(connection_, feed);
}

Result<std::vector<EventRecord>> SqliteReader::events(std::uint32_t limit) {
    return select_events(connection_, limit);
}

Result<std::vector<HostHold>> SqliteReader::holds(Timestamp now) {
    return select_holds(connection_, now);
}

Result<std::vector<Subscription>> SqliteReader::subscriptions() {
    return select_subscriptions(connection_);
}

Result<std::vector<KeptPush>> SqliteReader::pushes() {
    return select_pushes(connection_);
}

Result<Push> SqliteReader::push(PushId id) {
    return select_push(connection_, id);
}

Result<StoryRecord> SqliteReader::story(std::int64_t id) {
    const Snapshot snapshot(connection_);
    return select_story(connection_, id);
}

Result<bool> SqliteReader::has_orders() {
    const bool waiting = sqlite::has_orders(connection_);
    if (auto status = connection_.status(); !status) return status.error();
    return waiting;
}

Result<std::optional<std::string>> SqliteReader::order_outcome(std::int64_t number) {
    auto outcome = sqlite::order_outcome(connection_, number);
    if (auto status = connection_.status(); !status) return status.error();
    return outcome;
}

Result<Stats> SqliteReader::stats() {
    const Snapshot snapshot(connection_);
    Stats stats;
    stats.feeds = connection_.value<std::uint64_t>("SELECT count(*) FROM feeds");
    stats.articles = connection_.value<std::uint64_t>("SELECT sum(articles) FROM sections WHERE num <= 0");
    stats.revisions = connection_.value<std::uint64_t>("SELECT count(*) FROM revisions");
    stats.file_bytes =
        connection_.value<std::uint64_t>("PRAGMA page_count") * connection_.value<std::uint64_t>("PRAGMA page_size");
    stats.schema_version = connection_.value<int>("PRAGMA user_version");
    if (auto status = connection_.status(); !status) return status.error();
    return stats;
}

Result<void> SqliteReader::backup(const std::string& file) {
    return sqlite::backup(connection_, file);
}

Result<std::vector<std::string>> SqliteReader::verify() {
    const Snapshot snapshot(connection_);
    return sqlite::verify(connection_);
}

}  // namespace broadsheet::store::sqlite
