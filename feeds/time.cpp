// One reader for nearly everything: a date is taken apart into words and numbers, and each piece finds its meaning by
// its looks (a month's name, a clock time, a year, a zone). Only ISO 8601 is read by position first, for there
// 2026-11-24 and 20261124 mean what they mean by place. Whatever remains doubtful is no date.

#include "feeds/time.hpp"

#include "feeds/time_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace broadsheet::feeds {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Parts {
    std::optional<int> year, month, day, hour, minute, second;
    std::optional<minutes> zone;
    bool pm = false, am = false;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Two digits: 00–68 are this century, 69–99 the last (RFC 2822 leaves 50–68 open; feeds are not that old).
int full_year(int year, std::size_t digits) {
    if (digits > 2) return year;
    return year < 69 ? year + 2000 : year + 1900;
}

std::optional<Timestamp> assemble(const Parts& parts) {
    if (!parts.year) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*parts.year),
                                           std::chrono::month(static_cast<unsigned>(parts.month.value_or(1))),
                                           std::chrono::day(static_cast<unsigned>(parts.day.value_or(1)))};
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

/// "+0100", "-05:00", "+1", "+01:00:00"; the sign first.
std::optional<minutes> offset(std::string_view text) {
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
    if (hour > 15 || minute > 59) return std::nullopt;
    return sign * (hours(hour) + minutes(minute));
}

/// "8:22", "08:22:53", "08:22:53.123"; and with dots, "8.22.53", where there are two.
bool read_clock(std::string_view text, Parts& parts) {
    std::array<std::optional<int>*, 3> fields{&parts.hour, &parts.minute, &parts.second};
    std::size_t field = 0, begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool end = i == text.size() || text[i] == ':' || (field == 2 && (text[i] == '.' || text[i] == ','));
        if (!end) {
            if (!is_digit(text[i])) return false;
            continue;
        }
        if (i == begin) return field == 2;  // "08:22:" is sloppy, not wrong
        if (field == fields.size()) return true;
        const auto value = number(text.substr(begin, i - begin));
        if (!value || i - begin > 2) return false;
        *fields[field++] = value;
        if (i < text.size() && text[i] != ':') return true;  // a fraction of a second: dropped
        begin = i + 1;
    }
    return field >= 2;
}

/// The zone at the end of an ISO time: "", "Z", "+01:00".
bool read_iso_zone(std::string_view text, Parts& parts) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) return true;
    if (text == "Z" || text == "z") {
        parts.zone = minutes(0);
        return true;
    }
    if (text.front() == '+' || text.front() == '-') {
        parts.zone = offset(text);
        return parts.zone.has_value();
    }
    parts.zone = zone_by_name(text);
    return parts.zone.has_value();
}

