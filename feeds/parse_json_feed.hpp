#pragma once
// JSON Feed 1.0 and 1.1. Pure; any thread.

#include "feeds/parse.hpp"
#include "feeds/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// What had to be repaired before the document was JSON.
struct JsonRepairs {
    std::vector<std::string> faults;
    bool cut_short = false;
};

/// Errors: invalid (no JSON, or JSON that is no feed), too_large (more than `max_heap` bytes of values).
[[nodiscard]] Result<JsonRepairs> parse_json_feed(std::string_view text, std::size_t max_heap, std::size_t max_entries,
                                                  ParsedFeed& feed);

}  // namespace broadsheet::feeds
