#include "store/sqlite/story_leads.hpp"

#include "store/sqlite/schema.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::store::sqlite {

namespace {

// On a front page a wrong join hides news, where a missed one only repeats it.
constexpr std::int64_t page_threshold = 2'500;

constexpr std::array<std::pair<StoryMode, std::string_view>, 3> mode_names{
    {{StoryMode::merge, "merge"}, {StoryMode::copies, "copies"}, {StoryMode::off, "off"}}};

/// A story may drift from report to report; an entry has to speak for each that stands under it.
bool speaks_for(Connection& connection, std::int64_t lead, std::int64_t article, const FreshArticle* fresh = nullptr) {
    const auto named = fresh != nullptr ? named_article(*fresh) : named_article(connection, article);
    return feeds::may_be_one_entry(named_article(connection, lead), named);
}

/// Leads of all articles, by what is stored of how they were placed.
void assign_leads(Connection& connection, StoryMode mode) {
    std::vector<feeds::Placement> placements;
    {
        Query rows = connection.query(
            "SELECT article, story, copy_of, step, nearest, score FROM story_articles ORDER BY article");
        while (rows.next()) {
            feeds::Placement& placement = placements.emplace_back();
            std::string step;
            rows.read(placement.article, placement.story, placement.copy_of, step, placement.reason.nearest,
                      placement.reason.score);
            placement.reason.step = feeds::grouping_step(step);
        }
    }
    connection.run("UPDATE story_articles SET lead = article");
    for (const auto& placement : placements)
        connection.run("UPDATE story_articles SET lead = ? WHERE article = ?", lead_for(connection, mode, placement),
                       placement.article);
    std::vector<feeds::StoryJoin> joins;
    {
        Query rows =
            connection.query("SELECT former, story, score, threshold FROM story_aliases ORDER BY time, former");
        while (rows.next()) {
            feeds::StoryJoin& join = joins.emplace_back();
            rows.read(join.from, join.into, join.score, join.threshold);
        }
    }
    for (const auto& join : joins)
        connection.run("UPDATE story_articles SET lead = ? WHERE lead = ?", lead_for(connection, mode, join),
                       join.from);
}

}  // namespace

std::int64_t lead_of(Connection& connection, std::int64_t article) {
    return connection.value<std::int64_t>("SELECT lead FROM story_articles WHERE article = ?", article);
}

std::int64_t lead_for(Connection& connection, StoryMode mode, const feeds::Placement& placement,
                      const FreshArticle* fresh) {
    const auto follow = [&](std::int64_t article) {
        const std::int64_t lead = mode == StoryMode::merge ? lead_of(connection, article) : article;
        return lead == 0 ? article : lead;
    };
    if (mode == StoryMode::off) return placement.article;
    if (placement.copy_of != placement.article) return follow(placement.copy_of);
    const auto& reason = placement.reason;
    const bool joins = reason.step == feeds::GroupingStep::story || reason.step == feeds::GroupingStep::moved;
    if (mode == StoryMode::copies || !joins || reason.score < page_threshold || reason.nearest == 0)
        return placement.article;
    const std::int64_t lead = follow(reason.nearest);
    return speaks_for(connection, lead, placement.article, fresh) ? lead : placement.article;
}

std::int64_t lead_for(Connection& connection, StoryMode mode, const feeds::StoryJoin& join) {
    if (mode != StoryMode::merge || join.score < page_threshold) return join.from;
    const std::int64_t known = lead_of(connection, join.into);
    const std::int64_t lead = known == 0 ? join.into : known;
    const bool by_hand = join.threshold == 0;
    return by_hand || speaks_for(connection, lead, join.from) ? lead : join.from;
}

void settle_lead(Connection& connection, std::int64_t lead) {
    connection.run(
        "DELETE FROM hidden_articles WHERE (section, article) IN (SELECT num, one.article FROM story_articles AS one"
        " CROSS JOIN sections ON num >= 0 WHERE one.lead = ?)",
        lead);
    connection.run(
        "INSERT OR REPLACE INTO hidden_articles SELECT section, article, ?1 FROM ("
        " SELECT section, one.article, row_number() OVER (PARTITION BY section ORDER BY one.article) AS place"
        " FROM story_articles AS one CROSS JOIN sections ON num >= 0 CROSS JOIN section_articles AS placed"
        " ON placed.section = num AND placed.published = one.published AND placed.article = one.article"
        " WHERE one.lead = ?1) WHERE place > 1",
        lead);
}

