#pragma once
// The attributes of HTML and SVG as they may stand in what we write. Seen by the html_*.cpp files only. Pure; any
// thread.

#include "feeds/html_simple.hpp"
#include "feeds/html_tree.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Escapes what ends a text or a quoted attribute.
void append_escaped(std::string& out, std::string_view text);

/// The same for text, in which quotes mean nothing.
void append_text(std::string& out, std::string_view text);

/// What the addresses of a fragment start from.
struct Addresses {
    std::string_view base;
    std::string_view page;  ///< of those that name a place in the fragment's own page; empty: base
    /// Beyond so many bytes of output an address must not grow any more: ten bytes can stand for a base of thousands.
    std::size_t budget = 0;
};

/// Appends the attributes of an HTML element that may stay, addresses resolved. A picture that a script would load
/// later is taken from where that script finds it: true when it was.
bool append_attributes(std::string& out, std::string_view element, std::span<const HtmlAttribute> attributes,
                       const Addresses& addresses);

/// A width or a height of a picture that nobody can see.
[[nodiscard]] bool is_tiny(std::string_view value);

void append_svg_attributes(std::string& out, const GumboElement& element);

}  // namespace broadsheet::feeds
