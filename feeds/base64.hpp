#pragma once
// Base64 (RFC 4648 §4) over libcrypto. Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// With padding, in one line.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Takes the alphabet for URLs (§5) as well, no padding, and passes over whatever else stands in between, as line ends.
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace broadsheet::feeds
