#pragma once
// What may stay of an inline SVG drawing: shapes and their looks, no script, no animation, no reference to elsewhere.
// Pure; any thread.

#include <string_view>

namespace broadsheet::feeds {

/// By the element's name as SVG spells it.
[[nodiscard]] bool is_svg_element(std::string_view name);

/// An element that holds text and nothing else: HTML inside it would be read by other rules than the rest.
[[nodiscard]] bool is_svg_text_element(std::string_view name);

[[nodiscard]] bool is_svg_attribute(std::string_view name, std::string_view value);

}  // namespace broadsheet::feeds
