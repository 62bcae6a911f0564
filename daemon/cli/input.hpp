#pragma once
// Documents that are named on the command line. Main thread.

#include "feeds/result.hpp"

#include <string>

namespace broadsheet::cli {

/// As messages name it: "standard input" for "-".
[[nodiscard]] std::string name_of_input(const std::string& file);

/// The whole of a file, or of standard input for "-". Errors name the file: not_found, refused, invalid (a folder),
/// too_large (more than 512 MiB), unavailable.
[[nodiscard]] Result<std::string> read_input(const std::string& file);

}  // namespace broadsheet::cli
