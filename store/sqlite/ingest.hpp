#pragma once
// What one poll brought, into the tables. Runs inside the caller's transaction, which undoes it if it fails.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

namespace broadsheet::store::sqlite {

/// As Writer::record_fetch.
[[nodiscard]] Result<IngestReport> ingest(Connection& connection, const FetchRecord& record);

}  // namespace broadsheet::store::sqlite
