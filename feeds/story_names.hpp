#pragma once
// Whom and what a headline names. Pure; any thread.

#include "feeds/story_terms.hpp"
#include "feeds/story_vector.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// Terms of the words that a headline capitalises although no sentence begins with them, by hash. None where it
/// capitalises most of its words, as many a publisher does: then it cannot be told.
[[nodiscard]] std::vector<std::uint64_t> title_names(std::string_view title, TermLanguage language);

/// An article as it is compared with the one that would speak for it.
struct NamedArticle {
    std::vector<std::uint64_t> names;                           ///< title_names()
    std::vector<std::pair<std::uint64_t, std::uint8_t>> words;  ///< its story weights, by hash
};

/// Whether readers may see the two as one entry: they have words in common, and it is not so that each headline names
/// what the other article never mentions, as "Earthquake hits Chile" and "Earthquake hits Japan" do.
[[nodiscard]] bool may_be_one_entry(const NamedArticle& a, const NamedArticle& b);

}  // namespace broadsheet::feeds
