#pragma once
// A feed as the poller keeps it. Plain data.

#include "config/config.hpp"
#include "feeds/fingerprint.hpp"
#include "feeds/rules.hpp"
#include "feeds/schedule.hpp"
#include "feeds/url.hpp"
#include "store/records.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet {

[[nodiscard]] inline bool goes_on_elsewhere(const store::FetchState& state) {
    return state.schedule_reason == store::Standing::discovered;
}

/// The next poll, as bounds have chosen it; nullopt: they have not.
[[nodiscard]] inline std::optional<feeds::NextPoll> next_by_bounds(const store::FetchState& state) {
    const auto bound = state.schedule_reason.bound();
    if (!state.next_poll || !bound) return std::nullopt;
    return feeds::NextPoll{*state.next_poll, *bound, state.bounds};
}

inline void take_schedule(store::FetchState& state, feeds::NextPoll next) {
    state.next_poll = next.when;
    state.schedule_reason = next.reason;
    state.bounds = std::move(next.bounds);
}

[[nodiscard]] inline bool gave_way(const store::FetchState& state) {
    return state.retired && state.schedule_reason == store::Standing::duplicate;
}

[[nodiscard]] inline bool is_unasked(const store::FetchState& state) {
    return state.schedule_reason == store::Standing::lacks_secret;
}

/// What polls end with that nobody has answered, not even with what is no answer.
inline constexpr std::array unanswered{ErrorCode::unreachable, ErrorCode::not_found, ErrorCode::timeout};
[[nodiscard]] inline bool is_unanswered(ErrorCode code) {
    return std::ranges::find(unanswered, code) != unanswered.end();
}

/// Has nobody answered the last poll?
[[nodiscard]] inline bool was_unanswered(const store::FetchState& state) {
    const auto is_fault = [&state](ErrorCode code) { return state.error_class == to_string(code); };
    return state.status == 0 && std::ranges::any_of(unanswered, is_fault);
}

/// nullopt: it will not be polled, or nobody knows when.
[[nodiscard]] inline std::optional<store::Timestamp> next_poll_of(const store::FeedRecord& feed) {
    return feed.detached || feed.state.retired || is_unasked(feed.state) ? std::nullopt : feed.state.next_poll;
}

/// Could it not be polled, and is that held against nobody?
[[nodiscard]] inline bool is_excused(const store::FetchState& state) {
    return state.status == 0 && state.error_count == 0 && !state.error.empty() && !is_unasked(state);
}

/// Is it polled, and in vain?
[[nodiscard]] inline bool is_failing(const store::FetchState& state) {
    return state.error_count > 0 && !state.retired;
}

/// So it is: our own connection was down.
[[nodiscard]] inline bool met_outage(const store::FetchState& state) {
    return is_excused(state) && was_unanswered(state);
}

/// So many failures in a row, some days of them, and a page is read for what it offers now.
inline constexpr unsigned patience_with_offers = 8;

/// A section and the rules that let an article of a feed into it.
struct Destination {
    std::string section;
    feeds::Rules rules;
};

/// Its config, made ready once, and its state.
struct PolledFeed {
    store::FeedId id{};
    std::string url;  ///< as configured, in ASCII
    config::Fetch fetch;
    std::vector<std::pair<std::string, std::string>> request_fields;  ///< secrets among them: never logged
    std::string variant;  ///< what tells these fields from others, and nothing else of them; empty: there are none
    std::string lacks;    ///< which secret of these fields is missing, and why; empty: none
    bool tls_verify = true;
    feeds::IdentityRule identity = feeds::IdentityRule::automatic;
    bool ignore_dates = false;
    /// A reload replaces them also while the feed is being polled: another thread keeps hold of those that it reads.
    std::shared_ptr<const std::vector<Destination>> destinations;
    store::FetchState state;

    [[nodiscard]] feeds::PollPolicy policy() const { return {fetch.interval, fetch.min_interval, fetch.max_interval}; }

    /// What lies between two polls at least, whatever has become of the first.
    [[nodiscard]] std::chrono::seconds shortest_wait() const { return std::max(fetch.interval, fetch.min_interval); }

    /// Has the clock been set back since the last poll, and by more than what was to lie between it and the next?
    [[nodiscard]] bool is_out_of_time(feeds::Timestamp now) const {
        return state.next_poll && state.last_poll && *state.next_poll - now > 2 * (*state.next_poll - *state.last_poll);
    }

    /// Of the poll that is to follow its last one.
    [[nodiscard]] store::FeedSchedule schedule(feeds::NextPoll next) const {
        return {id, std::move(next), state.last_poll};
    }

    /// Where it is asked for.
    [[nodiscard]] const std::string& address() const { return state.address.empty() ? url : state.address; }

    /// Of one whose config names by now where it has moved to.
    void forget_own_address() {
        if (state.address == url) state.address.clear();
    }

    /// The server that is asked first.
    [[nodiscard]] std::string asked_host() const { return feeds::authority_of(address()); }

    /// Whose patience its polls are a matter of: the server that answered last, behind redirects, or else the one that
    /// is asked.
    [[nodiscard]] std::string host() const {
        return feeds::authority_of(state.validators.url.empty() ? address() : state.validators.url);
    }
};

}  // namespace broadsheet
