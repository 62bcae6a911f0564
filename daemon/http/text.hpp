#pragma once
// Small questions about ASCII text that the readers of HTTP share.

#include "feeds/ascii.hpp"

#include <algorithm>
#include <string_view>

namespace broadsheet::http {

using feeds::characters_of;
using feeds::CharacterSet;
using feeds::equals_ignoring_case;
using feeds::is_control;
using feeds::is_digit;
using feeds::is_hex;
using feeds::is_in;
using feeds::trim;

[[nodiscard]] inline bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// A character of a method or a field's name (RFC 9110 §5.6.2).
[[nodiscard]] inline bool is_token(char c) {
    static constexpr auto tokens = characters_of("!#$%&'*+-.^_`|~");
    return is_in(tokens, c);
}

}  // namespace broadsheet::http
