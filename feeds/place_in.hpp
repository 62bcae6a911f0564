#pragma once
// Things that go by small numbers, whose places are used again when they are gone.

#include <cstdint>
#include <vector>

namespace broadsheet::feeds {

/// The number of a free place in `all`, as it was left, or of a new one at its end.
template <class Things>
[[nodiscard]] std::uint32_t place_in(Things& all, std::vector<std::uint32_t>& free) {
    if (free.empty()) {
        all.emplace_back();
        return static_cast<std::uint32_t>(all.size() - 1);
    }
    const std::uint32_t number = free.back();
    free.pop_back();
    return number;
}

}  // namespace broadsheet::feeds
