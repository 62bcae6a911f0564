#pragma once
// "One process writes": an flock on a file beside the store, which holds the writer's pid. The kernel lets go of it
// however the process ends; the file itself stays.

#include "feeds/result.hpp"

#include <string>

namespace broadsheet::store::sqlite {

class LockFile {
public:
    /// conflict: somebody holds it; the detail names the pid. unavailable: the file cannot be made.
    [[nodiscard]] static Result<LockFile> take(const std::string& store);
    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&&) = delete;
    ~LockFile();

private:
    explicit LockFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace broadsheet::store::sqlite
