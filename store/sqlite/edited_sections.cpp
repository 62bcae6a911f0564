#include "store/sqlite/edited_sections.hpp"

#include "store/json.hpp"

#include <algorithm>
#include <iterator>

namespace broadsheet::store::sqlite {

namespace {

/// What rules look at. False: it cannot be read.
bool read_ruled(Connection& connection, std::int64_t id, feeds::Article& article) {
    Query rows = connection.query(
        "SELECT url, title, summary, details, content_html, content_text FROM articles WHERE id = ?", id);
    if (!rows.next()) return false;
    std::string details;
    rows.read(article.url, article.title, article.summary, details, article.content_html, article.content_text);
    return details_from_json(details, article).has_value();
}

}  // namespace

SectionSet EditedSections::of(const IncomingArticle& edited, const ArticleHead& head, const SectionSet& from) {
    const SectionSet wanted = lists_.numbers(edited.sections);
    SectionSet gained;
    std::set_difference(wanted.begin(), wanted.end(), from.begin(), from.end(), std::back_inserter(gained));
    SectionSet to = wanted;
    if (!gained.empty()) {
        const SectionSet out = barred(head, gained, from.empty());
        to.clear();
        std::set_difference(wanted.begin(), wanted.end(), out.begin(), out.end(), std::back_inserter(to));
    }
    if (!db_.value<bool>("SELECT 1 FROM article_sources WHERE article = ? AND feed <> ?", head.id, record_.feed))
        return to;
    SectionSet both;
    std::set_union(from.begin(), from.end(), to.begin(), to.end(), std::back_inserter(both));
    return both;
}

/// Those of `gained` that the edit is no reason to bring it to.
SectionSet EditedSections::barred(const ArticleHead& head, const SectionSet& gained, bool stands_nowhere) {
    if (stands_nowhere && came_first(head.id)) return gained;
    if (!record_.sections_for) return {};
    feeds::Article before;
    if (!read_ruled(db_, head.id, before)) return gained;
    const SectionSet met = lists_.numbers(record_.sections_for(before));
    SectionSet out;
    std::set_intersection(gained.begin(), gained.end(), met.begin(), met.end(), std::back_inserter(out));
    return out;
}

bool EditedSections::came_first(std::int64_t article) {
    if (!first_seen_)
        first_seen_ = db_.value<Timestamp>("SELECT min(first_seen) FROM article_sources WHERE feed = ?", record_.feed);
    return db_.value<Timestamp>("SELECT first_seen FROM articles WHERE id = ?", article) <= *first_seen_;
}

}  // namespace broadsheet::store::sqlite
