#pragma once
// The pieces of a date while it is read, and the readers of its pieces: for time*.cpp only. Pure; any thread.

#include "feeds/ascii.hpp"
#include "feeds/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace broadsheet::feeds {

/// What has been found of a date so far.
struct DateParts {
    std::optional<int> year, month, day, hour, minute, second;
    std::optional<std::chrono::minutes> zone;
    bool pm = false, am = false;
    bool day_or_month = false;  ///< either number could be either
};

/// Digits alone: a sign makes it none.
[[nodiscard]] std::optional<int> number(std::string_view text);

/// Two digits: 00–68 are this century, 69–99 the last (RFC 2822 leaves 50–68 open; feeds are not that old).
[[nodiscard]] int full_year(int year, std::size_t digits);

/// The point in time, or nullopt where there is no such day or hour.
[[nodiscard]] std::optional<Timestamp> assemble(const DateParts& parts);

/// As far east or west of Greenwich as any clock is, and beyond.
constexpr int usual_hours = 15;

/// "+0100", "-05:00", "+1", "+01:00:00"; the sign first. nullopt for more than `most_hours`.
[[nodiscard]] std::optional<std::chrono::minutes> offset(std::string_view text, int most_hours = usual_hours);

/// "8:22", "08:22:53", "08:22:53.123": false when it is no time of day.
[[nodiscard]] bool read_clock(std::string_view text, DateParts& parts);

/// "T08:22:53.123Z" without its T, "08:22", "082253+0100", "08".
[[nodiscard]] bool read_iso_time(std::string_view text, DateParts& parts);

/// ISO 8601 in the precisions of W3CDTF and beyond, and SQL's blank in place of the T.
[[nodiscard]] std::optional<Timestamp> parse_iso(std::string_view text);

}  // namespace broadsheet::feeds
