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
    std::vector<Entry> entries_;
    std::int64_t square_ = 0;
};

[[nodiscard]] std::int64_t dot(const StoryVector& a, const StoryVector& b);

/// A cosine in Q16 of a dot product and the two squares.
[[nodiscard]] std::int64_t cosine_q16(std::int64_t dot, std::int64_t square_a, std::int64_t square_b);

}  // namespace broadsheet::feeds
