#pragma once
// All that grouping wants to know of an article, taken from its words alone. Pure; any thread, so that it may be made
// before its turn comes.

#include "feeds/article.hpp"
#include "feeds/story_terms.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// Hashed sequences of four words, by value. Of a long text only those that end in `level` zero bits, so that two
/// texts are sampled alike.
struct Sketch {
    unsigned level = 0;
    std::vector<std::uint32_t> shingles;
    bool operator==(const Sketch&) const = default;
};

struct ArticleDigest {
    std::string language;  ///< primary subtag; empty: English, or not said
    StoryTerms terms;
    Sketch sketch;
    std::uint64_t title = 0;  ///< of the folded title; 0 when it has fewer than five words
    std::uint64_t text = 0;   ///< of the folded text; 0 when it has fewer than twenty words
};

/// What an article says, as plain text.
struct ArticleWords {
    std::string_view title;
    std::string_view summary;
    std::string_view text;
    std::string_view language;   ///< BCP 47
    std::string_view publisher;  ///< cut off the end of the title, where "… - Publisher" has it
};

[[nodiscard]] ArticleDigest digest_article(const ArticleWords& words);
/// As it came in a document.
[[nodiscard]] ArticleDigest digest_article(const Article& article, const Feed& document);

}  // namespace broadsheet::feeds
