#include "store/sqlite/prune.hpp"

#include "store/sqlite/article_rows.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/section_lists.hpp"
#include "store/sqlite/story_words.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace broadsheet::store::sqlite {

namespace {

/// How long an entry stays known after its feed last listed it.
constexpr std::chrono::days grace{180};

class Prune {
public:
    Prune(Connection& connection, std::uint32_t limit) : db_(connection), lists_(connection), left_(limit) {}

    Result<PruneReport> run(const Retention& retention, std::uint32_t limit, Timestamp now);

private:
    struct Victim {
        Timestamp published;
        std::int64_t article = 0;
    };

    void apply(const FeedRetention& rule);
    void apply(const RetentionRule& rule);
    std::vector<Victim> victims(SectionNumber section, const RetentionRule& rule);
    bool has_own_rule(std::int64_t article);
    void drop(SectionNumber section, const Victim& victim);
    void remove(const Victim& victim, const SectionSet& from);
    bool forget_unlisted(std::uint32_t limit);

    Connection& db_;
    SectionLists lists_;
    std::uint32_t left_;
    std::unordered_set<std::int64_t> own_rule_;  // feeds
    PruneReport report_;
};

Result<PruneReport> Prune::run(const Retention& retention, std::uint32_t limit, Timestamp now) {
    for (const FeedRetention& rule : retention.feeds) apply(rule);
    for (const RetentionRule& rule : retention.sections) apply(rule);
    const bool more_unlisted = forget_unlisted(limit);
    report_.changed_sections = lists_.commit(now);
    forget_old_words(db_);
    forget_old_aliases(db_);
    db_.run("DELETE FROM host_holds WHERE until <= ?", now);
    if (auto status = db_.status(); !status) return status.error();
    report_.more = left_ == 0 || more_unlisted;
    return report_;
}

void Prune::apply(const FeedRetention& rule) {
    const auto feed = db_.value<std::int64_t>("SELECT id FROM feeds WHERE url = ?", rule.feed);
    if (feed == 0) return;
    own_rule_.insert(feed);
    if (!rule.before || left_ == 0) return;
    std::vector<Victim> found;
    Query rows = db_.query(
        "SELECT published, articles.id FROM article_sources AS source CROSS JOIN articles ON articles.id = article"
        " WHERE source.feed = ? AND articles.feed = source.feed AND published < ? LIMIT ?",
        feed, *rule.before, left_);
    while (rows.next()) {
        Victim& victim = found.emplace_back();
        rows.read(victim.published, victim.article);
    }
    left_ -= static_cast<std::uint32_t>(found.size());
    for (const Victim& victim : found) remove(victim, lists_.of(victim.article, victim.published));
}

void Prune::apply(const RetentionRule& rule) {
    SectionNumber section{no_section};
    if (!rule.section.empty()) {
        const SectionSet found = lists_.numbers({rule.section});
        if (found.empty()) return;
        section = found.front();
    }
    for (const Victim& victim : victims(section, rule)) drop(section, victim);
}

std::vector<Prune::Victim> Prune::victims(SectionNumber section, const RetentionRule& rule) {
    constexpr auto never = std::numeric_limits<std::int64_t>::min();
    const auto before = rule.before ? std::int64_t{rule.before->time_since_epoch().count()} : never;
    const auto stored = db_.value<std::int64_t>("SELECT articles FROM sections WHERE num = ?", section);
    const auto bound = static_cast<std::int64_t>(std::min<std::uint64_t>(rule.max_articles, std::uint64_t{1} << 62));
    const std::int64_t too_many = rule.max_articles == 0 ? 0 : std::max<std::int64_t>(0, stored - bound);
    std::vector<Victim> found;
    Query rows = db_.query(
        "SELECT published, article FROM section_articles WHERE section = ? ORDER BY published, article", section);
    for (std::int64_t rank = 0; found.size() < left_ && rows.next(); ++rank) {
        Victim victim;
        rows.read(victim.published, victim.article);
        if (rank >= too_many && victim.published.time_since_epoch().count() >= before) break;
        if (rank < too_many || !has_own_rule(victim.article)) found.push_back(victim);
    }
    left_ -= static_cast<std::uint32_t>(found.size());
    return found;
}

bool Prune::has_own_rule(std::int64_t article) {
    if (own_rule_.empty()) return false;
    return own_rule_.contains(db_.value<std::int64_t>("SELECT feed FROM articles WHERE id = ?", article));
}

void Prune::drop(SectionNumber section, const Victim& victim) {
    const SectionSet from = lists_.of(victim.article, victim.published);
    SectionSet rest = from;
    rest.erase(std::remove(rest.begin(), rest.end(), section), rest.end());
    if (!rest.empty()) return lists_.move(victim.article, victim.published, from, rest);
    remove(victim, from);
}

void Prune::remove(const Victim& victim, const SectionSet& from) {
    lists_.remove(victim.article, victim.published, from);
    delete_article(db_, victim.article);
    ++report_.removed;
}

/// A feed that answers 304 for a year still lists what it listed: the grace counts from its last document, not from
/// now.
bool Prune::forget_unlisted(std::uint32_t limit) {
    std::vector<std::pair<std::int64_t, std::int64_t>> entries;
    Query rows = db_.query(
        "SELECT feed, key_hash FROM feeds CROSS JOIN article_sources AS source ON source.feed = feeds.id"
        " AND article IS NULL AND last_seen < last_document - ? LIMIT ?",
        std::chrono::seconds(grace).count(), limit);
    while (rows.next()) {
        auto& [feed, key] = entries.emplace_back();
        rows.read(feed, key);
    }
    for (const auto& [feed, key] : entries) {
        db_.run("DELETE FROM article_sources WHERE feed = ? AND key_hash = ?", feed, key);
    }
    return limit > 0 && entries.size() == limit;
}

}  // namespace

Result<PruneReport> prune(Connection& connection, const Retention& retention, std::uint32_t limit, Timestamp now) {
    return Prune(connection, limit).run(retention, limit, now);
}

}  // namespace broadsheet::store::sqlite
