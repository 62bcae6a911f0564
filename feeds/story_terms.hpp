#pragma once
// What an article is about: the content words of title and text with their weights before rarity counts. Pure; any
// thread.

#include "feeds/story_words.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct StoryTerm {
    std::uint64_t hash = 0;       ///< word_hash(text)
    std::uint32_t frequency = 0;  ///< in half words: a word of the title counts 4, one of the text 1
    std::string text;             ///< as it reads after stemming
    bool operator==(const StoryTerm&) const = default;
};

/// Stop words and the light stemmer are English and serve English alone.
enum class TermLanguage { english, other };

/// English where the BCP 47 tag says so or says nothing.
[[nodiscard]] TermLanguage term_language(std::string_view tag);

/// So many words of a text say what it is about.
constexpr std::size_t story_lead_words = 60;

/// Terms of an article, each once, by hash. The words come from folded_words; of `body` only story_lead_words count.
[[nodiscard]] std::vector<StoryTerm> story_terms(const std::vector<FoldedWord>& title,
                                                 const std::vector<FoldedWord>& body, TermLanguage language);

/// Cuts the endings -s, -ing, -ed, -ly and -e off a folded English word.
[[nodiscard]] std::string stem(std::string word);

}  // namespace broadsheet::feeds
