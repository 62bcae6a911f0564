#pragma once
// What we have with the hubs of feeds (WebSub), as subcommands say it: never the callback or its secret. Main thread.

#include "store/records.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace broadsheet::cli {

/// Of `all`, which are by feed. nullptr: none was ever asked for.
[[nodiscard]] const store::Subscription* subscription_of(const std::vector<store::Subscription>& all,
                                                         store::FeedId feed);

/// "https://hub.example/, confirmed until TIME; it brings the news, and polls only check on it"
[[nodiscard]] std::string subscription_text(const store::Subscription& subscription, const store::FetchState& state,
                                            store::Timestamp now);

/// {"hub","topic","state","error","lease_until","next_step","trusted_until"}; null for nullptr. `state`: asked, active,
/// expired, denied, left (by us); while a hub is trusted, polls only check on it.
[[nodiscard]] boost::json::value subscription_json(const store::Subscription* subscription,
                                                   const store::FetchState& state, store::Timestamp now);

}  // namespace broadsheet::cli
