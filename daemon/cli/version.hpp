#pragma once
// The program's version, alone and as `broadsheet --version` prints it.

#include <string>

namespace broadsheet::cli {

/// "broadsheet 1.2.3", and one line for each library whose version matters in a bug report.
[[nodiscard]] std::string version_text();

/// "1.2.3"
[[nodiscard]] std::string program_version();

}  // namespace broadsheet::cli
