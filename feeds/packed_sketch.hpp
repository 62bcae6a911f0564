#pragma once
// A sketch as it is kept: with its level and its size in one piece of memory.

#include "feeds/article_digest.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

namespace broadsheet::feeds {

/// A sketch somewhere else.
struct SketchView {
    unsigned level = 0;
    std::span<const std::uint32_t> shingles;

    SketchView(unsigned its_level, std::span<const std::uint32_t> its_shingles)
        : level(its_level), shingles(its_shingles) {}
    SketchView(const Sketch& sketch) : level(sketch.level), shingles(sketch.shingles) {}
};

class PackedSketch {
public:
    PackedSketch() = default;
    explicit PackedSketch(SketchView sketch)
        : words_(std::make_unique_for_overwrite<std::uint32_t[]>(1 + sketch.shingles.size())) {
        words_[0] = static_cast<std::uint32_t>(sketch.shingles.size()) << level_bits | sketch.level;
        std::copy(sketch.shingles.begin(), sketch.shingles.end(), &words_[1]);
    }

    [[nodiscard]] SketchView view() const {
        if (!words_) return {0, {}};
        return {words_[0] & ((1U << level_bits) - 1), {&words_[1], words_[0] >> level_bits}};
    }
    [[nodiscard]] std::uint32_t shingle(std::size_t place) const { return words_[1 + place]; }

private:
    static constexpr unsigned level_bits = 6;

    std::unique_ptr<std::uint32_t[]> words_;  // the level with the size above it, the shingles
};

}  // namespace broadsheet::feeds
