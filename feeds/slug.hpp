#pragma once
// Titles as part of an address. Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// At most 64 of a-z, 0-9 and single '-' inside, transliterated from any script; empty where nothing of it is left.
[[nodiscard]] std::string slug(std::string_view text);

}  // namespace broadsheet::feeds
