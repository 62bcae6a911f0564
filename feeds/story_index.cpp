#include "feeds/story_index.hpp"

#include "feeds/fixed_point.hpp"
#include "feeds/place_in.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

// As if so many articles without any of our terms had come before: the first hour of a stream says nothing of rarity.
constexpr std::uint64_t prior_documents = 1'000;

/// log2_q16 of the numbers that nearly all terms need.
std::int64_t log2_of(std::uint64_t x) {
    static constexpr auto table = [] {
        std::array<std::int32_t, 1'024> values{};
        for (std::size_t i = 1; i < values.size(); ++i) values[i] = static_cast<std::int32_t>(log2_q16(i));
        return values;
    }();
    return x < table.size() ? table[x] : log2_q16(x);
}

/// (1 + ln tf) in Q16, or tf itself below one; `half_words` is tf in halves.
std::int64_t frequency_weight(std::uint32_t half_words) {
    constexpr std::int64_t ln_2 = 45'426;  // in Q16
    if (half_words < 2) return q16_one / 2 * half_words;
    return q16_one + ((log2_of(half_words) - q16_one) * ln_2 >> 16);
}

}  // namespace

StoryWeights StoryIndex::weigh(const StoryTerms& terms) const {
    const std::int64_t all = log2_q16(documents_ + 1 + prior_documents + 1);
    std::vector<std::int64_t> exact;
    exact.reserve(terms.size());
    std::uint64_t square = 0;
    for (const auto& term : terms) {
        const auto found = numbers_.find(term.hash);
        const std::uint64_t documents = found == numbers_.end() ? 0 : terms_[found->second].documents;
        const std::int64_t rarity = std::max<std::int64_t>(0, all - log2_of(documents + 2));
        exact.push_back(frequency_weight(term.frequency) * rarity >> 16);
        square += static_cast<std::uint64_t>(exact.back() * exact.back());
    }
    const auto length = static_cast<std::int64_t>(integer_root(square));
    StoryWeights weights;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const std::int64_t weight = length == 0 ? 0 : (exact[i] * 255 + length / 2) / length;
        if (weight > 0)
            weights.emplace_back(terms[i].hash, static_cast<std::uint8_t>(std::min<std::int64_t>(weight, 255)));
    }
    return weights;
}

StoryVector StoryIndex::count(const StoryWeights& weights, std::int64_t day) {
    StoryVector vector;
    vector.reserve(weights.size());
    Day& counted = begin_article(day);
    for (const auto& [hash, weight] : weights) vector.push_back(packed_term(count(counted, hash), weight));
    std::sort(vector.begin(), vector.end());
    return vector;
}

void StoryIndex::count_only(const StoryWeights& weights, std::int64_t day) {
    Day& counted = begin_article(day);
    for (const auto& [hash, weight] : weights) count(counted, hash);
}

StoryIndex::Day& StoryIndex::begin_article(std::int64_t day) {
    Day& counted = days_[day];
    ++counted.articles;
    ++documents_;
    return counted;
}

/// Gives the number of the term.
std::uint32_t StoryIndex::count(Day& day, std::uint64_t hash) {
    const auto [entry, added] = numbers_.try_emplace(hash, 0U);
    if (added) entry->second = place_in(terms_, free_);
    Term& term = terms_[entry->second];
    term.hash = hash;
    ++term.documents;
    add(day, entry->second);
    return entry->second;
}

/// A busy day has the same terms again and again.
void StoryIndex::add(Day& day, std::uint32_t term) const {
    constexpr std::size_t least_merged = 1'024;
    day.terms.push_back(packed_term(term, 1));
    if (day.terms.size() >= 2 * day.merged + least_merged) merge(day);
}

void StoryIndex::merge(Day& day) const {
    std::vector<std::uint32_t> last(terms_.size());  // by term: one after where it stood last among those kept
    std::uint32_t kept = 0;
    for (const std::uint32_t packed : day.terms) {
        std::uint32_t& place = last[term_of(packed)];
        if (place != 0 && weight_of(day.terms[place - 1]) + weight_of(packed) <= 255) {
            day.terms[place - 1] += weight_of(packed);
        } else {
            day.terms[kept] = packed;
            place = ++kept;
        }
    }
    day.terms.resize(kept);
    day.merged = kept;
}

void StoryIndex::forget_days_before(std::int64_t day) {
    for (; !days_.empty() && days_.begin()->first < day; days_.erase(days_.begin())) {
        const Day& left = days_.begin()->second;
        documents_ -= left.articles;
        for (const std::uint32_t packed : left.terms) {
            Term& term = terms_[term_of(packed)];
            term.documents -= weight_of(packed);
            if (term.documents > 0) continue;
            numbers_.erase(term.hash);
            term = {};
            free_.push_back(term_of(packed));
        }
    }
}

void StoryIndex::post(const StoryVector& vector, std::uint32_t article) {
    for (const std::uint32_t packed : vector)
        pool_.push(terms_[term_of(packed)].articles, article << 8 | weight_of(packed));
}

void StoryIndex::unpost(const StoryVector& vector, std::uint32_t article) {
    const auto is_it = [article](std::uint32_t entry) { return entry >> 8 == article; };
    for (const std::uint32_t packed : vector) pool_.erase(terms_[term_of(packed)].articles, is_it);
}

void StoryIndex::unpost(const std::vector<bool>& terms, const std::vector<bool>& gone) {
    const auto is_gone = [&gone](std::uint32_t entry) { return gone[entry >> 8]; };
    for (std::size_t term = 0; term < terms.size(); ++term)
        if (terms[term]) pool_.erase_all(terms_[term].articles, is_gone);
}

}  // namespace broadsheet::feeds
