#pragma once
// An online copy of the store.

#include "store/sqlite/connection.hpp"

namespace broadsheet::store::sqlite {

/// As Reader::backup. The copy has its name only when it is complete, on the disk, and has passed its integrity check.
[[nodiscard]] Result<void> backup(Connection& connection, const std::string& file);

}  // namespace broadsheet::store::sqlite
