#pragma once
// Sixteen bytes looked at together, by what GCC and Clang call vectors: comparing a block gives a mask of all ones or
// all zeros for each of its bytes. Pure; any thread.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace broadsheet::feeds {

using ByteBlock = std::uint8_t __attribute__((vector_size(16)));
using ByteMask = std::int8_t __attribute__((vector_size(16)));
constexpr std::size_t block_bytes = sizeof(ByteBlock);

/// Reads `block_bytes` from `text`.
[[nodiscard]] inline ByteBlock load_block(const char* text) {
    ByteBlock bytes;
    std::memcpy(&bytes, text, block_bytes);
    return bytes;
}

/// How many bytes there are before the first that the mask marks; `block_bytes`: it marks none.
[[nodiscard]] inline std::size_t bytes_before(ByteMask mask) {
    static_assert(std::endian::native == std::endian::little);
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &mask, block_bytes);
    const int bits = halves[0] != 0 ? std::countr_zero(halves[0]) : 64 + std::countr_zero(halves[1]);
    return static_cast<std::size_t>(bits) / 8;
}

}  // namespace broadsheet::feeds
