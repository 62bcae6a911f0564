#pragma once
// What must be said about the store's files before SQLite may open them, which forgives too much.

#include "feeds/result.hpp"

#include <string>

namespace broadsheet::store::sqlite {

[[nodiscard]] bool file_exists(const std::string& path);  ///< or may: this user cannot look
[[nodiscard]] bool has_log(const std::string& path);      ///< a write-ahead log with something in it

/// Makes the directory the file is in, with its parents, for this user alone.
[[nodiscard]] Result<void> make_parent(const std::string& path);

/// corrupt: it is empty, shorter than it says itself, or no SQLite file. unavailable: it cannot be read.
[[nodiscard]] Result<void> check_file(const std::string& path);

/// What an admin does about a file that could not be opened. `system_code`: why; `otherwise`: where it is not that this
/// process has too many open.
[[nodiscard]] std::string open_remedy(int system_code, std::string otherwise);

/// Moves a complete file to its name, durably. conflict: there is one of that name.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to);

}  // namespace broadsheet::store::sqlite
