#include "store/sqlite/verify.hpp"

namespace broadsheet::store::sqlite {

namespace {

struct Invariant {
    const char* broken;  ///< what it means when there are such rows
    const char* count;   ///< how many there are
};

constexpr Invariant invariants[] = {
    {"rows that refer to what is not there", "SELECT count(*) FROM pragma_foreign_key_check"},
    {"articles that are neither in a section nor in none, or in both",
     "SELECT count(*) FROM articles WHERE (SELECT count(*) FROM section_articles WHERE section IN (0, -1)"
     " AND section_articles.published = articles.published AND article = articles.id) <> 1"},
    {"entries of sections without their article",
     "SELECT count(*) FROM section_articles LEFT JOIN articles ON id = article"
     " WHERE id IS NULL OR articles.published <> section_articles.published"},
    {"entries of sections that are not among all",
     "SELECT count(*) FROM section_articles AS one WHERE section > 0 AND NOT EXISTS (SELECT 1 FROM section_articles AS "
     "every"
     " WHERE every.section = 0 AND every.published = one.published AND every.article = one.article)"},
    {"entries of a section that does not exist",
     "SELECT count(*) FROM section_articles WHERE section NOT IN (SELECT num FROM sections)"},
    {"sections whose count of articles is wrong",
     "SELECT count(*) FROM sections WHERE articles <> (SELECT count(*) FROM section_articles WHERE section = num)"},
    {"feeds whose count of articles is wrong",
     "SELECT count(*) FROM feeds WHERE articles <> (SELECT count(*) FROM article_sources WHERE feed = feeds.id"
     " AND article IS NOT NULL)"},
    {"articles whose count of revisions is wrong",
     "SELECT count(*) FROM articles WHERE revisions <> (SELECT count(*) FROM revisions WHERE article = articles.id)"},
    {"articles that no entry of their feed stands for",
     "SELECT count(*) FROM articles WHERE NOT EXISTS (SELECT 1 FROM article_sources WHERE article = articles.id"
     " AND article_sources.feed = articles.feed)"},
    {"ids that two articles share",
     "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY uid_hash, uid HAVING count(*) > 1)"},
    {"articles hidden where their entry is not shown",
     "SELECT count(*) FROM hidden_articles AS one WHERE NOT EXISTS (SELECT 1 FROM story_articles AS other JOIN "
     "section_articles AS placed ON placed.section = one.section AND placed.published = other.published AND"
     " placed.article = other.article WHERE other.lead = one.lead AND other.article < one.article)"},
    {"articles hidden in a section they are not in",
     "SELECT count(*) FROM hidden_articles AS one WHERE NOT EXISTS (SELECT 1 FROM articles JOIN section_articles AS "
     "placed"
     " ON placed.section = one.section AND placed.published = articles.published AND placed.article = id WHERE id ="
     " one.article)"},
    {"articles of stories that have another date there",
     "SELECT count(*) FROM story_articles JOIN articles ON id = article WHERE story_articles.published <> "
     "articles.published"},
    {"articles published after they were first seen", "SELECT count(*) FROM articles WHERE published > first_seen"},
    {"articles updated before they were published", "SELECT count(*) FROM articles WHERE updated < published"},
};

}  // namespace

Result<std::vector<std::string>> verify(Connection& connection) {
    std::vector<std::string> faults;
    {
        Query rows = connection.query("PRAGMA integrity_check(20)");
        while (rows.next()) {
            std::string line;
            rows.read(line);
            if (line != "ok") faults.push_back(std::move(line));
        }
    }
    if (auto status = connection.status(); !status) faults.push_back(status.error().detail());
    if (!faults.empty()) return faults;  // on damaged pages no count means anything
    for (const Invariant& invariant : invariants) {
        const auto count = connection.value<std::int64_t>(invariant.count);
        if (count > 0) faults.push_back(std::to_string(count) + " " + invariant.broken);
    }
    if (auto status = connection.status(); !status) return status.error();
    return faults;
}

}  // namespace broadsheet::store::sqlite
