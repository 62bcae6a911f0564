#include "store/sqlite/story_orders.hpp"

namespace broadsheet::store::sqlite {

namespace {

constexpr std::chrono::days kept{1};

}  // namespace

std::int64_t write_order(Connection& connection, const StoryOrder& order, Timestamp now) {
    connection.run("INSERT INTO story_orders (kind, story, other, time) VALUES (?, ?, ?, ?)", order.kind, order.story,
                   order.other, now);
    return connection.last_id();
}

bool has_orders(Connection& connection) {
    return connection.value<bool>("SELECT 1 FROM story_orders WHERE outcome IS NULL LIMIT 1");
}

std::vector<std::pair<std::int64_t, StoryOrder>> waiting_orders(Connection& connection) {
    std::vector<std::pair<std::int64_t, StoryOrder>> orders;
    Query rows = connection.query("SELECT id, kind, story, other FROM story_orders WHERE outcome IS NULL ORDER BY id");
    while (rows.next()) {
        auto& [number, order] = orders.emplace_back();
        rows.read(number, order.kind, order.story, order.other);
    }
    return orders;
}

void write_outcome(Connection& connection, std::int64_t number, const std::string& outcome, Timestamp now) {
    connection.run("UPDATE story_orders SET outcome = ? WHERE id = ?", outcome, number);
    connection.run("DELETE FROM story_orders WHERE outcome IS NOT NULL AND time < ?", now - kept);
}

std::optional<std::string> order_outcome(Connection& connection, std::int64_t number) {
    return connection.value<std::optional<std::string>>("SELECT outcome FROM story_orders WHERE id = ?", number);
}

}  // namespace broadsheet::store::sqlite
