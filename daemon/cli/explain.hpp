#pragma once
// Why the entries of a feed are in its sections, or not. Main thread.

#include "daemon/polled_feed.hpp"
#include "feeds/result.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::cli {

/// A feed with the rules of its sections.
struct ExplainedFeed {
    store::FeedId id{};
    std::string url;
    std::vector<Destination> destinations;
};

/// What was decided of an entry for one section.
struct Decision {
    std::string section;
    bool in = false;
    std::string reason;  ///< empty: in it, and nothing spoke against that
};

struct ExplainedEntry {
    std::int64_t article = 0;
    std::string title;
    std::string url;
    std::optional<std::int64_t> copy_of;  ///< an article that another feed brought first
    std::string copy_of_feed;
    std::vector<Decision> decisions;  ///< one for each section of the feed
};

/// What the feed listed last, newest first. Errors: those of Reader.
[[nodiscard]] Result<std::vector<ExplainedEntry>> explain(store::Reader& reader, const ExplainedFeed& feed);

}  // namespace broadsheet::cli
