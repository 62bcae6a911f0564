#include "store/sqlite/renamed.hpp"

#include "feeds/significance.hpp"
#include "feeds/url.hpp"
#include "store/dates.hpp"
#include "store/sqlite/article_rows.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace broadsheet::store::sqlite {

namespace {

using std::chrono::days;

constexpr days close{1};                   // how far a headline's date may have moved with it
constexpr std::size_t telling_title = 20;  // bytes: shorter ones recur
constexpr std::size_t several = 2;         // entries, to tell a feed's habit from an entry's chance
constexpr int proven_churns = 2;
constexpr int names_kept = 4;
constexpr days seen_granularity{1};  // of last_seen

/// "/a?x=1&sid=2" and "/a?x=1&sid=3": another value here and there, nothing else.
bool differ_in_values_only(std::string_view one, std::string_view other) {
    const auto query = one.find('?');
    if (one == other || query == std::string_view::npos || one.substr(0, query + 1) != other.substr(0, query + 1))
        return false;
    one.remove_prefix(query + 1);
    other.remove_prefix(query + 1);
    const auto names = [](std::string_view parameters) {
        std::string text;
        bool value = false;
        for (const char c : parameters.substr(0, parameters.find('#'))) {
            if (c == '&') value = false;
            if (c == '=') value = true;
            if (!value) text += c;
        }
        return text;
    };
    return names(one) == names(other);
}

}  // namespace

RenamedEntries::RenamedEntries(Connection& connection, std::int64_t feed, const FetchRecord& record)
    : db_(connection), feed_(feed), record_(record) {
    Query rows = db_.query(
        "SELECT NOT EXISTS (SELECT 1 FROM article_sources WHERE feed = feeds.id), id_churns FROM feeds WHERE id = ?",
        feed_);
    if (rows.next()) rows.read(first_, churns_);
}

void RenamedEntries::note_known(std::optional<std::int64_t> article, bool says_the_same) {
    ++known_;
    if (!says_the_same) ++changed_;
    if (article) claim(*article);
}

std::optional<std::int64_t> RenamedEntries::find(const IncomingArticle& incoming) {
    if (first_) return std::nullopt;
    const auto date = record_.ignore_dates ? std::nullopt : plausible(incoming.article.published, record_.time);
    auto article = find_by_address(incoming, date);
    if (article) ++by_address_;
    if (!article && date) article = find_by_date(incoming, *date);
    if (!article) article = find_listed(incoming, date);
    if (article) claim(*article);
    return article;
}

std::optional<std::int64_t> RenamedEntries::find_by_address(const IncomingArticle& incoming,
                                                            std::optional<Timestamp> date) {
    if (incoming.fingerprint.canonical_url == 0) return std::nullopt;
    const std::string& title = incoming.article.title;
    const std::string id = feeds::canonical_url(incoming.article.id);
    Query rows = db_.query(
        "SELECT id, coalesce(entry_id, uid), title, published FROM articles WHERE url_hash = ? AND url_hash <> 0 AND"
        " EXISTS (SELECT 1 FROM article_sources WHERE article = id AND article_sources.feed = ?)"
        " ORDER BY first_seen DESC, id DESC LIMIT 8",
        incoming.fingerprint.canonical_url, feed_);
    while (rows.next()) {
        std::int64_t article = 0;
        std::string known_id;
        std::string known_title;
        Timestamp published;
        rows.read(article, known_id, known_title, published);
        if (claimed_.contains(article)) continue;
        if (churns_ >= proven_churns) return article;
        if (is_storm() && title == known_title) return article;
        if (!id.empty() && id == feeds::canonical_url(known_id) && fragments_count_edits()) return article;
        const bool same_time = !date || std::chrono::abs(*date - published) <= close;
        if (same_time && (title == known_title || feeds::are_near(title, known_title))) return article;
    }
    return std::nullopt;
}

bool RenamedEntries::is_removed(const IncomingArticle& incoming) {
    const auto address = incoming.fingerprint.canonical_url;
    if (first_ || address == 0) return false;
    const auto last_seen = db_.value<std::optional<Timestamp>>(
        "SELECT max(last_seen) FROM article_sources WHERE feed = ? AND url_hash = ? AND url_hash <> 0 AND article IS"
        " NULL",
        feed_, address);
    if (!last_seen) return false;
    ++by_address_;
    if (churns_ < proven_churns) return false;
    if (record_.time - *last_seen >= seen_granularity)
        db_.run("UPDATE article_sources SET last_seen = ? WHERE feed = ? AND url_hash = ? AND article IS NULL",
                record_.time, feed_, address);
    return true;
}

std::optional<std::int64_t> RenamedEntries::find_by_date(const IncomingArticle& incoming, Timestamp date) {
    if (incoming.article.title.size() < telling_title) return std::nullopt;
    const auto [titles, unread] = dated_.try_emplace(date.time_since_epoch().count());
    if (unread) titles->second = read_dated(date);
    const auto found = titles->second.find(incoming.article.title);
    if (found == titles->second.end()) return std::nullopt;
    auto& latest_first = found->second;
    while (!latest_first.empty() && claimed_.contains(latest_first.back())) latest_first.pop_back();
    return latest_first.empty() ? std::nullopt : std::optional(latest_first.back());
}

