#pragma once
// Dates of feeds in all their sloppiness, in; RFC 822 and RFC 3339, out. Pure; any thread.

#include "feeds/article.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Reads a date in any form that feeds use (RFC 822 and its broken cousins, W3CDTF in every precision, asctime,
/// SQL, Greek, Hungarian, Korean, Japanese …). A date that cannot be is nullopt, never a wrong one. No zone means UTC.
[[nodiscard]] std::optional<Timestamp> parse_date(std::string_view text);

enum class TimeOfDay { none, midnight, other };

/// The time of day that the text of a date names, on the clock of its own zone.
[[nodiscard]] TimeOfDay time_of_day(std::string_view date);

/// HTTP-date in its three forms (RFC 9110 §5.6.7).
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text);

/// "2026-11-24T08:22:53Z" (RFC 3339). Years outside 0000–9999 are clamped.
[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// "Tue, 24 Nov 2026 08:22:53 GMT": RFC 822 with a four-digit year, which is also IMF-fixdate (RFC 9110 §5.6.7).
[[nodiscard]] std::string to_rfc822(Timestamp time);

}  // namespace broadsheet::feeds
