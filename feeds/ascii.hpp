#pragma once
// Characters of ASCII, whatever the locale: letters without their case, by which keywords, hosts and names of HTML and
// HTTP are compared, and white space.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

[[nodiscard]] constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// White space of XML 1.0 §2.3.
[[nodiscard]] constexpr bool is_xml_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = lower(c);
    return result;
}

[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool is_alpha(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/// The tab and the ends of lines among them.
[[nodiscard]] constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

[[nodiscard]] constexpr bool is_hex(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// -1: no digit.
[[nodiscard]] constexpr int hex_value(char c) {
    if (!is_hex(c)) return -1;
    return is_digit(c) ? c - '0' : lower(c) - 'a' + 10;
}

/// Two digits, in lower case.
inline void append_hex(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += {digits[byte >> 4], digits[byte & 15]};
}

/// Is this a percent sign that two hex digits follow (RFC 3986 §2.1)?
[[nodiscard]] constexpr bool begins_escape(std::string_view text, std::size_t at) {
    return at + 2 < text.size() && text[at] == '%' && is_hex(text[at + 1]) && is_hex(text[at + 2]);
}

/// RFC 3986 §2.1.
inline void append_percent_encoded(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
}

[[nodiscard]] inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

/// Letters, digits and these.
using CharacterSet = std::array<bool, 256>;
[[nodiscard]] constexpr CharacterSet characters_of(std::string_view others) {
    CharacterSet set{};
    for (const char c : others) set[static_cast<unsigned char>(c)] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) set[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = set[c - 'a' + 'A'] = true;
    return set;
}

[[nodiscard]] constexpr bool is_in(const CharacterSet& set, char c) {
    return set[static_cast<unsigned char>(c)];
}

/// Without the blanks and tabs around it (RFC 9110 §5.6.3: OWS).
[[nodiscard]] constexpr std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

[[nodiscard]] inline bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace broadsheet::feeds
