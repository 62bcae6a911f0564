#pragma once
// Durations and sizes as a config file writes them, both ways. Pure.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::config {

/// A value, or what is wrong with the text it was to come from.
template <class T>
struct Parsed {
    T value{};
    std::string fault;  ///< empty: none
};

/// "90s", "15m", "1h30m", "2d", "1w". The greatest number of seconds that a number stands for where it is beyond all
/// reason, so that a check of the range refuses it.
[[nodiscard]] Parsed<std::chrono::seconds> parse_duration(std::string_view text);

/// "512KiB", "16MiB", "1GiB".
[[nodiscard]] Parsed<std::uint64_t> parse_size(std::string_view text);

/// In the greatest unit that leaves no fraction: "90s", "2h".
[[nodiscard]] std::string format_duration(std::chrono::seconds duration);
[[nodiscard]] std::string format_size(std::uint64_t bytes);

}  // namespace broadsheet::config
