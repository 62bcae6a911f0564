#pragma once
// What hubs bring, as it is kept until its articles are stored: plain data.

#include "feeds/article.hpp"
#include "store/ids.hpp"

#include <cstddef>
#include <string>

namespace broadsheet::store {

using feeds::Timestamp;

/// A document that a hub has brought for a feed (WebSub), as it came.
struct Push {
    Push() = default;
    FeedId feed{};
    Timestamp lease_until;  ///< of the subscription that it came by
    std::string url;        ///< the topic of that
    std::string content_type;
    std::string content_encoding;  ///< of the body; empty: none
    std::string body;
};

/// One that is kept, without what it says.
struct KeptPush {
    PushId id{};
    FeedId feed{};
    std::size_t size = 0;  ///< of its body, bytes
    bool coded = false;    ///< it may become larger than that
};

}  // namespace broadsheet::store
