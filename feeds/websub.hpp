#pragma once
// WebSub (W3C Recommendation of 2018-01-23) as a subscriber sees it: what is offered, what is asked, what is believed.
// Pure; any thread.

#include "feeds/article.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// Where a feed's news can be had as it comes.
struct HubOffer {
    std::vector<std::string> hubs;  ///< each will do, those of https first; empty: nowhere
    std::string topic;              ///< rel="self": what to subscribe to
    bool operator==(const HubOffer&) const = default;
};

/// What the Link fields of an answer and its document offer, the fields first (WebSub §4). `link`: all fields, joined
/// with ", "; `url`: that answered.
[[nodiscard]] HubOffer hub_offer(std::string_view link, const Feed& document, std::string_view url);

/// No lease is taken to be longer.
inline constexpr std::chrono::seconds longest_lease = std::chrono::days(90);

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// application/x-www-form-urlencoded.
[[nodiscard]] std::string form_body(const FormFields& fields);

/// What a subscription request says (§5.1).
[[nodiscard]] FormFields subscription_request(std::string_view topic, std::string_view callback,
                                              std::string_view secret);

/// That it is to end.
[[nodiscard]] FormFields unsubscription_request(std::string_view topic, std::string_view callback);

/// When to ask for a new lease, at 50 to 80 % of the one granted. `jitter` is in [0, 1).
[[nodiscard]] Timestamp renewal_time(Timestamp granted, std::chrono::seconds lease, double jitter);

/// The lease a hub says it grants, 90 days at most; ten days where it says nothing sensible.
[[nodiscard]] std::chrono::seconds granted_lease(std::string_view lease_seconds);

/// Is `field` (X-Hub-Signature, "METHOD=HEX") the body's, by that secret (§7.1)? Takes as long for a wrong one as for a
/// right one. sha1, sha256, sha384 and sha512.
[[nodiscard]] bool is_signed(std::string_view field, std::string_view secret, std::string_view body);

}  // namespace broadsheet::feeds
