#include "store/sqlite/files.hpp"

#include "store/sqlite/connection.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace broadsheet::store::sqlite {

namespace {

struct Descriptor {
    explicit Descriptor(int number_) : number(number_) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    int number;
};

std::string reason() {
    return std::generic_category().message(errno);
}

std::string parent_of(const std::string& path) {
    const std::string parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

std::uint32_t big_endian(const unsigned char* bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

Error damaged(const std::string& path, const std::string& how) {
    return fail(ErrorCode::corrupt, "store " + path + ": " + how + "; save what can be read with: " +
                                        recovery_command(path) + " — or restore a backup");
}

Result<void> sync(const std::string& path, int flags) {
    const Descriptor file(::open(path.c_str(), flags | O_CLOEXEC));
    if (file.number < 0 || ::fsync(file.number) != 0) {
        return fail(ErrorCode::unavailable, path + ": cannot be written to the disk (" + reason() + ")");
    }
    return {};
}

}  // namespace

std::string open_remedy(int system_code, std::string otherwise) {
    if (system_code != EMFILE && system_code != ENFILE) return otherwise;
    return "this process may not open more files; its limit (LimitNOFILE=, ulimit -n) must be raised";
}

std::string file_behind(const std::string& path) {
    std::error_code unknown;
    if (!std::filesystem::is_symlink(path, unknown)) return path;
    const auto file = std::filesystem::canonical(path, unknown);
    return unknown ? path : file.string();
}

bool file_exists(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool has_log(const std::string& path) {
    struct stat status {};
    return ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
}

Result<void> make_parent(const std::string& path) {
    const std::string parent = parent_of(path);
    if (file_exists(parent)) return {};
    if (!file_exists(parent_of(parent))) {  // as where what should be mounted there is not
        return fail(ErrorCode::unavailable, "store " + path + ": there is no directory " + parent_of(parent) +
                                                "; make it, or mount what belongs there, or name another database");
    }
    if (::mkdir(parent.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(ErrorCode::unavailable, "store " + path + ": cannot make the directory " + parent + " (" +
                                                reason() +
                                                "); make it and give it to this user, or name another database");
    }
    return {};
}

Result<void> make_private(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number < 0) return fail(ErrorCode::unavailable, path + ": cannot be written (" + reason() + ")");
    return {};
}

Result<void> check_file(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (file.number < 0 || ::fstat(file.number, &status) != 0) {
        return fail(ErrorCode::unavailable, "store " + path + ": cannot be read (" + reason() +
                                                "); this user must be allowed to read the file and its directory");
    }
    if (S_ISDIR(status.st_mode))
        return fail(ErrorCode::unavailable, "store " + path + ": is a directory; name a file in it");
    if (status.st_size == 0)
        return damaged(path, "the file is empty, so its articles are lost; if none were in it, remove it");
    std::array<unsigned char, 100> header{};
    if (::pread(file.number, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size())) {
        return damaged(path, "the file is cut off");
    }
    constexpr std::string_view magic("SQLite format 3\0", 16);
    if (std::string_view(reinterpret_cast<const char*>(header.data()), magic.size()) != magic) {
        return damaged(path, "this is no SQLite file");
    }
    // Pages may still be in the log alone; without one the file must have all that its header counts.
    const std::uint32_t stated_size = std::uint32_t{header[16]} << 8 | header[17];
    const std::uint64_t page_size = stated_size == 1 ? 65536 : stated_size;
    const std::uint64_t wanted = page_size * big_endian(&header[28]);
    if (!has_log(path) && static_cast<std::uint64_t>(status.st_size) < wanted) {
        return damaged(path, "the file is cut off: it has " + std::to_string(status.st_size) + " bytes of " +
                                 std::to_string(wanted));
    }
    return {};
}

Result<void> put_in_place(const std::string& from, const std::string& to) {
    if (auto synced = sync(from, O_RDWR); !synced) return synced;
    bool placed = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0;
    if (!placed && errno == EINVAL) {  // a file system without that flag; network ones have links instead
        placed = ::link(from.c_str(), to.c_str()) == 0;
        if (placed) ::unlink(from.c_str());
    }
    if (!placed && errno == EEXIST) {
        return fail(ErrorCode::conflict, to + ": exists already; name another file, or remove this one first");
    }
    if (!placed) return fail(ErrorCode::unavailable, to + ": cannot be made (" + reason() + ")");
    return sync(parent_of(to), O_RDONLY | O_DIRECTORY);
}

}  // namespace broadsheet::store::sqlite
