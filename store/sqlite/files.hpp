#pragma once
// What must be said about the store's files before SQLite may open them, which forgives too much.

#include "feeds/result.hpp"

#include <string>

namespace broadsheet::store::sqlite {

[[nodiscard]] bool file_exists(const std::string& path);  ///< or may: this user cannot look
[[nodiscard]] bool has_log(const std::string& path);      ///< a write-ahead log with something in it

/// Where symbolic links lead: the log and the lock of a file stand beside it, whatever name it is opened by.
[[nodiscard]] std::string file_behind(const std::string& path);

/// Makes the directory the file is in, alone, for this user alone. unavailable: that has no parent either, or it cannot
/// be made.
[[nodiscard]] Result<void> make_parent(const std::string& path);

/// Makes an empty file for this user alone, which there must not be yet. unavailable: it cannot be made.
[[nodiscard]] Result<void> make_private(const std::string& path);

/// corrupt: it is empty, shorter than it says itself, or no SQLite file. unavailable: it cannot be read.
[[nodiscard]] Result<void> check_file(const std::string& path);

/// What an admin does about a file that could not be opened. `system_code`: why; `otherwise`: where it is not that this
/// process has too many open.
[[nodiscard]] std::string open_remedy(int system_code, std::string otherwise);

/// Moves a complete file to its name, durably. conflict: there is one of that name.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to);

}  // namespace broadsheet::store::sqlite
