#pragma once
// The little mathematics of scores, in integers: the same bits on every machine, compiler and order of work.
// A number "in Q16" is counted in 1/65536. Pure; any thread.

#include <array>
#include <bit>
#include <cstdint>

namespace broadsheet::feeds {

constexpr std::int64_t q16_one = 1 << 16;

/// Thousandths as Q16.
[[nodiscard]] constexpr std::int64_t q16(std::int64_t thousandths) {
    return (thousandths * q16_one + 500) / 1000;
}

/// Logarithm to base 2 in Q16, by squaring the mantissa bit by bit. `x` is at least 1.
[[nodiscard]] constexpr std::int64_t log2_q16(std::uint64_t x) {
    const int whole = 63 - std::countl_zero(x);
    std::uint64_t mantissa = whole > 31 ? x >> (whole - 31) : x << (31 - whole);
    std::int64_t result = whole;
    for (int bit = 0; bit < 16; ++bit) {
        mantissa = (mantissa * mantissa) >> 31;
        const bool over = mantissa >> 32 != 0;
        if (over) mantissa >>= 1;
        result = result * 2 + (over ? 1 : 0);
    }
    return result;
}

/// The largest integer whose square is not above `x`.
[[nodiscard]] constexpr std::uint64_t integer_root(std::uint64_t x) {
    std::uint64_t root = 0;
    std::uint64_t bit = x == 0 ? 0 : 1ULL << ((63 - std::countl_zero(x)) & ~1);
    for (; bit != 0; bit >>= 2) {
        const bool fits = x >= root + bit;
        if (fits) x -= root + bit;
        root = (root >> 1) + (fits ? bit : 0);
    }
    return root;
}

/// exp(−gap² / 2σ²) in Q16 with σ = 36 h: how much two things have to do with each other that are `gap` seconds apart.
/// One step an hour.
[[nodiscard]] constexpr std::int64_t time_kernel(std::int64_t gap) {
    // exp(−k²c) is exp(−(k−1)²c) · exp(−(2k−1)c), and so is each ratio the one before times exp(−2c), c = 1/2592.
    constexpr auto table = [] {
        std::array<std::int64_t, 168> values{};
        std::uint64_t value = 1ULL << 32;
        std::uint64_t ratio = 4'293'310'607;           // exp(−c) in 1/2^32
        constexpr std::uint64_t step = 4'291'654'556;  // exp(−2c)
        for (auto& entry : values) {
            entry = static_cast<std::int64_t>((value + (1U << 15)) >> 16);
            value = (value * ratio) >> 32;
            ratio = (ratio * step) >> 32;
        }
        return values;
    }();
    const auto hours = static_cast<std::uint64_t>(((gap < 0 ? -gap : gap) + 1800) / 3600);
    return hours < table.size() ? table[hours] : 0;
}

}  // namespace broadsheet::feeds
