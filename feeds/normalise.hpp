#pragma once
// ParsedFeed → Feed: what a document said becomes what it means. URLs are resolved and judged, dates read, markup made
// safe, texts told from HTML, sizes clamped, gaps filled from what stands nearby. Never fails. Pure; any thread.

#include "feeds/article.hpp"
#include "feeds/parse.hpp"
#include "feeds/read.hpp"

namespace broadsheet::feeds {

/// Of the context what says how.
[[nodiscard]] Feed normalise(ParsedFeed parsed, const DocumentContext& context);

}  // namespace broadsheet::feeds
