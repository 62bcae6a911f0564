#include "feeds/significance.hpp"

#include "feeds/html.hpp"
#include "feeds/story_words.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t most_words = 5'000;
constexpr std::size_t sequence = 4;
constexpr std::size_t tenth = 10;

bool is_number(std::string_view word) {
    return word.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::uint64_t> words_of(std::string_view text, bool numbers) {
    std::vector<std::uint64_t> hashes;
    read_words(text, most_words, [&](const FoldedWord& word) {
        if (numbers || !is_number(word.text)) hashes.push_back(word.hash);
    });
    return hashes;
}

std::vector<std::uint64_t> body_of(const Article& article) {
    if (!article.content_html.empty()) return words_of(html_to_text(article.content_html), false);
    return words_of(article.content_text.empty() ? article.summary : article.content_text, false);
}

/// Sequences of four words, or the words themselves where there are fewer.
std::vector<std::uint64_t> sequences_of(const std::vector<std::uint64_t>& words) {
    std::vector<std::uint64_t> hashes;
    for (std::size_t first = 0; first + sequence <= words.size(); ++first) {
        std::uint64_t hash = 0;
        for (std::size_t i = first; i < first + sequence; ++i) hash = mix_hash(hash ^ words[i]) + i - first;
        hashes.push_back(hash);
    }
    if (hashes.empty()) hashes = words;
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    return hashes;
}

std::size_t new_in(const std::vector<std::uint64_t>& after, const std::vector<std::uint64_t>& before) {
    std::vector<std::uint64_t> fresh;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(fresh));
    return fresh.size();
}

}  // namespace

bool is_significant_change(const Article& before, const Article& after) {
    if (words_of(before.title, true) != words_of(after.title, true)) return true;
    const auto old_text = sequences_of(body_of(before));
    const auto new_text = sequences_of(body_of(after));
    const std::size_t fresh = new_in(new_text, old_text);
    const std::size_t gone = new_in(old_text, new_text);
    return fresh * tenth > new_text.size() || gone * tenth > old_text.size();
}

bool are_near(const std::string& title, const std::string& other) {
    auto one = words_of(title, true);
    auto two = words_of(other, true);
    std::sort(one.begin(), one.end());
    std::sort(two.begin(), two.end());
    std::vector<std::uint64_t> both;
    std::set_intersection(one.begin(), one.end(), two.begin(), two.end(), std::back_inserter(both));
    return !both.empty() && both.size() * 2 >= std::max(one.size(), two.size());
}

}  // namespace broadsheet::feeds
