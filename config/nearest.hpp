#pragma once
// "did you mean …?". Pure.

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::config {

/// The known word that `word` is most likely a slip of, or an empty one where nothing is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean "X"?" after nearest(), or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace broadsheet::config
