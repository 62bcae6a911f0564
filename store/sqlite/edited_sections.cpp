#include "store/sqlite/edited_sections.hpp"

#include "store/sqlite/entry_rows.hpp"

namespace broadsheet::store::sqlite {

SectionSet EditedSections::of(const IncomingArticle& edited, const ArticleHead& head, const SectionSet& from) {
    const SectionSet wanted = lists_.numbers(edited.sections);
    const SectionSet gained = difference(wanted, from);
    const SectionSet to = gained.empty() ? wanted : difference(wanted, barred(head, gained, from.empty()));
    if (!db_.value<bool>("SELECT 1 FROM article_sources WHERE article = ? AND feed <> ?", head.id, record_.feed))
        return to;
    return both(from, to);
}

/// Those of `gained` that the edit is no reason to bring it to.
SectionSet EditedSections::barred(const ArticleHead& head, const SectionSet& gained, bool stands_nowhere) {
    if (stands_nowhere && came_first(head.id)) return gained;
    if (!record_.sections_for) return {};
    const auto before = read_ruled(db_, head.id);
    if (!before) return gained;
    return common(gained, lists_.numbers(record_.sections_for(*before)));
}

bool EditedSections::came_first(std::int64_t article) {
    if (!first_seen_) first_seen_ = first_document_of(db_, static_cast<std::int64_t>(record_.feed));
    return db_.value<Timestamp>("SELECT first_seen FROM articles WHERE id = ?", article) <= *first_seen_;
}

}  // namespace broadsheet::store::sqlite
