#pragma once
// The terms of a stream of articles: how rare each is, and which articles have it. One thread.

#include "feeds/list_pool.hpp"
#include "feeds/story_terms.hpp"
#include "feeds/story_vector.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// A story vector as it is kept: hashes of its terms, ascending, with their weights. Means the same in every process.
using StoryWeights = std::vector<std::pair<std::uint64_t, std::uint8_t>>;

/// Rarity is counted over the articles of fourteen days, so that it can be counted again from what is stored.
class StoryIndex {
public:
    /// Length 255; words that are rare in the stream weigh more. The article itself is not counted by this.
    [[nodiscard]] StoryWeights weigh(const StoryTerms& terms) const;

    /// Counts an article of the given day (since 1970) and gives its terms numbers. They are good until the day leaves.
    StoryVector count(const StoryWeights& weights, std::int64_t day);
    /// The same of an article that nothing will be compared with.
    void count_only(const StoryWeights& weights, std::int64_t day);

    /// Forgets days before `day`.
    void forget_days_before(std::int64_t day);

    void post(const StoryVector& vector, std::uint32_t article);
    void unpost(const StoryVector& vector, std::uint32_t article);
    /// All articles for which `gone` is set; no term has any of them for which `terms` is not.
    void unpost(const std::vector<bool>& terms, const std::vector<bool>& gone);

    /// Articles with the term, newest last, each with its weight in the low byte.
    [[nodiscard]] std::span<const std::uint32_t> articles(std::uint32_t term) const {
        return pool_.numbers(terms_[term].articles);
    }
    [[nodiscard]] std::uint64_t hash(std::uint32_t term) const { return terms_[term].hash; }
    [[nodiscard]] std::size_t size() const { return terms_.size(); }

private:
    struct Term {
        std::uint64_t hash = 0;
        std::uint32_t documents = 0;
        ListPool::List articles;
    };

    struct Day {
        std::uint64_t articles = 0;
        std::vector<std::uint32_t> terms;  ///< each with the number of articles, up to 255, in the low byte
        std::size_t merged = 0;            ///< terms when each last stood there as seldom as can be
    };
    Day& begin_article(std::int64_t day);
    std::uint32_t count(Day& day, std::uint64_t hash);
    void add(Day& day, std::uint32_t term) const;
    void merge(Day& day) const;

    boost::unordered_flat_map<std::uint64_t, std::uint32_t> numbers_;
    std::vector<Term> terms_;
    ListPool pool_;
    std::vector<std::uint32_t> free_;
    std::map<std::int64_t, Day> days_;
    std::uint64_t documents_ = 0;
};

}  // namespace broadsheet::feeds
