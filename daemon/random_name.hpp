#pragma once
// Names that nobody can guess. Any thread.

#include <string>

namespace broadsheet {

/// Forty hexadecimal digits, another each time.
[[nodiscard]] std::string random_name();

}  // namespace broadsheet