/// What the document itself has brought is claimed, so that one look serves all of its entries: a whole archive may
/// bear one date, and other feeds may have theirs in the same second.
RenamedEntries::ByTitle RenamedEntries::read_dated(Timestamp date) {
    ByTitle titles;
    Query rows = db_.query(
        "SELECT id, title FROM section_articles AS placed CROSS JOIN articles ON id = article WHERE"
        " section IN (0, -1) AND placed.published = ? AND feed = ? ORDER BY id DESC",
        date, feed_);
    while (rows.next()) {
        std::int64_t article = 0;
        std::string title;
        rows.read(article, title);
        if (title.size() >= telling_title) titles[std::move(title)].push_back(article);
    }
    return titles;
}

/// Where half of the document seems new, it is looked at beside what the feed listed last, whose titles then tell more
/// than they would alone.
std::optional<std::int64_t> RenamedEntries::find_listed(const IncomingArticle& incoming,
                                                        std::optional<Timestamp> date) {
    if (!is_storm()) return std::nullopt;
    const Listed* known = listed(incoming.article.title);
    if (known == nullptr || claimed_.contains(known->article)) return std::nullopt;
    if (!date) return only_token_differs(known->article, incoming) ? std::optional(known->article) : std::nullopt;
    const bool same_day = incoming.article.published_by_day && known->published - *date < days(1);
    return known->published == *date || (same_day && known->published > *date) ? std::optional(known->article)
                                                                               : std::nullopt;
}

bool RenamedEntries::is_storm() const {
    return unknown_ >= several && unknown_ * 2 >= record_.articles.size();
}

/// On a page of short news each has a fragment of its own; where no two entries of a document share a page, it is a
/// counter.
bool RenamedEntries::fragments_count_edits() {
    if (fragments_) return *fragments_;
    std::size_t addresses = 0;
    std::set<std::string> pages;
    for (const auto& entry : record_.articles) {
        auto page = feeds::canonical_url(entry.article.id);
        if (page.empty()) continue;
        ++addresses;
        pages.insert(std::move(page));
    }
    fragments_ = addresses >= several && pages.size() == addresses;
    return *fragments_;
}

bool RenamedEntries::links_have_tokens() {
    if (tokens_) return *tokens_;
    const std::size_t moving = unknown_ + changed_;
    std::size_t tokens = 0;
    if (moving >= several && moving * 2 >= record_.articles.size()) {
        for (const auto& entry : record_.articles) {
            const Listed* known = listed(entry.article.title);
            if (known == nullptr || !differ_in_values_only(known->url, entry.article.url)) continue;
            if (!feeds::is_significant_change(read_words(db_, known->article), entry.article)) ++tokens;
        }
    }
    tokens_ = tokens >= several;
    return *tokens_;
}

bool RenamedEntries::only_token_differs(std::int64_t article, const IncomingArticle& incoming) {
    if (incoming.article.url.find('?') == std::string::npos || !links_have_tokens()) return false;
    const auto words = read_words(db_, article);
    const Listed* known = listed(words.title);
    return known != nullptr && known->article == article && differ_in_values_only(known->url, incoming.article.url) &&
           !feeds::is_significant_change(words, incoming.article);
}

const RenamedEntries::Listed* RenamedEntries::listed(const std::string& title) {
    if (!listed_) read_listed();
    const auto found = listed_->find(title);
    return found == listed_->end() || found->second.article == 0 ? nullptr : &found->second;
}

void RenamedEntries::read_listed() {
    listed_.emplace();
    Query rows = db_.query(
        "SELECT DISTINCT articles.id, articles.title, articles.url, articles.published FROM feeds CROSS JOIN"
        " article_sources AS source ON source.feed = feeds.id AND source.last_seen >= feeds.last_document - ?"
        " JOIN articles ON articles.id = source.article AND articles.feed = feeds.id WHERE feeds.id = ?",
        std::chrono::seconds(seen_granularity).count(), feed_);
    while (rows.next()) {
        Listed known;
        std::string title;
        rows.read(known.article, title, known.url, known.published);
        const auto [found, added] = listed_->emplace(std::move(title), known);
        if (!added) found->second.article = 0;
    }
    std::unordered_set<std::string_view> titles;
    for (const auto& entry : record_.articles) {
        if (titles.insert(entry.article.title).second) continue;
        if (const auto twice = listed_->find(entry.article.title); twice != listed_->end()) twice->second.article = 0;
    }
}

/// New ids throughout under old links, twice over: ids of chance, so that from then on the links tell. One known id
/// and they are ids again.
void RenamedEntries::learn() {
    int churns = churns_;
    if (known_ > 0) churns = 0;
    if (known_ == 0 && unknown_ >= several && by_address_ * 2 >= unknown_) churns = std::min(churns + 1, proven_churns);
    if (churns != churns_) db_.run("UPDATE feeds SET id_churns = ? WHERE id = ?", churns, feed_);
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
