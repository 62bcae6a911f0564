#pragma once
// Which feeds a web page offers. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct OfferedFeed {
    std::string url;    ///< absolute, without a fragment
    std::string title;  ///< as the page calls it; may be empty
    std::string type;   ///< media type, as the page says; empty: it only looks like a feed's address
    bool operator==(const OfferedFeed&) const = default;
};

/// What the page links to as its feeds (<link rel="alternate">, in order), else what its anchors point to that looks
/// like one; never the page itself. `content_type`: the whole field; `url`: of the page.
[[nodiscard]] std::vector<OfferedFeed> offered_feeds(std::string_view html, std::string_view content_type,
                                                     std::string_view url);

/// Addresses where sites commonly have a feed that no page of theirs speaks of: worth a try when somebody asks, never
/// by ourselves.
[[nodiscard]] std::vector<std::string> usual_feed_addresses(std::string_view url);

}  // namespace broadsheet::feeds
