#include "store/sqlite/backup.hpp"

#include "store/sqlite/files.hpp"
#include "store/sqlite/verify.hpp"

#include <cstdio>

namespace broadsheet::store::sqlite {

namespace {

/// Removed unless it was moved to its place.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path_) : path(std::move(path_)) { std::remove(path.c_str()); }
    ~TemporaryFile() {
        for (const char* part : {"", "-journal"}) std::remove((path + part).c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string path;
};

Result<void> check_copy(const std::string& path) {
    auto copy = Connection::open(path, Access::read);
    if (!copy) return copy.error();
    auto faults = verify(*copy);
    if (!faults) return faults.error();
    if (!faults->empty())
        return fail(ErrorCode::corrupt, "the copy is not sound, so it was not kept: " + faults->front());
    return {};
}

}  // namespace

Result<void> backup(Connection& connection, const std::string& file) {
    if (file_exists(file))
        return fail(ErrorCode::conflict, file + ": exists already; name another file, or remove this one first");
    const TemporaryFile copy(file + ".part");
    if (auto made = make_private(copy.path); !made) return made;
    connection.run("VACUUM INTO ?", copy.path);
    if (auto status = connection.status(); !status) {
        return fail(status.error().code(), "backup to " + file + ": " + status.error().detail());
    }
    if (auto checked = check_copy(copy.path); !checked) return checked;
    return put_in_place(copy.path, file);
}

}  // namespace broadsheet::store::sqlite
