#pragma once
// The config as subcommands want it: loaded, or every fault of it on stderr. Main thread.

#include "config/config.hpp"
#include "config/load.hpp"
#include "daemon/cli/commands.hpp"

#include <optional>
#include <string>

namespace broadsheet::cli {

/// config::load_config() with every keep and drop rule compiled as well, and a warning of each feed whose address alone
/// tells that it will not be asked.
[[nodiscard]] config::Loaded load_config(const std::string& path);

/// Loads the file of --config. On faults prints them to stderr, 20 at most and then their number, and gives nothing:
/// the caller returns 1. Warnings are for `check` and `serve`, and not printed here.
[[nodiscard]] std::optional<config::Config> load_or_complain(const Common& common);

/// The faults and warnings as `check` prints them: one a line, in the order of the file or, where there are more than
/// 20, the first 20 with the faults in front, and how many more there are.
[[nodiscard]] std::string problem_lines(const std::string& path, std::vector<config::Problem> problems);

}  // namespace broadsheet::cli
