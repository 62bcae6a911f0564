#pragma once
// What an article is about as numbers: terms with weights of eight bits, so that every sum is exact. Pure.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace broadsheet::feeds {

/// Terms of one article in ascending order, each with its weight, 1 to 255, in the low byte. The length of the whole is
/// 255, give or take rounding.
using StoryVector = std::vector<std::uint32_t>;

constexpr std::int64_t unit_square = 255 * 255;

[[nodiscard]] constexpr std::uint32_t packed_term(std::uint32_t term, std::uint32_t weight) {
    return term << 8 | weight;
}
[[nodiscard]] constexpr std::uint32_t term_of(std::uint32_t packed) {
    return packed >> 8;
}
[[nodiscard]] constexpr std::uint32_t weight_of(std::uint32_t packed) {
    return packed & 0xff;
}

/// The sum of many story vectors, from which one may be taken again. Terms in ascending order.
class StorySum {
public:
    struct Entry {
        std::uint32_t term;
        std::uint32_t weight;
    };

    void add(const StoryVector& vector);
    void subtract(const StoryVector& vector);
    void add(const StorySum& other);

    [[nodiscard]] std::int64_t dot(const StoryVector& vector) const;
    [[nodiscard]] std::int64_t dot(const StorySum& other) const;
    [[nodiscard]] std::size_t common_terms(const StoryVector& vector) const;
    [[nodiscard]] std::int64_t square() const { return square_; }
    [[nodiscard]] std::uint32_t weight(std::uint32_t term) const;  ///< 0: none
    [[nodiscard]] std::size_t bytes() const { return entries_.capacity() * sizeof(Entry); }

private:
    void insert(const std::vector<Entry>& fresh);

    std::vector<Entry> entries_;
    std::int64_t square_ = 0;
};

/// One story vector laid out by term, for its products with many others: no searching, no branches.
class SpreadVector {
public:
    /// `terms`: how many there are; every term of any vector is less.
    void set(const StoryVector& vector, std::size_t terms);
    [[nodiscard]] std::int64_t dot(const StoryVector& other) const;

private:
    StoryVector vector_;
    std::vector<std::uint8_t> weights_;  // by term: zeros but for vector_
};

/// A cosine in Q16 of a dot product and the two squares.
[[nodiscard]] std::int64_t cosine_q16(std::int64_t dot, std::int64_t square_a, std::int64_t square_b);

}  // namespace broadsheet::feeds
