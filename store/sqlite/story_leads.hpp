#pragma once
// Articles that readers see as one entry: which of them each section shows.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/section_lists.hpp"
#include "store/sqlite/story_words.hpp"

#include <cstdint>

namespace broadsheet::store::sqlite {

/// The lead of an article; 0: it was never placed.
[[nodiscard]] std::int64_t lead_of(Connection& connection, std::int64_t article);

/// The lead that an article gets by how it was placed. `fresh`: what story_words has of it, where that is at hand.
[[nodiscard]] std::int64_t lead_for(Connection& connection, StoryMode mode, const feeds::Placement& placement,
                                    const FreshArticle* fresh = nullptr);

/// The lead that a story which has joined another takes on.
[[nodiscard]] std::int64_t lead_for(Connection& connection, StoryMode mode, const feeds::StoryJoin& join);

/// In each section the earliest article of a lead is shown, the others are hidden.
void settle_lead(Connection& connection, std::int64_t lead);

/// The same after one article has come from the lead `former` to the lead `lead`, at a cost that does not grow with
/// the articles of either.
void settle_moved(Connection& connection, std::int64_t article, Timestamp published, std::int64_t former,
                  std::int64_t lead);

/// It is hidden there no more, as it stands there no more or is the first that does.
void show(Connection& connection, std::int64_t section, std::int64_t article);

/// The same for an article that is new, and in these sections.
void settle_new(Connection& connection, std::int64_t article, std::int64_t lead, const SectionSet& sections);

[[nodiscard]] StoryMode story_mode(Connection& connection);

/// Sets the mode; leads follow when it is another than before, and every section counts as changed.
void set_story_mode(Connection& connection, StoryMode mode, Timestamp now);

}  // namespace broadsheet::store::sqlite
