#pragma once
// JSON written as text, piece by piece. Pure.

#include <string>
#include <string_view>

namespace broadsheet::store {

/// Appends `text` as a JSON string (RFC 8259 §7), with no more escapes than it must have.
void append_json_string(std::string& out, std::string_view text);

}  // namespace broadsheet::store
