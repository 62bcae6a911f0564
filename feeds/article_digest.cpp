#include "feeds/article_digest.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t shingle_words = 4;
constexpr std::size_t title_words = 5;
constexpr std::size_t exact_words = 20;
constexpr std::size_t most_title_words = 64;
constexpr std::size_t most_text_words = 2'000;

/// How many zero bits keep the sketch of so many words small.
unsigned sampling_level(std::size_t words) {
    if (words < 50) return 0;
    if (words < 100) return 1;
    if (words < 300) return 2;
    if (words < 600) return 3;
    return words < 1'200 ? 4 : 5;
}

using WordHashes = std::vector<std::uint64_t>;

std::uint64_t hash_of(const WordHashes& words) {
    std::uint64_t hash = words.size();
    for (const std::uint64_t word : words) hash = mix_hash(hash * 0x9e3779b97f4a7c15ULL ^ word);
    return hash == 0 ? 1 : hash;
}

Sketch sketch_of(const WordHashes& hashes) {
    Sketch sketch;
    sketch.level = sampling_level(hashes.size());
    const std::uint64_t mask = (1ULL << sketch.level) - 1;
    sketch.shingles.reserve(hashes.size() >> sketch.level);
    for (std::size_t first = 0; first + shingle_words <= hashes.size(); ++first) {
        std::uint64_t hash = 0;
        for (std::size_t i = first; i < first + shingle_words; ++i) hash = hash * 0x9e3779b97f4a7c15ULL + hashes[i];
        hash = mix_hash(hash);
        if ((hash & mask) == 0) sketch.shingles.push_back(static_cast<std::uint32_t>(hash));
    }
    auto& shingles = sketch.shingles;
    std::sort(shingles.begin(), shingles.end());
    shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
    shingles.shrink_to_fit();
    return sketch;
}

/// "Quake hits city - Reuters" of Reuters → "Quake hits city".
WordHashes title_without_publisher(const ArticleWords& words) {
    auto title = word_hashes(words.title, most_title_words);
    const auto dash =
        std::max(words.title.rfind(" - ") + 1, std::max(words.title.rfind(" | ") + 1, words.title.rfind(" – ") + 1));
    if (dash == 0 || words.publisher.empty()) return title;
    const auto last = word_hashes(words.title.substr(dash), most_title_words);
    const auto name = word_hashes(words.publisher, most_title_words);
    if (last.size() < title.size() && last == name) title.resize(title.size() - last.size());
    return title;
}

std::string primary_subtag(std::string_view tag) {
    auto primary = lower(tag.substr(0, tag.find_first_of("-_")));
    return primary == "en" || primary.size() < 2 || primary.size() > 3 ? std::string() : primary;
}

}  // namespace

ArticleDigest digest_article(const ArticleWords& words) {
    ArticleDigest digest;
    digest.language = primary_subtag(words.language);
    const auto title = title_without_publisher(words);
    const bool summarised = read_words(words.summary, 1, [](const FoldedWord&) {}) > 0;
    digest.terms =
        story_terms(words.title, title.size(), summarised ? words.summary : words.text, term_language(words.language));
    auto body = word_hashes(words.text, most_text_words);
    if (body.empty()) body = word_hashes(words.summary, most_text_words);
    digest.sketch = sketch_of(body);
    if (title.size() >= title_words) digest.title = hash_of(title);
    if (body.size() >= exact_words) digest.text = hash_of(body);
    return digest;
}

ArticleDigest digest_article(const Article& article, const Feed& document) {
    const auto& known = article.content_text.empty() ? article.content_plain : article.content_text;
    const auto made = known.empty() ? html_to_text(article.content_html) : std::string();
    const auto& language = article.language.empty() ? document.language : article.language;
    return digest_article({article.title, article.summary, known.empty() ? made : known, language, document.title});
}

}  // namespace broadsheet::feeds