/// "T08:22:53.123Z", "08:22", "082253+0100", "08".
bool read_iso_time(std::string_view text, Parts& parts) {
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

/// A day of the year, 1–366, as a month and a day.
bool set_ordinal(Parts& parts, int day) {
    const auto first = std::chrono::sys_days(std::chrono::year(*parts.year) / 1 / 1);
    const std::chrono::year_month_day date{first + std::chrono::days(day - 1)};
    if (day < 1 || int(date.year()) != *parts.year) return false;
    parts.month = static_cast<int>(unsigned(date.month()));
    parts.day = static_cast<int>(unsigned(date.day()));
    return true;
}

bool read_iso_days(std::string_view date, Parts& parts) {
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
    if (date.size() != 4 && date.size() != 6 && date.size() != 7 && date.size() != 8) return false;
    parts.year = number(date.substr(0, 4));
    if (date.size() == 7) return set_ordinal(parts, *number(date.substr(4)));
    if (date.size() >= 6) parts.month = number(date.substr(4, 2));
    if (date.size() == 8) parts.day = number(date.substr(6, 2));
    return true;
}

/// ISO 8601 in the precisions of W3CDTF and beyond, and SQL's blank in place of the T.
std::optional<Timestamp> parse_iso(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '-')) ++end;
    Parts parts;
    if (end < 4 || !is_digit(text.front()) || !read_iso_days(text.substr(0, end), parts)) return std::nullopt;
    auto rest = text.substr(end);
    if (rest.empty()) return assemble(parts);
    if (rest.front() == 'Z' || rest.front() == 'z') return rest.size() == 1 ? assemble(parts) : std::nullopt;
    if (rest.front() != 'T' && rest.front() != 't' && rest.front() != ' ') return std::nullopt;
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == 'T' || rest.front() == 't')) rest.remove_prefix(1);
    if (rest.empty() || !read_iso_time(rest, parts)) return std::nullopt;
    return assemble(parts);
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    constexpr std::string_view blank = " \t\r\n,()";
    while (!text.empty()) {
        const auto begin = text.find_first_not_of(blank);
        if (begin == std::string_view::npos) break;
        const auto end = std::min(text.find_first_of(blank, begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
    return words;
}

/// A bare number: a day until there is one, then the year.
bool take_number(std::string_view word, Parts& parts) {
    const auto value = number(word);
    if (!value) return false;
    if (!parts.day && word.size() <= 2) {
        parts.day = value;
        return true;
    }
    if (!parts.year) {
        parts.year = full_year(*value, word.size());
        return word.size() == 2 || word.size() == 4;
    }
    return false;
}

bool take_word(std::string_view word, Parts& parts);

/// "24-Nov-2026", "2026/11/24", "11/24/2026".
bool take_joined(std::string_view word, char joint, Parts& parts) {
    std::vector<std::string_view> pieces;
    while (true) {
        const auto at = word.find(joint);
        pieces.push_back(word.substr(0, at));
        if (at == std::string_view::npos) break;
        word.remove_prefix(at + 1);
    }
    if (pieces.size() != 3 || parts.year) return false;
    const auto first = number(pieces[0]), last = number(pieces[2]);
    if (!first || !last) return false;
    auto month = number(pieces[1]);
    const bool named = !month;
    if (named) month = month_by_name(pieces[1]);
    if (!month) return false;
    const bool year_first = pieces[0].size() == 4;
    parts.year = year_first ? *first : full_year(*last, pieces[2].size());
    parts.day = year_first ? *last : *first;
    parts.month = month;
    if (!year_first && !named && joint == '/') std::swap(parts.day, parts.month);
    return true;
}

bool take_word(std::string_view word, Parts& parts) {
    while (word.size() > 1 && word.back() == '.') word.remove_suffix(1);
    if (word.find(':') != std::string_view::npos && is_digit(word.front()) && !parts.hour) {
        const auto zone = word.find_first_of("+-Zz");
        if (zone != std::string_view::npos && zone > 0) return read_iso_time(word, parts);
        return read_clock(word, parts);
    }
    if ((word.front() == '+' || word.front() == '-') && word.size() > 1) {
        if (const auto zone = offset(word)) {
            parts.zone = zone;
            return true;
        }
        return word.front() == '-' && take_word(word.substr(1), parts);
    }
    for (const char joint : {'-', '/'})
        if (is_digit(word.front()) && std::count(word.begin(), word.end(), joint) == 2)
            return take_joined(word, joint, parts);
    if (is_digit(word.front())) {
        if (const auto suffix = word.find_first_not_of("0123456789"); suffix != std::string_view::npos) {
            const auto ending = word.substr(suffix);
            if (ending != "st" && ending != "nd" && ending != "rd" && ending != "th") return false;
            word = word.substr(0, suffix);
        }
        return take_number(word, parts);
    }
    if (const auto month = month_by_name(word); month && !parts.month) {
        parts.month = month;
        return true;
    }
    if (is_weekday(word)) return true;
    if (word == "AM" || word == "am") return parts.am = true;
    if (word == "PM" || word == "pm") return parts.pm = true;
    const auto zone = zone_by_name(word);
    if (!zone) return word == "at" || word == "of" || word == "T";
    if (!parts.zone || *parts.zone == minutes(0)) parts.zone = zone;
    return true;
}

/// RFC 822 and its broken cousins, asctime, and what people type.
std::optional<Timestamp> parse_words(std::string_view text) {
    Parts parts;
    const auto words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (take_word(words[i], parts)) continue;
        if (i == 0 && month_by_name(words[i]) == std::nullopt && !is_digit(words[i].front()))
            continue;                                                           // a weekday abroad
        if (parts.hour && parts.year && !is_digit(words[i].front())) continue;  // a zone nobody knows
        return std::nullopt;
    }
    if (!parts.year || !parts.month || !parts.day) return std::nullopt;
    return assemble(parts);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\f\v\"";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace

std::optional<Timestamp> parse_date(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.size() > 200) return std::nullopt;
    if (const auto iso = parse_iso(text)) return iso;
    const auto plain = in_english(text);
    if (const auto iso = parse_iso(plain)) return iso;
    return parse_words(plain);
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
    text = trim(text);
    if (text.size() < 24 || text.size() > 40 || is_digit(text.front())) return std::nullopt;
    return parse_words(text);
}

}  // namespace broadsheet::feeds
