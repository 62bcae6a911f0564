#pragma once
// What it means for the articles of a feed that the config gives it other sections.

#include "feeds/rules.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/section_lists.hpp"

#include <cstdint>
#include <vector>

namespace broadsheet::store::sqlite {

struct GainedSection {
    SectionNumber section{};
    feeds::Rules rules;  ///< that let an article of the feed into it
};

struct SectionChange {
    std::vector<GainedSection> gained;
    SectionSet lost;
};

/// Of a feed's first document no more is published where it is older than some days.
inline constexpr std::size_t first_entries = 50;

/// Puts the feed's articles where they belong now. What was kept back of its first document stays so.
[[nodiscard]] Result<void> move_articles(Connection& connection, SectionLists& lists, std::int64_t feed,
                                         const SectionChange& change);

}  // namespace broadsheet::store::sqlite
