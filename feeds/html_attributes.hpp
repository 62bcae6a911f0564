#pragma once
// The attributes of HTML and SVG as they may stand in what we write. Seen by the html_*.cpp files only. Pure; any
// thread.

#include "feeds/html_simple.hpp"
#include "feeds/html_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Escapes what ends a text or a quoted attribute.
void append_escaped(std::string& out, std::string_view text);

/// The same for text, in which quotes mean nothing.
void append_text(std::string& out, std::string_view text);

/// Appends an attribute of an HTML element if it may stay, an address resolved against `base`. `budget`: beyond so many
/// bytes of output an address must not grow any more: ten bytes can stand for a base of thousands.
void append_allowed(std::string& out, std::string_view element, HtmlAttribute attribute, std::string_view base,
                    std::size_t budget);

/// A width or a height of a picture that nobody can see.
[[nodiscard]] bool is_tiny(std::string_view value);

void append_svg_attributes(std::string& out, const GumboElement& element);

}  // namespace broadsheet::feeds
