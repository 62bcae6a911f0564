#pragma once
// The config's sections and feeds, into the tables. Runs inside the caller's transaction, which undoes it if it fails.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

namespace broadsheet::store::sqlite {

/// As Writer::sync_config, but for the stories.
[[nodiscard]] Result<void> sync(Connection& connection, const std::vector<SectionSpec>& sections,
                                const std::vector<FeedSpec>& feeds, Timestamp now);

}  // namespace broadsheet::store::sqlite
