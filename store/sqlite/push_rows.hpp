#pragma once
// Rows of what hubs have brought, and what is not stored of it yet.

#include "store/push.hpp"
#include "store/sqlite/connection.hpp"

#include "feeds/result.hpp"

#include <vector>

namespace broadsheet::store::sqlite {

[[nodiscard]] Result<PushId> keep_push(Connection& connection, const Push& push);
void drop_push(Connection& connection, PushId id);

[[nodiscard]] Result<std::vector<KeptPush>> select_pushes(Connection& connection);
/// not_found.
[[nodiscard]] Result<Push> select_push(Connection& connection, PushId id);

}  // namespace broadsheet::store::sqlite
