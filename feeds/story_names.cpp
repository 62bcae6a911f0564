#include "feeds/story_names.hpp"

#include "feeds/fixed_point.hpp"

#include <algorithm>
#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t most_words = 64;
constexpr std::size_t long_word = 4;  // letters: shorter ones stay small in every style
constexpr std::int64_t least_likeness = q16(100);

bool ends_sentence(std::string_view word) {
    return word.find_last_of(".:!?|") == word.size() - 1;
}

bool mentions(const NamedArticle& article, const std::vector<std::uint64_t>& names) {
    return std::any_of(names.begin(), names.end(), [&](std::uint64_t name) {
        const auto found = std::lower_bound(article.words.begin(), article.words.end(), name,
                                            [](const auto& word, std::uint64_t hash) { return word.first < hash; });
        return found != article.words.end() && found->first == name;
    });
}

std::int64_t product(const NamedArticle& a, const NamedArticle& b) {
    std::int64_t sum = 0;
    auto other = b.words.begin();
    for (const auto& [hash, weight] : a.words) {
        while (other != b.words.end() && other->first < hash) ++other;
        if (other != b.words.end() && other->first == hash) sum += std::int64_t{weight} * other->second;
    }
    return sum;
}

}  // namespace

std::vector<std::uint64_t> title_names(std::string_view title, TermLanguage language) {
    std::string capitals;
    std::size_t large = 0;
    std::size_t small = 0;
    bool begins = true;
    while (!title.empty()) {
        const auto word = title.substr(0, title.find(' '));
        title.remove_prefix(std::min(title.size(), word.size() + 1));
        if (word.empty()) continue;
        if (is_capitalised(word)) {
            if (!begins) capitals.append(word).append(" ");
            large += begins ? 0 : 1;
        } else if (word.size() >= long_word) {
            ++small;
        }
        begins = ends_sentence(word);
    }
    std::vector<std::uint64_t> names;
    if (large > small) return names;
    for (const auto& term : story_terms(capitals, most_words, {}, language)) names.push_back(term.hash);
    return names;
}

bool may_be_one_entry(const NamedArticle& a, const NamedArticle& b) {
    if (a.words.empty() || b.words.empty()) return true;
    if ((product(a, b) << 16) < least_likeness * unit_square) return false;
    return a.names.empty() || b.names.empty() || mentions(b, a.names) || mentions(a, b.names);
}

}  // namespace broadsheet::feeds
