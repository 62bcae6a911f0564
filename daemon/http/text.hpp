#pragma once
// Small questions about ASCII text that the readers of HTTP share.

#include <algorithm>
#include <array>
#include <string_view>

namespace broadsheet::http {

[[nodiscard]] inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

[[nodiscard]] inline bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

using CharacterSet = std::array<bool, 256>;

/// Letters, digits and these.
[[nodiscard]] constexpr CharacterSet characters_of(std::string_view others) {
    CharacterSet set{};
    for (const char c : others) set[static_cast<unsigned char>(c)] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) set[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = set[c - 'a' + 'A'] = true;
    return set;
}

[[nodiscard]] inline bool is_in(const CharacterSet& set, char c) {
    return set[static_cast<unsigned char>(c)];
}

/// A character of a method or a field's name (RFC 9110 §5.6.2).
[[nodiscard]] inline bool is_token(char c) {
    static constexpr auto tokens = characters_of("!#$%&'*+-.^_`|~");
    return is_in(tokens, c);
}

/// Without the blanks and tabs around it (RFC 9110 §5.6.3: OWS).
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace broadsheet::http
