#pragma once
// Where an edit may bring an article. What retention has taken out of a section, or a first document was too old for,
// does not come back as its feed corrects a comma.

#include "store/records.hpp"
#include "store/sqlite/article_rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/section_lists.hpp"

#include <optional>

namespace broadsheet::store::sqlite {

class EditedSections {
public:
    EditedSections(Connection& connection, const FetchRecord& record, SectionLists& lists)
        : db_(connection), record_(record), lists_(lists) {}

    /// The sections for an article that stands in those of `from`, while the words before the edit are still stored. It
    /// leaves those that want it no more, unless another feed brings it too; it comes to those that its old words
    /// failed. One that came with the feed's first document and stands nowhere comes to none.
    [[nodiscard]] SectionSet of(const IncomingArticle& edited, const ArticleHead& head, const SectionSet& from);

private:
    [[nodiscard]] SectionSet barred(const ArticleHead& head, const SectionSet& gained, bool stands_nowhere);
    [[nodiscard]] bool came_first(std::int64_t article);

    Connection& db_;
    const FetchRecord& record_;
    SectionLists& lists_;
    std::optional<Timestamp> first_seen_;  ///< of the feed's entries
};

}  // namespace broadsheet::store::sqlite
