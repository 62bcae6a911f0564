#pragma once
// Titles, which are one line and may speak of HTML. Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

constexpr std::size_t longest_title = 4UL * 1024;

/// HTML in which tags that do nothing are words: "The <img> element" has no picture in it, and "<meta charset>" nothing
/// that was meant for a parser.
[[nodiscard]] std::string with_tags_as_words(std::string_view html);

/// Each line break and tab as one blank, at most longest_title bytes.
[[nodiscard]] std::string on_one_line(std::string text);

}  // namespace broadsheet::feeds
