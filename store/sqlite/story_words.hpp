#pragma once
// What grouping must keep of an article, as rows of story_words.

#include "feeds/grouping.hpp"
#include "feeds/story_names.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>

namespace broadsheet::store::sqlite {

void write_words(Connection& connection, const feeds::GroupedArticle& article);

/// What is kept of an article's words; nothing of a copy, and of an article that is too old.
[[nodiscard]] feeds::NamedArticle named_article(Connection& connection, std::int64_t article);

/// Fills an empty Grouping with all that is kept, as it stands now.
void restore_grouping(Connection& connection, feeds::Grouping& grouping);

/// Takes away what is older than grouping looks back.
void forget_old_words(Connection& connection);
/// Takes away what leads to stories of which nothing is left.
void forget_old_aliases(Connection& connection);

}  // namespace broadsheet::store::sqlite
