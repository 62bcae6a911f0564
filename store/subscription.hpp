#pragma once
// What hubs have agreed to: plain data.

#include "feeds/article.hpp"
#include "store/ids.hpp"

#include <optional>
#include <string>

namespace broadsheet::store {

using feeds::Timestamp;

/// What we have with a hub for a feed (WebSub).
struct Subscription {
    enum class Stage { asked, active, denied, left };  ///< left: by us
    FeedId feed{};
    std::string hub;
    std::string topic;
    std::string token;     ///< last part of the callback's address: known to the hub alone
    std::string callback;  ///< the whole address, as the hub was last told; empty: never
    std::string secret;    ///< that signs what it delivers
    Stage stage = Stage::asked;
    std::optional<Timestamp> lease_until;  ///< of the last lease that was verified
    Timestamp next_step;                   ///< when to ask for a lease, again or for the first time
    std::string error;     ///< why the hub has granted nothing, one sentence for an admin; empty: it may yet
    bool is_named = true;  ///< this hub or others, by the feed's last document; else the lease runs out
};

}  // namespace broadsheet::store
