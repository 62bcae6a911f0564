#pragma once
// Letters of ASCII without their case, and nothing else's: what keywords, hosts and names of HTML and HTTP are compared
// by, whatever the locale.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

[[nodiscard]] constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = lower(c);
    return result;
}

}  // namespace broadsheet::feeds
