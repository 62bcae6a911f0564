#pragma once
// Numbers of things in sentences for people.

#include <concepts>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// "1 entry", "2 entries", "0 entries".
[[nodiscard]] std::string counted(std::integral auto number, std::string_view one, std::string_view many) {
    return std::to_string(number).append(" ").append(number == 1 ? one : many);
}

/// "1 feed", "2 feeds".
[[nodiscard]] std::string counted(std::integral auto number, std::string_view one) {
    return counted(number, one, std::string(one) + "s");
}

}  // namespace broadsheet::feeds
