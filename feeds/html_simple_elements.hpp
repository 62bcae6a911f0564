#pragma once
// The elements that HTML needs no parser for (feeds/html_simple.hpp), by how they may stand inside each other. Pure;
// any thread.

#include <cstdint>
#include <string_view>

namespace broadsheet::feeds {

enum class Shape : std::uint8_t {
    phrase,   ///< among text
    anchor,   ///< the same, but never inside its own kind
    block,    ///< ends a paragraph that is open
    heading,  ///< the same, and never inside its own kind
    list,
    item,  ///< directly in a list only
    pre,
    empty,        ///< without content
    empty_block,  ///< the same, ends a paragraph
};

struct SimpleElement {
    std::string_view name;
    Shape shape;
};

/// By its name in lower case; nullptr for an element that is not simple.
[[nodiscard]] const SimpleElement* find_simple_element(std::string_view name);

}  // namespace broadsheet::feeds
