#include "store/sqlite/ingest.hpp"

#include "feeds/digest.hpp"
#include "feeds/significance.hpp"
#include "store/dates.hpp"
#include "store/json.hpp"
#include "store/sqlite/article_rows.hpp"
#include "store/sqlite/edited_sections.hpp"
#include "store/sqlite/entry_rows.hpp"
#include "store/sqlite/event_rows.hpp"
#include "store/sqlite/feed_rows.hpp"
#include "store/sqlite/renamed.hpp"
#include "store/sqlite/section_change.hpp"
#include "store/sqlite/section_lists.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

namespace broadsheet::store::sqlite {

namespace {

using std::chrono::days;

constexpr days join_window{7};  // how long another feed's article can be joined
constexpr days first_sight{7};  // how far back a feed's first document is news, or further for the first_entries
constexpr days event_pause{7};
constexpr std::uint32_t storm = 5;   // entries under new ids, if half of the document
constexpr days seen_granularity{1};  // last_seen is for a grace of months: not worth a write at each poll

/// An entry's id, and what was known by it before.
struct Entry {
    std::uint64_t key = 0;
    std::optional<KnownEntry> known;
    bool kept_back = false;  ///< old when the feed's first document brought it: only known
};

class Ingest {
public:
    Ingest(Connection& connection, StoryPlacing& stories, const FetchRecord& record)
        : db_(connection),
          stories_(stories),
          record_(record),
          feed_(static_cast<std::int64_t>(record.feed)),
          sections_(connection),
          edits_(connection, record, sections_),
          names_(connection, feed_, record) {}

    Result<IngestReport> run();

private:
    void note_names();
    void limit_first_sight();
    void report_renamed();
    void take(const IncomingArticle& incoming, const Entry& entry);
    bool take_renamed(const IncomingArticle& incoming, std::uint64_t key);
    void take_known(const IncomingArticle& incoming, std::uint64_t key, const KnownEntry& known);
    void revise(const IncomingArticle& incoming, const ArticleHead& head);
    bool replace_words(const IncomingArticle& incoming, const ArticleHead& head);
    void take_over(const IncomingArticle& incoming, const ArticleHead& head);
    void take_new(const IncomingArticle& incoming, const Entry& entry);
    std::optional<std::int64_t> find_joinable(const IncomingArticle& incoming);
    void join(const IncomingArticle& incoming, const Entry& entry, std::int64_t article);
    [[nodiscard]] feeds::ArticleDigest digest_of(const IncomingArticle& incoming) const;
    void add(const IncomingArticle& incoming, const Entry& entry);

