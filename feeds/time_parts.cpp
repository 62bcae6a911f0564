#include "feeds/time_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace broadsheet::feeds {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::optional<int> number(std::string_view text) {
    if (text.starts_with('-')) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

int full_year(int year, std::size_t digits) {
    if (digits > 2) return year;
    return year < 69 ? year + 2000 : year + 1900;
}

std::optional<Timestamp> assemble(const DateParts& parts) {
    if (!parts.year) return std::nullopt;
    // The calendar's types hold a byte: a day 257 would be a first.
    const int month = parts.month.value_or(1), day = parts.day.value_or(1);
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*parts.year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    int hour = parts.hour.value_or(0);
    const int minute = parts.minute.value_or(0);
    const int second = std::min(parts.second.value_or(0), 60);
    if (parts.pm && hour < 12) hour += 12;
    if (parts.am && hour == 12) hour = 0;
    const bool midnight_of_the_next = hour == 24 && minute == 0 && second == 0;
    if (!date.ok() || *parts.year < 1 || *parts.year > 9999) return std::nullopt;
    if ((hour > 23 && !midnight_of_the_next) || minute > 59 || parts.second.value_or(0) > 60) return std::nullopt;
    const auto zone = parts.zone.value_or(minutes(0));
    return std::chrono::sys_days(date) + hours(hour) + minutes(minute) + seconds(std::min(second, 59)) - zone;
}

std::optional<minutes> offset(std::string_view text, int most_hours) {
    const int sign = text.front() == '-' ? -1 : 1;
    std::string digits;
    for (const char c : text.substr(1)) {
        if (is_digit(c))
            digits += c;
        else if (c != ':')
            return std::nullopt;
    }
    if (digits.empty() || digits.size() > 6) return std::nullopt;
    if (digits.size() == 1 || digits.size() == 3) digits.insert(0, 1, '0');
    const int hour = *number(std::string_view(digits).substr(0, 2));
    const int minute = digits.size() >= 4 ? *number(std::string_view(digits).substr(2, 2)) : 0;
    if (hour > most_hours || minute > 59) return std::nullopt;
    return sign * (hours(hour) + minutes(minute));
}

bool read_clock(std::string_view text, DateParts& parts) {
    std::array<std::optional<int>*, 3> fields{&parts.hour, &parts.minute, &parts.second};
    std::size_t field = 0, begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool end = i == text.size() || text[i] == ':' || (field == 2 && (text[i] == '.' || text[i] == ','));
        if (!end) {
            if (!is_digit(text[i])) return false;
            continue;
        }
        if (i == begin) return field == 2;                 // "08:22:" is sloppy, not wrong
        if (field == fields.size()) return i - begin > 2;  // "08:22:53:538" has a fraction; "1:2:3:4" is no time
        const auto value = number(text.substr(begin, i - begin));
        if (!value || i - begin > 2) return false;
        *fields[field++] = value;
        if (i < text.size() && text[i] != ':') return true;  // a fraction of a second: dropped
        begin = i + 1;
    }
    return field >= 2;
}

}  // namespace broadsheet::feeds
