#pragma once
// Stories as readers of the store get them.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <vector>

namespace broadsheet::store::sqlite {

/// As Reader::story.
[[nodiscard]] Result<StoryRecord> select_story(Connection& connection, std::int64_t id);

/// Makes each article the entry it stands for: the sources of all articles of its section with the same lead, and the
/// words of the one that speaks for them. Its id, uid, published and first_seen stay its own. Section 0: all.
[[nodiscard]] Result<void> tell_stories(Connection& connection, std::int64_t section,
                                        std::vector<ArticleRecord>& articles);

}  // namespace broadsheet::store::sqlite
