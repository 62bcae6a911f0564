#pragma once
// Content codings of answers, taken off as the bytes come in, under a limit of size and one of ratio. Not thread-safe.

#include "feeds/result.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace broadsheet::http {

/// What we can take off, as it stands in Accept-Encoding.
inline constexpr std::string_view accepted_codings = "gzip, deflate, br, zstd";

inline constexpr std::size_t all_at_once = std::numeric_limits<std::size_t>::max();

/// One body being decoded.
class Decoder {
public:
    virtual ~Decoder() = default;
    /// Decodes a further piece and appends what comes of it, until `out` has come to `limit` bytes or a little more:
    /// how many of the bytes that took. Where it has, the rest, which may be none, is to be added under a higher limit.
    /// Errors: invalid (not of this coding), too_large.
    [[nodiscard]] virtual Result<std::size_t> add(std::string_view bytes, std::string& out, std::size_t limit) = 0;
    /// After the last piece. invalid: the coded stream was cut short.
    [[nodiscard]] virtual Result<void> end() = 0;
};

/// A decoder for a Content-Encoding field ("" and "identity" too). unsupported: an unknown coding, or more than one.
/// A body may grow to `max_size` bytes, and past its first megabyte to a hundred times what came over the wire.
[[nodiscard]] Result<std::unique_ptr<Decoder>> make_decoder(std::string_view content_encoding, std::uint64_t max_size);

/// A whole body at once. Errors: those of make_decoder() and Decoder.
[[nodiscard]] Result<std::string> decoded(std::string_view content_encoding, std::string_view bytes,
                                          std::uint64_t max_size);

}  // namespace broadsheet::http
