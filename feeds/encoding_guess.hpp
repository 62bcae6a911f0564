#pragma once
// The encoding of bytes that do not say it. Pure; any thread.

#include "feeds/encoding_labels.hpp"

#include <string_view>

namespace broadsheet::feeds {

/// The most probable legacy encoding of `bytes`, which are no UTF-8. Never null.
[[nodiscard]] const Encoding* guess_encoding(std::string_view bytes);

/// UTF-16 or UTF-32 in either order, told by where the zero bytes of the markup stand; null when it is neither.
[[nodiscard]] const Encoding* guess_wide_encoding(std::string_view bytes);

}  // namespace broadsheet::feeds
