#pragma once
// What grouping must keep of an article, as rows of story_words.

#include "feeds/grouping.hpp"
#include "feeds/story_names.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <string>

namespace broadsheet::store::sqlite {

/// An article just placed, whose rows need not be read.
struct FreshArticle {
    const feeds::GroupedArticle& kept;
    const std::string& title;
};

void write_words(Connection& connection, const feeds::GroupedArticle& article);

/// What is kept of an article's words; nothing of a copy, and of an article that is too old.
[[nodiscard]] feeds::NamedArticle named_article(Connection& connection, std::int64_t article);
/// The same of one that is at hand.
[[nodiscard]] feeds::NamedArticle named_article(const FreshArticle& article);

/// Fills an empty Grouping with all that is kept, as it stands now.
void restore_grouping(Connection& connection, feeds::Grouping& grouping);

/// Takes away what is older than grouping looks back.
void forget_old_words(Connection& connection);
/// Takes away what leads to stories of which nothing is left.
void forget_old_aliases(Connection& connection);

}  // namespace broadsheet::store::sqlite
