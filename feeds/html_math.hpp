#pragma once
// The text of formulas in MathML: their markup goes, what can be read of them stays. Seen by the html_*.cpp files only.
// Pure; any thread.

#include "feeds/html_tree.hpp"

#include <string_view>

namespace broadsheet::feeds {

[[nodiscard]] bool is_math(const GumboNode& node);

/// An element whose inside is part of the formula as it is read: no annotation, and nothing that is no formula at all.
[[nodiscard]] bool is_shown_math(const GumboNode& node);

/// What stands between the node and the one before in a line of text, as in "1/2" and "x^2"; empty where it is nothing.
[[nodiscard]] std::string_view math_joint(const GumboNode& node);

}  // namespace broadsheet::feeds
