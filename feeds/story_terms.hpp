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
    std::uint64_t hash = 0;       ///< word_hash() of how it reads
    std::uint32_t frequency = 0;  ///< in half words: a word of the title counts 4, one of the text 1
    std::uint32_t begin = 0;      ///< of its letters
    std::uint32_t size = 0;
    bool operator==(const StoryTerm&) const = default;
};

/// Each term once, by hash.
class StoryTerms {
public:
    StoryTerms() = default;
    StoryTerms(std::vector<StoryTerm> terms, std::string letters);

    [[nodiscard]] auto begin() const { return terms_.begin(); }
    [[nodiscard]] auto end() const { return terms_.end(); }
    [[nodiscard]] std::size_t size() const { return terms_.size(); }
    [[nodiscard]] bool empty() const { return terms_.empty(); }
    [[nodiscard]] const StoryTerm& operator[](std::size_t index) const { return terms_[index]; }

    /// As it reads after stemming.
    [[nodiscard]] std::string_view text(const StoryTerm& term) const {
        return std::string_view(letters_).substr(term.begin, term.size);
    }
    /// The term of that hash; null where there is none.
    [[nodiscard]] const StoryTerm* find(std::uint64_t hash) const;

    bool operator==(const StoryTerms&) const = default;

private:
    std::vector<StoryTerm> terms_;
    std::string letters_;  // of all of them: most are too short to be worth memory of their own
};

/// Stop words and the light stemmer are English and serve English alone.
enum class TermLanguage { english, other };

/// English where the BCP 47 tag says so or says nothing.
[[nodiscard]] TermLanguage term_language(std::string_view tag);

/// So many words of a text say what it is about.
constexpr std::size_t story_lead_words = 60;

/// Terms of an article: of the first `title_words` of its title, and of the first story_lead_words of its text.
[[nodiscard]] StoryTerms story_terms(std::string_view title, std::size_t title_words, std::string_view text,
                                     TermLanguage language);

/// Cuts the endings -s, -ing, -ed, -ly and -e off a folded English word.
void stem(std::string& word);

}  // namespace broadsheet::feeds
