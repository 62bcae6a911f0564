#pragma once
// Changes to stories that were asked for while another process writes, and what has become of them.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::store::sqlite {

/// Gives its number.
[[nodiscard]] std::int64_t write_order(Connection& connection, const StoryOrder& order, Timestamp now);

[[nodiscard]] bool has_orders(Connection& connection);
/// Not carried out yet, with their numbers.
[[nodiscard]] std::vector<std::pair<std::int64_t, StoryOrder>> waiting_orders(Connection& connection);

/// `outcome`: empty, or why it could not be done. Forgets those of former days.
void write_outcome(Connection& connection, std::int64_t number, const std::string& outcome, Timestamp now);
/// nullopt: not carried out yet.
[[nodiscard]] std::optional<std::string> order_outcome(Connection& connection, std::int64_t number);

}  // namespace broadsheet::store::sqlite
