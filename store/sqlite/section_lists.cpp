#include "store/sqlite/section_lists.hpp"

#include "store/sqlite/schema.hpp"
#include "store/sqlite/story_leads.hpp"

#include <algorithm>
#include <iterator>

namespace broadsheet::store::sqlite {

namespace {

constexpr SectionNumber everything{all_sections};
constexpr SectionNumber nowhere{no_section};

/// Every article stands in exactly one of these two as well.
SectionNumber total_of(const SectionSet& sections) {
    return sections.empty() ? nowhere : everything;
}

}  // namespace

SectionSet both(const SectionSet& one, const SectionSet& other) {
    SectionSet all;
    std::set_union(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(all));
    return all;
}

SectionSet common(const SectionSet& one, const SectionSet& other) {
    SectionSet shared;
    std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(shared));
    return shared;
}

SectionSet difference(const SectionSet& from, const SectionSet& without) {
    SectionSet rest;
    std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(rest));
    return rest;
}

SectionSet SectionLists::numbers(const std::vector<std::string>& ids) {
    SectionSet found;
    for (const std::string& id : ids) {
        auto known = std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one.first == id; });
        if (known == known_.end()) {
            const auto number =
                connection_.value<std::int64_t>("SELECT num FROM sections WHERE id = ? AND num > 0", id);
            known = known_.insert(known_.end(), {id, SectionNumber{number}});
        }
        if (known->second != SectionNumber{}) found.push_back(known->second);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

SectionSet SectionLists::of(std::int64_t article, Timestamp published) {
    return connection_.column<SectionNumber>(
        "SELECT num FROM sections WHERE num > 0 AND EXISTS (SELECT 1 FROM section_articles"
        " WHERE section = num AND published = ? AND article = ?) ORDER BY num",
        published, article);
}

void SectionLists::place(std::int64_t article, Timestamp published, const SectionSet& to) {
    if (to.empty()) return insert_row(nowhere, article, published);
    // Of most articles both rows: one statement costs little more for two of them.
    connection_.run("INSERT OR IGNORE INTO section_articles VALUES (?1, ?3, ?4), (?2, ?3, ?4)", to.front(), everything,
                    published, article);
    for (const SectionNumber section : {to.front(), everything}) {
        touch(section);
        ++change_of(section).articles;
    }
    for (std::size_t place = 1; place < to.size(); ++place) insert_row(to[place], article, published);
}

void SectionLists::remove(std::int64_t article, Timestamp published, const SectionSet& from) {
    for (const SectionNumber section : from) remove_row(section, article, published);
    remove_row(total_of(from), article, published);
}

void SectionLists::move(std::int64_t article, Timestamp published, const SectionSet& from, const SectionSet& to) {
    for (const SectionNumber section : difference(to, from)) add_row(section, article, published);
    for (const SectionNumber section : difference(from, to)) remove_row(section, article, published);
    if (total_of(from) != total_of(to)) {
        remove_row(total_of(from), article, published);
        add_row(total_of(to), article, published);
    }
}

void SectionLists::insert_row(SectionNumber section, std::int64_t article, Timestamp published) {
    connection_.run("INSERT OR IGNORE INTO section_articles VALUES (?, ?, ?)", section, published, article);
    touch(section);
    change_of(section).articles += connection_.changes();
}

void SectionLists::add_row(SectionNumber section, std::int64_t article, Timestamp published) {
    insert_row(section, article, published);
    unsettle(article);
}

void SectionLists::remove_row(SectionNumber section, std::int64_t article, Timestamp published) {
    connection_.run("DELETE FROM section_articles WHERE section = ? AND published = ? AND article = ?", section,
                    published, article);
    touch(section);
    change_of(section).articles -= connection_.changes();
    show(connection_, static_cast<std::int64_t>(section), article);
    unsettle(article);
}

void SectionLists::unsettle(std::int64_t article) {
    if (const std::int64_t lead = lead_of(connection_, article); lead != 0) unsettled_.insert(lead);
}

void SectionLists::change_lead(std::int64_t lead) {
    changed_.insert(lead);
}

SectionLists::Change& SectionLists::change_of(SectionNumber section) {
    for (Change& change : changes_) {
        if (change.section == section) return change;
    }
    return changes_.emplace_back(Change{section, 0});
}

void SectionLists::touch(SectionNumber section) {
    change_of(section);
    if (section != nowhere) change_of(everything);
}

void SectionLists::touch(const SectionSet& sections) {
    for (const SectionNumber section : sections) touch(section);
}

/// Those in which an article of the lead stands.
SectionSet SectionLists::sections_with(std::int64_t lead) {
    return connection_.column<SectionNumber>(
        "SELECT num FROM sections WHERE num > 0 AND EXISTS (SELECT 1 FROM story_articles AS one"
        " CROSS JOIN section_articles AS placed ON placed.section = num AND placed.published = one.published"
        " AND placed.article = one.article WHERE one.lead = ?) ORDER BY num",
        lead);
}

void SectionLists::touch_feed(std::int64_t feed) {
    const auto sections = connection_.column<SectionNumber>(
        "SELECT DISTINCT section FROM feed_sections WHERE feed IN (SELECT other.feed FROM article_sources AS own"
        " JOIN article_sources AS other ON other.article = own.article WHERE own.feed = ?)",
        feed);
    touch(sections);
}

std::vector<std::string> SectionLists::commit(Timestamp now) {
    for (const std::int64_t lead : unsettled_) settle_lead(connection_, lead);
    unsettled_.clear();
    for (const std::int64_t lead : changed_) touch(sections_with(lead));
    changed_.clear();
    std::vector<std::string> changed;
    for (const Change& change : changes_) {
        connection_.run(
            "UPDATE sections SET articles = articles + ?, version = version + 1, changed_at = max(changed_at, ?)"
            " WHERE num = ?",
            change.articles, now, change.section);
        if (change.section <= everything) continue;
        changed.push_back(connection_.value<std::string>("SELECT id FROM sections WHERE num = ?", change.section));
    }
    changes_.clear();
    std::sort(changed.begin(), changed.end());
    return changed;
}

}  // namespace broadsheet::store::sqlite
