#pragma once
// Names in dates: months, weekdays and zones, in English and where feeds are known to use others. Pure; any thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// 1–12, by an English name or its abbreviation of three letters or more, in any case; or by a Greek one.
[[nodiscard]] std::optional<int> month_by_name(std::string_view word);

/// An English weekday, or its abbreviation of two letters or more.
[[nodiscard]] bool is_weekday(std::string_view word);

/// Offset from UTC of "EST", "CEST", "Z", "A" (military letters as RFC 822 §5.1 has them), "Etc/GMT", "GMT+01:00" …
[[nodiscard]] std::optional<std::chrono::minutes> zone_by_name(std::string_view word);

/// Korean, Japanese, Chinese and Hungarian dates put into the forms that everybody else uses; any other text unchanged.
[[nodiscard]] std::string in_english(std::string_view text);

}  // namespace broadsheet::feeds
