#pragma once
// The worker pool's share of a poll: from the bytes of a document to articles with fingerprints and sections. Pure; any
// thread.

#include "daemon/http/client.hpp"
#include "daemon/polled_feed.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet {

/// What a document came to.
struct Digest {
    std::string body_hash;
    bool same_body = false;           ///< as the last one that was stored: nothing was read
    Error error;                      ///< when there is neither a feed nor the same body
    std::string offered;              ///< likewise: the address of a feed that the page offers; empty: none
    std::optional<feeds::Feed> feed;  ///< its articles are in `articles`
    feeds::PostingRate posting;
    std::size_t expected = 0;  ///< entries that can be new, as their dates tell
    std::vector<store::IncomingArticle> articles;
    std::function<std::vector<std::string>(const feeds::Article&)> sections_for;  ///< that gave them theirs
};

/// `complete`: the document is the whole feed, not a difference (RFC 3229). Does not read the feed's own destinations.
[[nodiscard]] Digest digest(const http::FetchResponse& response, const PolledFeed& feed,
                            std::shared_ptr<const std::vector<Destination>> destinations, bool complete,
                            feeds::Timestamp now);

}  // namespace broadsheet
