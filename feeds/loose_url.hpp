#pragma once
// References as people and programs write them: with blanks, backslashes, letters of all alphabets and what RFC 3986
// does not allow otherwise. Pure; any thread.

#include "feeds/ascii.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// No reference that is longer makes sense.
inline constexpr std::size_t longest_url = 64UL * 1024;

/// The reference in a form that RFC 3986 knows; empty when there is none.
[[nodiscard]] std::string tidy_reference(std::string_view reference);

/// Length of a scheme and its colon at the start; 0: there is none.
[[nodiscard]] std::size_t scheme_length(std::string_view url);

/// A port as a URL may have it, none included.
[[nodiscard]] bool is_port(std::string_view text);

}  // namespace broadsheet::feeds
