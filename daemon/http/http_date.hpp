#pragma once
// Dates of HTTP (RFC 9110 §5.6.7). Pure; any thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string format_date(std::chrono::sys_seconds time);

/// The preferred form and the two obsolete ones. A year of two digits that seems more than 50 years ahead of `now` lies
/// in the past.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_date(std::string_view text, std::chrono::sys_seconds now);

}  // namespace broadsheet::http
