#pragma once
// What retention no longer keeps, out of the tables. Runs inside the caller's transaction, which undoes it if it fails.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

namespace broadsheet::store::sqlite {

/// As Writer::prune.
[[nodiscard]] Result<PruneReport> prune(Connection& connection, const Retention& retention, std::uint32_t limit,
                                        Timestamp now);

}  // namespace broadsheet::store::sqlite
