#pragma once
// What may stay of a style attribute: looks of a text and its box, nothing that fetches, covers the page or runs.
// Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// The declarations that are on the list, one form for each ("color: red; width: 50%"); empty when none is. Anything
/// that two CSS parsers could read differently (escapes, comments, functions other than colours) takes its declaration
/// along.
[[nodiscard]] std::string allowed_style(std::string_view style);

}  // namespace broadsheet::feeds
