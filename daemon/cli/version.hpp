#pragma once
// What `broadsheet --version` prints.

#include <string>

namespace broadsheet::cli {

/// "broadsheet 1.2.3", and one line for each library whose version matters in a bug report.
[[nodiscard]] std::string version_text();

}  // namespace broadsheet::cli
