#pragma once
// Is the store what it should be?

#include "store/sqlite/connection.hpp"

#include <string>
#include <vector>

namespace broadsheet::store::sqlite {

/// As Reader::verify.
[[nodiscard]] Result<std::vector<std::string>> verify(Connection& connection);

}  // namespace broadsheet::store::sqlite
