#pragma once
// What one poll brought, into the tables. Runs inside the caller's transaction, which undoes it if it fails.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/story_placing.hpp"

namespace broadsheet::store::sqlite {

/// As Writer::record_fetch.
[[nodiscard]] Result<IngestReport> ingest(Connection& connection, StoryPlacing& stories, const FetchRecord& record);

}  // namespace broadsheet::store::sqlite
