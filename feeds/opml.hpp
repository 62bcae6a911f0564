#pragma once
// Subscription lists (OPML 1.0, 1.1 and 2.0), in and out. Pure; any thread.

#include "feeds/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// One subscription of a list.
struct OpmlFeed {
    std::string title;
    std::string feed_url;
    std::string home_page_url;
    std::string description;
    std::string language;
    std::vector<std::string> folders;  ///< outermost first; empty at the top level
};

struct OpmlList {
    std::string title;
    std::vector<OpmlFeed> feeds;        ///< in document order
    std::vector<std::string> warnings;  ///< one a skipped line: what and why
};

/// Errors: invalid (no OPML; the detail says what it is instead), too_large (a limit).
[[nodiscard]] Result<OpmlList> read_opml(std::string_view bytes);

/// OPML 2.0, folders as nested outlines. The same list gives the same bytes.
[[nodiscard]] std::string render_opml(const OpmlList& list);

}  // namespace broadsheet::feeds
