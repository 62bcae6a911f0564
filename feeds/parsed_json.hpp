#pragma once
// Feed → the JSON Feed 1.1 document that `broadsheet parse` prints, what JSON Feed lacks under "_broadsheet".
// Pure; any thread.

#include "feeds/article.hpp"

#include <string>

namespace broadsheet::feeds {

/// One line of JSON without a line break at the end. The same feed gives the same bytes.
[[nodiscard]] std::string parsed_json(const Feed& feed);

}  // namespace broadsheet::feeds
