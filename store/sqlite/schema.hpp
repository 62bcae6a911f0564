#pragma once
// The tables, as an ordered list of migrations. PRAGMA user_version says how far a file has come.

#include "store/sqlite/connection.hpp"

#include <span>
#include <string>

namespace broadsheet::store::sqlite {

struct Migration {
    int version = 0;  ///< that the file has afterwards
    std::string sql;
};

/// From the first to the newest. A released one is never edited.
[[nodiscard]] std::span<const Migration> migrations();
[[nodiscard]] const char* first_migration();

/// What is not a section of the config: the merge of all sections, and the articles that are in none.
constexpr std::int64_t all_sections = 0;
constexpr std::int64_t no_section = -1;

/// The file's version; 0: an empty file. unsupported: it is newer than `known`, or another program's.
[[nodiscard]] Result<int> schema_version(Connection& connection, const std::string& path,
                                         std::span<const Migration> known);

/// Brings the file to the newest version, each step in a transaction of its own.
[[nodiscard]] Result<void> migrate(Connection& connection, const std::string& path, std::span<const Migration> steps);

}  // namespace broadsheet::store::sqlite
