#pragma once
// A store in an SQLite file: write-ahead log, one writer, many readers.

#include "store/store.hpp"

namespace broadsheet::store::sqlite {

/// As store::open_store, for a path.
[[nodiscard]] Result<std::unique_ptr<Store>> open_file(const std::string& path, OpenMode mode);

}  // namespace broadsheet::store::sqlite
