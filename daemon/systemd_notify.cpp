#include "daemon/systemd_notify.hpp"

#include <systemd/sd-daemon.h>

#include <ctime>

#include <cstdint>

namespace broadsheet::systemd {

void ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void status(const std::string& status) {
    sd_notify(0, ("STATUS=" + status).c_str());
}

void reloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void stopping() {
    sd_notify(0, "STOPPING=1\nSTATUS=Stopping");
}

void watchdog() {
    sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    return std::chrono::milliseconds(microseconds / 2'000);
}

std::vector<int> take_sockets() {
    std::vector<int> sockets;
    const int count = sd_listen_fds(1);
    for (int i = 0; i < count; ++i) sockets.push_back(SD_LISTEN_FDS_START + i);
    return sockets;
}

}  // namespace broadsheet::systemd
