#include "daemon/cli/console.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace broadsheet::cli {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 1;
    bool valid = false;
};

Character next_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
    std::uint32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
    return {code, length, true};
}

bool is_harmful(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Character next = next_character(text);
        if (next.valid && !is_harmful(next.code)) {
            result.append(text, 0, next.length);
        } else {
            result += next.code == '\n' || next.code == '\t' || next.code == '\r' ? " " : "\uFFFD";
        }
        text.remove_prefix(next.length);
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
