#include "config/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace broadsheet::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array<Unit, 5> durations{{{"w", 604'800}, {"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}}};
constexpr std::array<Unit, 3> sizes{{{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}}};
// Sums of a few of these still fit into 64 bits.
constexpr std::uint64_t unreasonable = std::numeric_limits<std::uint64_t>::max() / 64;

/// The number in front of `text`, which is taken off. A number too great for 64 bits is `unreasonable`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::invalid_argument) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return error == std::errc::result_out_of_range ? unreasonable : number;
}

std::uint64_t multiply(std::uint64_t number, std::uint64_t factor) {
    return number > unreasonable / factor ? unreasonable : number * factor;
}

template <std::size_t size>
const Unit* take_unit(std::string_view& text, const std::array<Unit, size>& units) {
    const std::string_view name = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& known) { return known.name == name; });
    if (unit == units.end()) return nullptr;
    text.remove_prefix(name.size());
    return &*unit;
}

std::string unit_fault(std::string_view rest, std::string_view known) {
    if (rest.empty()) return "has no unit (" + std::string(known) + ")";
    if (rest.front() == '.' || rest.front() == ',')
        return "has a fraction; take a smaller unit (" + std::string(known) + ")";
    return "has an unknown unit \"" + std::string(rest) + "\" (known: " + std::string(known) + ")";
}

template <std::size_t size>
std::string format(std::uint64_t value, const std::array<Unit, size>& units, std::string_view smallest) {
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& known) { return value != 0 && value % known.factor == 0; });
    if (unit == units.end()) return std::to_string(value) + std::string(smallest);
    return std::to_string(value / unit->factor) + std::string(unit->name);
}

}  // namespace

Parsed<std::chrono::seconds> parse_duration(std::string_view text) {
    constexpr std::string_view known = "s m h d w";
    if (text.empty()) return {{}, "is empty"};
    if (text.front() == '-') return {{}, "is negative"};
    std::uint64_t total = 0;
    std::uint64_t last_factor = unreasonable;
    while (!text.empty()) {
        const auto number = take_number(text);
        if (!number) return {{}, "is no duration"};
        const Unit* unit = take_unit(text, durations);
        if (unit == nullptr) return {{}, unit_fault(text, known)};
        if (unit->factor >= last_factor) return {{}, "has its units in the wrong order"};
        last_factor = unit->factor;
        total = std::min(total + multiply(*number, unit->factor), unreasonable);
    }
    return {std::chrono::seconds(static_cast<std::int64_t>(total)), {}};
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::string_view known = "KiB MiB GiB";
    if (text.empty()) return {0, "is empty"};
    if (text.front() == '-') return {0, "is negative"};
    const auto number = take_number(text);
    if (!number) return {0, "is no size"};
    const Unit* unit = take_unit(text, sizes);
    if (unit == nullptr || !text.empty()) return {0, unit_fault(text, known)};
    return {multiply(*number, unit->factor), {}};
}

std::string format_duration(std::chrono::seconds duration) {
    return format(static_cast<std::uint64_t>(duration.count()), durations, "s");
}

std::string format_size(std::uint64_t bytes) {
    return format(bytes, sizes, " bytes");
}

}  // namespace broadsheet::config
