#pragma once
// The attributes of HTML and SVG as they may stand in what we write. Seen by the html_*.cpp files only. Pure; any
// thread.

#include "feeds/html_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Escapes what ends a text or a quoted attribute.
void append_escaped(std::string& out, std::string_view text);

/// Appends those attributes of an HTML element that may stay, addresses resolved against `base`. `budget`: beyond so
/// many bytes of output an address must not grow any more: ten bytes can stand for a base of thousands.
void append_attributes(std::string& out, const GumboElement& element, std::string_view name, std::string_view base,
                       std::size_t budget);

void append_svg_attributes(std::string& out, const GumboElement& element);

}  // namespace broadsheet::feeds
