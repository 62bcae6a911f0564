#pragma once
// What a poll asks. No I/O; any thread.

#include "config/config.hpp"
#include "daemon/http/client.hpp"
#include "daemon/polled_feed.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace broadsheet {

/// A request as a feed's [fetch] has it asked: what it may take in time and size, whom it may dial, by which proxy.
[[nodiscard]] http::FetchRequest request_by(const config::Fetch& fetch, bool tls_verify, std::string url);

/// No feed that has validators is fetched whole more often.
inline constexpr std::chrono::days full_pause{1};

/// The request for the next poll of a feed: conditional, but for one a week that mends what validators may have hidden.
[[nodiscard]] http::FetchRequest poll_request(const PolledFeed& feed, feeds::Timestamp now);
[[nodiscard]] bool is_due_in_full(const PolledFeed& feed, feeds::Timestamp now);
/// Is it that one? Spent even if it fails, or is cut off: a server in trouble is not asked for all again and again.
[[nodiscard]] bool spends_full_fetch(const PolledFeed& feed, feeds::Timestamp now);
/// It has validators, but they have misled us, or are of another request than the config makes now: it is asked for all
/// of its document or not at all, the latter until this time. nullopt: that is not so.
[[nodiscard]] std::optional<feeds::Timestamp> next_full_fetch(const PolledFeed& feed, const store::FetchState& state);

/// Of what it is asked with beside its address, by a short hash: an answer to other fields may be another document.
[[nodiscard]] std::string variant_of(const PolledFeed& feed);

}  // namespace broadsheet
