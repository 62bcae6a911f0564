#include "daemon/cli/console.hpp"

#include "feeds/utf8.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace broadsheet::cli {
namespace {

bool is_harmful(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto length = feeds::utf8_sequence(text);
        if (length > 0 && !is_harmful(feeds::utf8_code(text.substr(0, length)))) {
            result.append(text, 0, length);
        } else {
            const char c = text.front();
            result += c == '\n' || c == '\t' || c == '\r' ? " " : "\uFFFD";
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

int complain(std::string_view message) {
    std::fflush(stdout);
    const std::string line = "broadsheet: " + printable(message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    return 1;
}

void prepare_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // open() takes the lowest free number. Read-only on purpose: writing to what was closed must still fail.
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) static_cast<void>(open("/dev/null", O_RDONLY));
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error as a full disk is
}

bool flush_output() {
    errno = 0;
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return true;
    const int error = errno;
    complain("not all of the output could be written" + (error != 0 ? ": " + std::string(std::strerror(error)) : ""));
    return false;
}

}  // namespace broadsheet::cli
