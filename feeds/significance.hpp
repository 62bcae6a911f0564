#pragma once
// What of a changed article is news to somebody who has read it. Pure; any thread.

#include "feeds/article.hpp"

namespace broadsheet::feeds {

/// Whether the headline or a tenth of the text says something else. Numbers in the text do not count: they are mostly
/// counters and times of day.
[[nodiscard]] bool is_significant_change(const Article& before, const Article& after);

/// Whether two headlines have half of their words in common.
[[nodiscard]] bool are_near(const std::string& title, const std::string& other);

}  // namespace broadsheet::feeds