    Connection& db_;
    StoryPlacing& stories_;
    const FetchRecord& record_;
    std::int64_t feed_;
    FeedHead head_;
    Timestamp feed_updated_;
    SectionLists sections_;
    EditedSections edits_;
    DayCounts days_;
    RenamedEntries names_;
    std::vector<Entry> entries_;  ///< by their places in the document
    std::uint32_t renamed_ = 0;
    std::int64_t carried_ = 0;  ///< articles this feed carries more than before
    IngestReport report_;
};

Result<IngestReport> Ingest::run() {
    const bool known = read_feed_head(db_, feed_, head_);
    if (auto status = db_.status(); !status) return status.error();
    if (!known) return unknown_feed(feed_);
    const auto claimed = record_.document ? plausible(record_.document->updated, record_.time) : std::nullopt;
    feed_updated_ = claimed.value_or(record_.time);
    note_names();
    limit_first_sight();
    // Entries without a date of their own get the time of the fetch, all the same one; rising ids from the last to the
    // first keep them in the document's order, newest first.
    for (std::size_t entry = record_.articles.size(); entry-- > 0 && !db_.failed();)
        take(record_.articles[entry], entries_[entry]);
    if (auto status = db_.status(); !status) return status.error();
    report_renamed();
    names_.learn();
    // What came with a first document has touched its sections by itself, and there is nothing else of the feed.
    if (record_.document && write_document(db_, feed_, head_, *record_.document, record_.time) && !names_.is_first())
        sections_.touch_feed(feed_);
    write_state(db_, feed_, record_.state, carried_, report_.has_news() ? record_.time : record_.state.last_change);
    days_.write(db_, feed_, record_.time);
    report_.changed_sections = sections_.commit(record_.time);
    if (auto status = db_.status(); !status) return status.error();
    return report_;
}

/// Which entries of the document are known by their ids.
void Ingest::note_names() {
    entries_.reserve(record_.articles.size());
    for (const auto& entry : record_.articles) {
        auto& [key, known, kept_back] = entries_.emplace_back();
        if (entry.fingerprint.key.empty()) continue;
        // 64 bits stand for the whole key: it is only compared within one feed, so a feed that finds two texts with one
        // hash can confuse nobody's articles but its own.
        key = feeds::hash64(entry.fingerprint.key);
        if (!names_.is_first()) known = find_entry(db_, feed_, key);
        if (!known) names_.note_unknown();
        if (known) names_.note_known(known->article, known->content == entry.fingerprint.content);
    }
}

/// A feed's first document is not all news: subscribers would be flooded with what is old. Where nothing else tells
/// which of its entries are new, they are those that stand first.
void Ingest::limit_first_sight() {
    if (!record_.document || record_.articles.size() <= first_entries || !names_.is_first()) return;
    std::vector<std::pair<Timestamp, std::size_t>> ranked;
    for (const auto& entry : record_.articles)
        ranked.emplace_back(dates_of(entry.article, record_.time, record_.ignore_dates).published, ranked.size());
    const auto newest = ranked.begin() + first_entries;
    std::nth_element(ranked.begin(), newest, ranked.end(), [](const auto& one, const auto& other) {
        return one.first != other.first ? one.first > other.first : one.second < other.second;
    });
    for (auto rest = newest; rest != ranked.end(); ++rest) {
        const auto& [published, place] = *rest;
        const bool dated = !record_.ignore_dates && is_dated(record_.articles[place].article, record_.time);
        entries_[place].kept_back = !dated || published < record_.time - first_sight;
    }
}

void Ingest::report_renamed() {
    if (renamed_ < storm || renamed_ * 2 < record_.articles.size()) return;
    constexpr auto kind = "ids-changed";
    if (db_.value<bool>("SELECT 1 FROM events WHERE feed = ? AND kind = ? AND time > ?", feed_, kind,
                        record_.time - event_pause))
        return;
    write_events(db_, record_.feed,
                 {{record_.time, kind,
                   std::to_string(renamed_) + " of " + std::to_string(record_.articles.size()) +
                       " entries came under new ids; they are known by their addresses, or by titles and dates, and are"
                       " not published again"}});
}

void Ingest::take(const IncomingArticle& incoming, const Entry& entry) {
    if (incoming.fingerprint.key.empty()) return;  // a second copy of another entry of this document
    if (entry.known) return take_known(incoming, entry.key, *entry.known);
    if (take_renamed(incoming, entry.key)) return;
    if (names_.is_removed(incoming))
        ++report_.unchanged;
    else
        take_new(incoming, entry);
}

bool Ingest::take_renamed(const IncomingArticle& incoming, std::uint64_t key) {
    const auto article = names_.find(incoming);
    if (!article) return false;
    carried_ += write_alias(db_, feed_, key, *article, record_.time);
    ++renamed_;
    if (const auto known = find_entry(db_, feed_, key)) take_known(incoming, key, *known);
    return true;
}

void Ingest::take_known(const IncomingArticle& incoming, std::uint64_t key, const KnownEntry& known) {
    const bool says_the_same = known.content == incoming.fingerprint.content;
    ArticleHead head;
    const bool may_edit =
        !says_the_same && known.article && read_article_head(db_, *known.article, head) && head.feed == feed_;
    const bool older = may_edit && !record_.ignore_dates && is_older(db_, head, incoming.article, record_.time);
    if ((!says_the_same && !older) || record_.time - known.last_seen >= seen_granularity)
        note_seen(db_, feed_, key, older ? known.content : incoming.fingerprint.content, record_.time);
    if (known.only_listed && known.article && read_article_head(db_, *known.article, head)) take_over(incoming, head);
    const bool is_new = may_edit && !older && is_new_content(db_, head, incoming.fingerprint.content);
    const bool is_token = is_new && names_.only_token_differs(head.id, incoming);
    if (is_token) replace_link(db_, head.id, incoming);
    if (!is_new || is_token) {
        ++report_.unchanged;
        return;
    }
    revise(incoming, head);
}

/// Whether the change is one that readers should know of.
bool Ingest::replace_words(const IncomingArticle& incoming, const ArticleHead& head) {
    const bool significant = feeds::is_significant_change(read_words(db_, head.id), incoming.article);
    if (significant) keep_revision(db_, head.id, record_.time);
    const auto claimed = record_.ignore_dates ? std::nullopt : plausible(incoming.article.updated, record_.time);
    Timestamp updated = claimed && *claimed > head.updated ? *claimed : std::max(head.updated, record_.time);
    if (!significant) updated = head.updated;
    replace_article(db_, head, incoming, updated, record_.time);
    db_.run("UPDATE article_sources SET feed_updated = ? WHERE article = ? AND feed = ?", feed_updated_, head.id,
            feed_);
    return significant;
}

/// Only for a feed that the admin puts above the other: any feed could copy an address to put words into its mouth.
void Ingest::take_over(const IncomingArticle& incoming, const ArticleHead& head) {
    if (head.feed == feed_ || !outranks(db_, feed_, head.feed)) return;
    change_feed(db_, head, feed_);
    replace_words(incoming, head);
    sections_.touch(sections_.of(head.id, head.published));
}

void Ingest::revise(const IncomingArticle& incoming, const ArticleHead& head) {
    const SectionSet from = sections_.of(head.id, head.published);
    const SectionSet to = edits_.of(incoming, head, from);
    const bool significant = replace_words(incoming, head);
    sections_.move(head.id, head.published, from, to);
    sections_.touch(to);
    if (significant)
        ++report_.revised;
    else
        ++report_.unchanged;
}

void Ingest::take_new(const IncomingArticle& incoming, const Entry& entry) {
    if (const auto article = find_joinable(incoming)) {
        join(incoming, entry, *article);
    } else {
        add(incoming, entry);
    }
    ++carried_;
}

std::optional<std::int64_t> Ingest::find_joinable(const IncomingArticle& incoming) {
    if (incoming.fingerprint.canonical_url == 0) return std::nullopt;
    return db_.value<std::optional<std::int64_t>>(
        "SELECT id FROM articles WHERE url_hash = ? AND url_hash <> 0 AND first_seen >= ? AND feed <> ?"
        " ORDER BY first_seen, id LIMIT 1",
        incoming.fingerprint.canonical_url, record_.time - join_window, feed_);
}

/// What is kept back of a first document is a source of the article, and brings it into no section.
void Ingest::join(const IncomingArticle& incoming, const Entry& entry, std::int64_t article) {
    ArticleHead head;
    if (!read_article_head(db_, article, head)) return;
    write_entry(db_, {feed_, entry.key, article, false, record_.time, feed_updated_}, incoming);
    ++report_.joined;
    if (entry.kept_back) return;
    db_.run("UPDATE articles SET last_changed = max(last_changed, ?) WHERE id = ?", record_.time, article);
    const SectionSet from = sections_.of(article, head.published);
    const SectionSet to = both(from, sections_.numbers(incoming.sections));
    sections_.move(article, head.published, from, to);
    sections_.touch(to);
    take_over(incoming, head);
}

feeds::ArticleDigest Ingest::digest_of(const IncomingArticle& incoming) const {
    static const feeds::Feed unnamed;
    return incoming.digest ? *incoming.digest
                           : feeds::digest_article(incoming.article, record_.document ? *record_.document : unnamed);
}

void Ingest::add(const IncomingArticle& incoming, const Entry& entry) {
    const Dates dates = dates_of(incoming.article, record_.time, record_.ignore_dates);
    const std::int64_t article = insert_article(db_, feed_, head_.url, incoming, dates, record_.time);
    if (db_.failed()) return;  // the id is that of another article then
    write_entry(db_, {feed_, entry.key, article, true, record_.time, feed_updated_}, incoming);
    names_.claim(article);
    const SectionSet placed = entry.kept_back ? SectionSet() : sections_.numbers(incoming.sections);
    sections_.place(article, dates.published, placed);
    if (!entry.kept_back && incoming.grouped && !db_.failed())
        stories_.place(article, record_.feed, dates.published, incoming, digest_of(incoming), placed, sections_,
                       record_.time);
    days_.count(dates.published);
    ++report_.added;
}

}  // namespace

Result<IngestReport> ingest(Connection& connection, StoryPlacing& stories, const FetchRecord& record) {
    return Ingest(connection, stories, record).run();
}

}  // namespace broadsheet::store::sqlite
