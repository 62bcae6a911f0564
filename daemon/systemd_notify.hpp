#pragma once
// What the service manager wants to hear and hands over (sd_notify(3), sd_listen_fds(3)); nothing happens where there
// is none. Net thread only.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::systemd {

void ready(const std::string& status);
void status(const std::string& status);
void reloading();
void stopping();
void watchdog();

/// How often the service manager wants to hear watchdog(), halved so that one may come late; nullopt: never.
[[nodiscard]] std::optional<std::chrono::milliseconds> watchdog_interval();

/// The listening sockets passed to this process; the caller owns them. A second call gives none.
[[nodiscard]] std::vector<int> take_sockets();

}  // namespace broadsheet::systemd
