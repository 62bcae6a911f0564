#pragma once
// The elements that HTML needs no parser for (feeds/html_simple.hpp), by how they may stand inside each other. Pure;
// any thread.

#include <cstdint>
#include <string_view>

namespace broadsheet::feeds {

enum class Shape : std::uint8_t {
    phrase,  ///< among text
    anchor,  ///< the same, but never inside its own kind
    paragraph,
    block,    ///< ends a paragraph that is open
    heading,  ///< the same, and never inside its own kind
    list,
    item,  ///< ends an item of its list that is open
    pre,
    empty,        ///< without content
    empty_block,  ///< the same, ends a paragraph
    raw,          ///< holds no markup and does not stay
};

struct SimpleElement {
    std::string_view name;
    Shape shape;
    bool is_description = false;  ///< of items: <dt> and <dd> as against <li>
};

/// Stands on lines of its own.
[[nodiscard]] constexpr bool is_block(Shape shape) {
    switch (shape) {
        case Shape::paragraph:
        case Shape::block:
        case Shape::heading:
        case Shape::list:
        case Shape::item:
        case Shape::pre:
        case Shape::empty_block: return true;
        default: return false;
    }
}

/// By its name in lower case; nullptr for an element that is not simple.
[[nodiscard]] const SimpleElement* find_simple_element(std::string_view name);

}  // namespace broadsheet::feeds
