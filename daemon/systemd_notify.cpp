// The protocol is a few variables and a datagram, and stable by promise: libsystemd would bring six libraries into the
// process for it.

#include "daemon/systemd_notify.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace broadsheet::systemd {

namespace {

constexpr int first_socket = 3;
constexpr int most_sockets = 256;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::string_view(value) : std::string_view();
}

std::optional<std::int64_t> number(const char* name) {
    const auto text = variable(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Variables are inherited by processes that they were not meant for.
bool is_meant_for_us(const char* pid_name) {
    return number(pid_name) == std::int64_t{::getpid()};
}

/// Where nobody listens, nobody misses it.
void notify(const std::string& message) {
    const auto path = variable("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path.size() < 2 || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) return;
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    if (path[0] == '@') address.sun_path[0] = '\0';  // a name that is no file's
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    ::sendto(socket, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
    ::close(socket);
}

}  // namespace

void ready(const std::string& status) {
    notify("READY=1\nSTATUS=" + status);
}

void status(const std::string& status) {
    notify("STATUS=" + status);
}

void reloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void stopping() {
    notify("STOPPING=1\nSTATUS=Stopping");
}

void watchdog() {
    notify("WATCHDOG=1");
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
    if (!variable("WATCHDOG_PID").empty() && !is_meant_for_us("WATCHDOG_PID")) return std::nullopt;
    const auto microseconds = number("WATCHDOG_USEC");
    if (!microseconds || *microseconds <= 0) return std::nullopt;
    return std::chrono::milliseconds(*microseconds / 2'000);
}

std::vector<int> take_sockets() {
    std::vector<int> sockets;
    const auto count = is_meant_for_us("LISTEN_PID") ? number("LISTEN_FDS").value_or(0) : 0;
    for (int i = 0; i < std::min<std::int64_t>(count, most_sockets); ++i) {
        sockets.push_back(first_socket + i);
        ::fcntl(sockets.back(), F_SETFD, FD_CLOEXEC);
    }
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
    return sockets;
}

}  // namespace broadsheet::systemd
