#include "feeds/time_names.hpp"
#include "feeds/time_parts.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// The zone at the end of an ISO time: "", "Z", "+01:00".
bool read_iso_zone(std::string_view text, DateParts& parts) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) return true;
    if (text == "Z" || text == "z") {
        parts.zone = std::chrono::minutes(0);
        return true;
    }
    if (text.front() == '+' || text.front() == '-') {
        parts.zone = offset(text);
        return parts.zone.has_value();
    }
    parts.zone = zone_by_name(text);
    return parts.zone.has_value();
}

/// A day of the year, 1–366, as a month and a day.
bool set_ordinal(DateParts& parts, int day) {
    const auto first = std::chrono::sys_days(std::chrono::year(*parts.year) / 1 / 1);
    const std::chrono::year_month_day date{first + std::chrono::days(day - 1)};
    if (day < 1 || int(date.year()) != *parts.year) return false;
    parts.month = static_cast<int>(unsigned(date.month()));
    parts.day = static_cast<int>(unsigned(date.day()));
    return true;
}

/// A day of an ISO week, "2026-W48-2" or "2026W482": the first week is the one with the fourth of January.
bool read_iso_week(std::string_view date, DateParts& parts) {
    const auto mark = date.find('W');
    const auto year = number(date.substr(0, 4));
    auto rest = date.substr(mark + 1);
    const auto week = number(rest.substr(0, 2));
    rest.remove_prefix(std::min<std::size_t>(rest.size(), 2));
    if (rest.starts_with('-')) rest.remove_prefix(1);
    const auto day = rest.empty() ? std::optional<int>(1) : number(rest);
    if (!year || !week || !day || *week < 1 || *week > 53 || *day < 1 || *day > 7 || rest.size() > 1) return false;
    const auto fourth = std::chrono::sys_days(std::chrono::year(*year) / 1 / 4);
    const auto monday = fourth - (std::chrono::weekday(fourth) - std::chrono::Monday);
    const auto thursday = monday + std::chrono::weeks(*week - 1) + std::chrono::days(3);
    if (int(std::chrono::year_month_day{thursday}.year()) != *year) return false;
    const std::chrono::year_month_day found{thursday + std::chrono::days(*day - 4)};
    parts.year = int(found.year());
    parts.month = static_cast<int>(unsigned(found.month()));
    parts.day = static_cast<int>(unsigned(found.day()));
    return true;
}

/// "200311" as against "031124".
bool is_year_and_month(std::string_view date) {
    const auto century = date.substr(0, 2), month = date.substr(4);
    return (century == "19" || century == "20") && month >= "01" && month <= "12";
}

/// Two digits of the year: "03335", "031124" (ISO 8601:1988 §5.2.1.3).
bool read_short_year(std::string_view date, DateParts& parts) {
    parts.year = full_year(*number(date.substr(0, 2)), 2);
    if (date.size() == 5) return set_ordinal(parts, *number(date.substr(2)));
    parts.month = number(date.substr(2, 2));
    parts.day = number(date.substr(4));
    return true;
}

bool read_iso_days(std::string_view date, DateParts& parts) {
    if (const auto mark = date.find('W'); mark != std::string_view::npos)
        return (mark == 4 || (mark == 5 && date[4] == '-')) && read_iso_week(date, parts);
    const auto dash = date.find('-');
    const auto year = date.substr(0, dash);
    if (dash != std::string_view::npos) {
        if (year.size() != 4 && year.size() != 2) return false;
        parts.year = number(year);
        if (!parts.year) return false;
        parts.year = full_year(*parts.year, year.size());
        const auto rest = date.substr(dash + 1);
        const auto second = rest.find('-');
        if (second == std::string_view::npos && rest.size() == 3)
            return number(rest) && set_ordinal(parts, *number(rest));
        parts.month = number(rest.substr(0, second));
        if (second != std::string_view::npos) parts.day = number(rest.substr(second + 1));
        return parts.month && (second == std::string_view::npos || parts.day);
    }
    if (!number(date)) return false;
    if (date.size() == 5 || (date.size() == 6 && !is_year_and_month(date))) return read_short_year(date, parts);
    if (date.size() != 4 && date.size() != 6 && date.size() != 7 && date.size() != 8) return false;
    parts.year = number(date.substr(0, 4));
    if (date.size() == 7) return set_ordinal(parts, *number(date.substr(4)));
    if (date.size() >= 6) parts.month = number(date.substr(4, 2));
    if (date.size() == 8) parts.day = number(date.substr(6, 2));
    return true;
}

/// "-03-12" or "-0312": a month of a year without its century (ISO 8601:1988 §5.2.1.3).
std::optional<Timestamp> parse_truncated(std::string_view text) {
    const bool dashed = text.size() == 5 && text[2] == '-';
    if (text.size() != 4 && !dashed) return std::nullopt;
    const auto year = number(text.substr(0, 2)), month = number(text.substr(text.size() - 2));
    if (!year || !month) return std::nullopt;
    DateParts parts;
    parts.year = full_year(*year, 2);
    parts.month = month;
    return assemble(parts);
}

}  // namespace

bool read_iso_time(std::string_view text, DateParts& parts) {
    std::size_t end = 0;
    while (end < text.size() && (is_digit(text[end]) || text[end] == ':' || text[end] == '.' || text[end] == ','))
        ++end;
    const auto clock = text.substr(0, end);
    if (clock.find(':') != std::string_view::npos) {
        if (!read_clock(clock, parts)) return false;
    } else {
        const auto digits = clock.substr(0, clock.find_first_of(".,"));
        if (digits.size() % 2 != 0 || digits.empty() || digits.size() > 6) return false;
        parts.hour = number(digits.substr(0, 2));
        if (digits.size() >= 4) parts.minute = number(digits.substr(2, 2));
        if (digits.size() >= 6) parts.second = number(digits.substr(4, 2));
    }
    return read_iso_zone(text.substr(end), parts);
}

std::optional<Timestamp> parse_iso(std::string_view text) {
    if (text.starts_with('-')) return parse_truncated(text.substr(1));
    std::size_t end = 0;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '-' || (text[end] == 'W' && end <= 5))) ++end;
    DateParts parts;
    if (end < 4 || !is_digit(text.front()) || !read_iso_days(text.substr(0, end), parts)) return std::nullopt;
    auto rest = text.substr(end);
    if (rest.empty()) return assemble(parts);
    if (rest.front() == 'Z' || rest.front() == 'z') return rest.size() == 1 ? assemble(parts) : std::nullopt;
    if (rest.front() != 'T' && rest.front() != 't' && rest.front() != ' ') return std::nullopt;
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == 'T' || rest.front() == 't')) rest.remove_prefix(1);
    if (rest.empty() || !read_iso_time(rest, parts)) return std::nullopt;
    return assemble(parts);
}

}  // namespace broadsheet::feeds
