#pragma once
// Rows of what stands beside a feed's state: events, servers that want to be left alone, subscriptions.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

namespace broadsheet::store::sqlite {

/// Adds them, and forgets all but the latest of the feed.
void write_events(Connection& connection, FeedId feed, const std::vector<Event>& events);
[[nodiscard]] Result<std::vector<EventRecord>> select_events(Connection& connection, std::uint32_t limit);

/// The later of it and what is known of the host already.
void write_hold(Connection& connection, const HostHold& hold);
[[nodiscard]] Result<std::vector<HostHold>> select_holds(Connection& connection, Timestamp now);

[[nodiscard]] Result<void> move_feed(Connection& connection, FeedId feed, const std::string& address, Timestamp now);

[[nodiscard]] Result<void> save_subscription(Connection& connection, const Subscription& subscription);
[[nodiscard]] Result<std::vector<Subscription>> select_subscriptions(Connection& connection);

}  // namespace broadsheet::store::sqlite
