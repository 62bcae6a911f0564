#pragma once
// What a poll asks. No I/O; any thread.

#include "config/config.hpp"
#include "daemon/http/client.hpp"
#include "daemon/polled_feed.hpp"

#include <string>

namespace broadsheet {

/// A request as a feed's [fetch] has it asked: what it may take in time and size, whom it may dial, by which proxy.
[[nodiscard]] http::FetchRequest request_by(const config::Fetch& fetch, bool tls_verify, std::string url);

/// The request for the next poll of a feed: conditional, but for one a week that mends what validators may have hidden.
[[nodiscard]] http::FetchRequest poll_request(const PolledFeed& feed, feeds::Timestamp now);
[[nodiscard]] bool is_due_in_full(const PolledFeed& feed, feeds::Timestamp now);
/// Are there validators, or were there that led to nonsense, so that the feed had to wait for a whole document?
[[nodiscard]] bool has_had_validators(const PolledFeed& feed);
/// Is it that one? Spent even if it fails, or is cut off: a server in trouble is not asked for all again and again.
[[nodiscard]] bool spends_full_fetch(const PolledFeed& feed, feeds::Timestamp now);

/// Of what it is asked with beside its address, by a short hash: an answer to other fields may be another document.
[[nodiscard]] std::string variant_of(const PolledFeed& feed);

}  // namespace broadsheet
