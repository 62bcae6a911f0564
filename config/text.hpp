#pragma once
// What text may stand in a config at all. Pure.

#include <string>
#include <string_view>

namespace broadsheet::config {

/// What is wrong with valid UTF-8: control characters, bidirectional controls that show a text as another than it is,
/// more than 16 KiB. `may_be_long` lets line breaks and tabs in. Reads on after "NAME ": empty when nothing is.
[[nodiscard]] std::string text_fault(std::string_view text, bool may_be_long);

/// Where keys are dotted deeper than any config can mean, the line of it; else 0. The parser follows them with its
/// stack.
[[nodiscard]] std::size_t line_of_too_deep_key(std::string_view toml);

}  // namespace broadsheet::config
