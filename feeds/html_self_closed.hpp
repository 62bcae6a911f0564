#pragma once
// Elements that writers of XML close in their start tag, as in "<iframe src='x'/>": to an HTML parser such a tag is an
// open one, and what follows is its inside. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// The same with an end tag for each of those elements that would swallow the rest of the text; nullopt where there is
/// none.
[[nodiscard]] std::optional<std::string> with_end_tags(std::string_view html);

}  // namespace broadsheet::feeds
