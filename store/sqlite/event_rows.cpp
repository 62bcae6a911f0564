#include "store/sqlite/event_rows.hpp"

namespace broadsheet::store::sqlite {

namespace {

constexpr int kept_events = 20;  // of each feed
constexpr std::chrono::days longest_hold{8};

}  // namespace

void write_events(Connection& connection, FeedId feed, const std::vector<Event>& events) {
    if (events.empty()) return;
    for (const Event& event : events) {
        connection.run("INSERT INTO events (feed, time, kind, detail) VALUES (?, ?, ?, ?)", feed, event.time,
                       event.kind, event.detail);
    }
    connection.run(
        "DELETE FROM events WHERE feed = ? AND id <= (SELECT id FROM events WHERE feed = ? ORDER BY id DESC LIMIT 1 "
        "OFFSET "
        "?)",
        feed, feed, kept_events);
}

Result<std::vector<EventRecord>> select_events(Connection& connection, std::uint32_t limit) {
    std::vector<EventRecord> events;
    Query rows = connection.query("SELECT feed, time, kind, detail FROM events ORDER BY id DESC LIMIT ?", limit);
    while (rows.next()) {
        EventRecord& record = events.emplace_back();
        rows.read(record.feed, record.event.time, record.event.kind, record.event.detail);
    }
    if (auto status = connection.status(); !status) return status.error();
    return events;
}

void write_hold(Connection& connection, const HostHold& hold) {
    // One that lasts for longer still is of a clock that was ahead, and gives way.
    connection.run(
        "INSERT INTO host_holds VALUES (?1, ?2) ON CONFLICT DO UPDATE SET until = iif(until > ?3, ?2, max(until, ?2))",
        hold.host, hold.until, hold.until + longest_hold);
}

Result<std::vector<HostHold>> select_holds(Connection& connection, Timestamp now) {
    std::vector<HostHold> holds;
    // One that lasts longer is of a clock that was ahead.
    Query rows =
        connection.query("SELECT host, until FROM host_holds WHERE until > ? AND until <= ?", now, now + longest_hold);
    while (rows.next()) {
        HostHold& hold = holds.emplace_back();
        rows.read(hold.host, hold.until);
    }
    if (auto status = connection.status(); !status) return status.error();
    return holds;
}

Result<void> move_feed(Connection& connection, FeedId feed, const std::string& address, Timestamp now) {
    const auto other = connection.value<std::string>(
        "SELECT coalesce((SELECT url FROM feeds WHERE id <> ?1 AND NOT detached AND retired IS NULL"
        " AND iif(address = '', url, address) = ?2 LIMIT 1), '')",
        feed, address);
    if (!other.empty()) return fail(ErrorCode::conflict, other);
    connection.run("UPDATE feeds SET address = ?, move_to = '', move_since = NULL WHERE id = ?", address, feed);
    if (connection.changes() == 0) {
        if (auto status = connection.status(); !status) return status;
        return fail(ErrorCode::not_found, "no such feed in the store");
    }
    const Event event{now, "moved", "its address has redirected for good; it is now polled at " + address};
    write_events(connection, feed, {event});
    return connection.status();
}

Result<void> save_subscription(Connection& connection, const Subscription& subscription) {
    connection.run("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", subscription.feed,
                   subscription.hub, subscription.topic, subscription.token, subscription.secret, subscription.stage,
                   subscription.lease_until, subscription.next_step, subscription.callback, subscription.error,
                   subscription.is_named);
    return connection.status();
}

Result<std::vector<Subscription>> select_subscriptions(Connection& connection) {
    std::vector<Subscription> subscriptions;
    Query rows = connection.query(
        "SELECT feed, hub, topic, token, secret, stage, lease_until, next_step, callback, error, is_named "
        "FROM subscriptions ORDER BY feed");
    while (rows.next()) {
        Subscription& found = subscriptions.emplace_back();
        rows.read(found.feed, found.hub, found.topic, found.token, found.secret, found.stage, found.lease_until,
                  found.next_step, found.callback, found.error, found.is_named);
    }
    if (auto status = connection.status(); !status) return status.error();
    return subscriptions;
}

}  // namespace broadsheet::store::sqlite
