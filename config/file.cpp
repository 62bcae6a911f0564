#include "config/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace broadsheet::config {
namespace {

constexpr std::size_t largest_file = 32UL << 20U;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

std::string open_fault(int error, std::string_view by) {
    switch (error) {
        case ENOENT: return "there is no such file; write it, or name another " + std::string(by);
        case EACCES: return "this user may not read the file; change its mode or its owner";
        default: return std::string("the file cannot be opened: ") + std::strerror(error);
    }
}

std::string kind_fault(const struct stat& status) {
    if (S_ISDIR(status.st_mode)) return "this is a folder; name a file in it";
    if (!S_ISREG(status.st_mode)) return "this is no regular file; name one";
    if (static_cast<std::size_t>(status.st_size) > largest_file) return "the file is larger than 32 MiB";
    return {};
}

bool read_all(int descriptor, std::string& text) {
    constexpr std::size_t step = 64UL << 10U;
    while (text.size() <= largest_file) {
        const std::size_t size = text.size();
        text.resize(size + step);
        const ssize_t count = read(descriptor, text.data() + size, step);
        text.resize(size + static_cast<std::size_t>(count > 0 ? count : 0));
        if (count == 0) return true;
        if (count < 0 && errno != EINTR) return false;
    }
    errno = EFBIG;
    return false;
}

}  // namespace

File read_file(const std::string& path, std::string_view by) {
    File file;
    // Without O_NONBLOCK opening a FIFO waits for a writer.
    const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (descriptor.get() < 0) {
        file.fault = open_fault(errno, by);
        return file;
    }
    struct stat status {};
    if (fstat(descriptor.get(), &status) != 0) {
        file.fault = std::string("the file cannot be examined: ") + std::strerror(errno);
        return file;
    }
    file.fault = kind_fault(status);
    if (!file.fault.empty()) return file;
    file.readable_by_others = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    // Whoever puts back an older file keeps its date, and it is another one all the same.
    file.written = std::chrono::sys_seconds(std::chrono::seconds(std::max(status.st_mtime, status.st_ctime)));
    if (!read_all(descriptor.get(), file.text))
        file.fault = std::string("the file cannot be read: ") + std::strerror(errno);
    return file;
}

}  // namespace broadsheet::config
