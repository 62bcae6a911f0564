#include "store/sqlite/lock_file.hpp"

#include "store/sqlite/files.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace broadsheet::store::sqlite {

namespace {

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
    std::string pid(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

Result<LockFile> LockFile::take(const std::string& store) {
    const std::string path = store + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        const int code = errno;
        return fail(ErrorCode::unavailable, "store " + store + ": cannot make its lock file " + path + " (" +
                                                std::generic_category().message(code) + "): " +
                                                open_remedy(code, "the directory must be writable for this user"));
    }
    LockFile lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return fail(ErrorCode::unavailable, "store " + store + ": cannot lock " + path + " (" +
                                                    std::generic_category().message(errno) +
                                                    "); the store must be on a local disk");
        }
        return fail(ErrorCode::conflict, "store " + store + ": " + holder_of(descriptor) +
                                             " writes to it; stop that one first, or let it do the work");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) {
        // The pid is a courtesy to the next one who tries; on a full disk the lock holds without it.
        return lock;
    }
    return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

LockFile::~LockFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace broadsheet::store::sqlite
