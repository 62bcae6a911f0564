#pragma once
// Feed → the JSON Feed 1.1 document that `broadsheet parse` prints, what JSON Feed lacks under "_broadsheet".
// Pure; any thread.

#include "feeds/article.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// One line of JSON without a line break at the end, handed to `write` piece by piece. The same feed gives the same
/// bytes.
void write_parsed_json(const Feed& feed, const std::function<void(std::string_view)>& write);
[[nodiscard]] std::string parsed_json(const Feed& feed);

}  // namespace broadsheet::feeds