namespace {

/// The earliest articles of a lead in a section, so many at most.
std::vector<std::int64_t> earliest(Connection& connection, std::int64_t lead, std::int64_t section, int most) {
    return connection.column<std::int64_t>(
        "SELECT one.article FROM story_articles AS one CROSS JOIN section_articles AS placed ON placed.section = ?2"
        " AND placed.published = one.published AND placed.article = one.article WHERE one.lead = ?1"
        " ORDER BY one.article LIMIT ?3",
        lead, section, most);
}

void hide(Connection& connection, std::int64_t section, std::int64_t article, std::int64_t lead) {
    connection.run("INSERT OR REPLACE INTO hidden_articles VALUES (?, ?, ?)", section, article, lead);
}

/// That of all among them.
std::vector<std::int64_t> sections_of(Connection& connection, std::int64_t article, Timestamp published) {
    return connection.column<std::int64_t>(
        "SELECT num FROM sections WHERE num >= 0 AND EXISTS (SELECT 1 FROM section_articles WHERE section = num AND"
        " published = ? AND article = ?)",
        published, article);
}

}  // namespace

void show(Connection& connection, std::int64_t section, std::int64_t article) {
    connection.run("DELETE FROM hidden_articles WHERE section = ? AND article = ?", section, article);
}

void settle_moved(Connection& connection, std::int64_t article, Timestamp published, std::int64_t former,
                  std::int64_t lead) {
    for (const std::int64_t section : sections_of(connection, article, published)) {
        const auto left = earliest(connection, former, section, 1);
        if (!left.empty()) show(connection, section, left.front());
        const auto first = earliest(connection, lead, section, 2);
        if (first.empty()) return;  // a statement has failed
        if (first.front() != article) {
            hide(connection, section, article, lead);
            continue;
        }
        show(connection, section, article);
        if (first.size() > 1) hide(connection, section, first[1], lead);
    }
}

/// It is the last that has come: shown only where none of the lead stands. The one that is shown in a section stands
/// among all, too.
void settle_new(Connection& connection, std::int64_t article, std::int64_t lead, const SectionSet& sections) {
    const auto is_first = [&](std::int64_t section) {
        const auto first = earliest(connection, lead, section, 1);
        return first.empty() || first.front() == article;  // empty: a statement has failed
    };
    bool hidden = false;
    for (const SectionNumber number : sections) {
        const auto section = static_cast<std::int64_t>(number);
        if (is_first(section)) continue;
        if (hidden) {
            hide(connection, section, article, lead);
        } else {
            connection.run("INSERT OR IGNORE INTO hidden_articles VALUES (?1, ?3, ?4), (?2, ?3, ?4)", all_sections,
                           section, article, lead);
        }
        hidden = true;
    }
    if (!hidden && !sections.empty() && !is_first(all_sections)) hide(connection, all_sections, article, lead);
}

StoryMode story_mode(Connection& connection) {
    const auto name = connection.value<std::string>("SELECT value FROM meta WHERE name = 'stories'");
    for (const auto& [mode, known] : mode_names)
        if (known == name) return mode;
    return StoryMode::merge;
}

void set_story_mode(Connection& connection, StoryMode mode, Timestamp now) {
    if (mode == story_mode(connection)) return;
    for (const auto& [known, name] : mode_names)
        if (known == mode) connection.run("INSERT OR REPLACE INTO meta VALUES ('stories', ?)", name);
    assign_leads(connection, mode);
    connection.run("DELETE FROM hidden_articles");
    const auto leads =
        connection.column<std::int64_t>("SELECT lead FROM story_articles GROUP BY lead HAVING count(*) > 1");
    for (const std::int64_t lead : leads) settle_lead(connection, lead);
    connection.run("UPDATE sections SET version = version + 1, changed_at = max(changed_at, ?) WHERE num >= 0", now);
}

}  // namespace broadsheet::store::sqlite
