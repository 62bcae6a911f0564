#pragma once
// What the id of a section may be: it is its address. Pure.

#include <string>
#include <string_view>

namespace broadsheet::config {

/// What is wrong with an id and how to mend it, to be read on after it; empty: nothing.
[[nodiscard]] std::string section_id_fault(std::string_view id);

}  // namespace broadsheet::config
