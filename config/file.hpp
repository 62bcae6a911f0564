#pragma once
// Files read whole, as configs and secrets are. Blocking; any thread.

#include <chrono>
#include <string>
#include <string_view>

namespace broadsheet::config {

struct File {
    std::string text;
    bool readable_by_others = false;  ///< its group or everyone may read it
    std::chrono::sys_seconds written{};
    std::string fault;  ///< why there is no text and what to do; empty: it is there
};

/// Reads a regular file of at most 32 MiB: room for 100,000 feeds. Never waits for a FIFO or a device. `by`: how an
/// admin names another, "with --config".
[[nodiscard]] File read_file(const std::string& path, std::string_view by);

}  // namespace broadsheet::config
