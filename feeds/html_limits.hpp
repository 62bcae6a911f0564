#pragma once
// Whether an HTML parser can be trusted with a text: an HTML5 tree costs the square of what is open at once, in time or
// in memory, and feeds are written by strangers. Pure; any thread.

#include <string_view>

namespace broadsheet::feeds {

/// True for nesting, unclosed formatting (which the standard opens anew in every paragraph, HTML §13.2.4.3) or numbers
/// of attributes that no article has. One pass; errs on the side of true only for what browsers cut off as well.
[[nodiscard]] bool is_too_complex(std::string_view html);

}  // namespace broadsheet::feeds
