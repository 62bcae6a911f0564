#include "daemon/cli/input.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace broadsheet::cli {
namespace {

constexpr std::size_t largest = 512UL << 20U;

struct Close {
    void operator()(std::FILE* file) const {
        if (file != stdin) std::fclose(file);
    }
};

Error failure(const std::string& name, int error) {
    const ErrorCode code = error == ENOENT   ? ErrorCode::not_found
                           : error == EACCES ? ErrorCode::refused
                           : error == EISDIR ? ErrorCode::invalid
                                             : ErrorCode::unavailable;
    return fail(code, name + " cannot be read: " + std::strerror(error));
}

}  // namespace

std::string name_of_input(const std::string& file) {
    return file == "-" ? "standard input" : file;
}

Result<std::string> read_input(const std::string& file) {
    const std::string name = name_of_input(file);
    const std::unique_ptr<std::FILE, Close> stream(file == "-" ? stdin : std::fopen(file.c_str(), "rbe"));
    if (!stream) return failure(name, errno);
    std::string bytes;
    constexpr std::size_t step = 256UL << 10U;
    struct stat known {};
    if (::fstat(::fileno(stream.get()), &known) == 0 && S_ISREG(known.st_mode))
        bytes.reserve(std::min(static_cast<std::size_t>(known.st_size), largest) + step);
    while (bytes.size() <= largest) {
        const std::size_t size = bytes.size();
        bytes.resize(size + step);
        const std::size_t count = std::fread(bytes.data() + size, 1, step, stream.get());
        bytes.resize(size + count);
        if (count == step) continue;
        if (std::ferror(stream.get()) != 0) return failure(name, errno);
        return bytes;
    }
    return fail(ErrorCode::too_large, name + " is larger than 512 MiB");
}

}  // namespace broadsheet::cli
