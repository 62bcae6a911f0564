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

/// What a poll asks for.
enum class FetchKind {
    conditional,  ///< for what is new, by the validators that are known
    first,        ///< for all of the document, as none are known
    full,         ///< for all of it in spite of them, once a week, to mend what they may have hidden. Spent even if it
                  ///< fails, or is cut off: a server in trouble is not asked for all again and again.
};
[[nodiscard]] FetchKind next_fetch_kind(const PolledFeed& feed, feeds::Timestamp now);

/// The request for the next poll of a feed.
[[nodiscard]] http::FetchRequest poll_request(const PolledFeed& feed, FetchKind kind);
/// It has validators, but they have misled us, or are of another request than the config makes now: it is asked for all
/// of its document or not at all, the latter until this time. nullopt: that is not so.
[[nodiscard]] std::optional<feeds::Timestamp> next_full_fetch(const PolledFeed& feed, const store::FetchState& state);

/// Of what it is asked with beside its address, by a short hash: an answer to other fields may be another document.
[[nodiscard]] std::string variant_of(const PolledFeed& feed);

}  // namespace broadsheet
