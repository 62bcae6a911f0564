#pragma once
// Feeds that move and feeds that end: what redirects and 410 come to over time. A feed's address changes only after its
// old one has sent us to the same new one for a week, and to something that is the same feed. Pure; any thread.

#include "feeds/article.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// One redirect on the way to an answer.
struct Hop {
    unsigned status = 0;
    std::string from;
    std::string to;
};

/// A permanent redirect that is being watched; or the one that has led to another feed.
struct PendingMove {
    std::string to;                  ///< empty: none
    std::optional<Timestamp> since;  ///< when it was first seen; nullopt: it led to another feed then
    /// What is known has been mixed with what another feed says: no redirect can be judged by it any more.
    [[nodiscard]] bool is_astray() const { return !to.empty() && !since; }
    bool operator==(const PendingMove&) const = default;
};

/// Where the leading permanent redirects (301, 308) of a chain lead; empty when the first is not one. Never from https
/// to http.
[[nodiscard]] std::string permanent_target(const std::vector<Hop>& chain);

/// The move that is under way after a good answer whose redirects led to `target` (empty: none). What has gone astray
/// stays so.
[[nodiscard]] PendingMove watch_move(const PendingMove& before, std::string_view target, Timestamp now);

/// The same once its first answer is stored. `shared`: that had entries which were known; `added`: it had others. Later
/// answers prove nothing, for what the first one brought is known by then.
[[nodiscard]] PendingMove judge_first_sight(PendingMove move, bool shared, bool added);

/// May the feed be polled at `move.to` from now on? `same_feed`: what answered there shares entries with what is known.
[[nodiscard]] bool may_move(const PendingMove& move, std::string_view from, bool same_feed, Timestamp now);

/// Has a feed whose server said 410 for the first time at `since` ended, now that it says so again?
[[nodiscard]] bool has_ended(Timestamp since, Timestamp now);

}  // namespace broadsheet::feeds
