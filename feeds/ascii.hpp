#pragma once
// Characters of ASCII, whatever the locale: letters without their case, by which keywords, hosts and names of HTML and
// HTTP are compared, and white space.

#include <algorithm>
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

[[nodiscard]] inline bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace broadsheet::feeds
