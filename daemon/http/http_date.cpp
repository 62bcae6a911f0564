#include "daemon/http/http_date.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::http {

namespace {

using namespace std::chrono;

constexpr std::array<const char*, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// The words of the text; commas, blanks and hyphens part them.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (words.size() < 8) {
        text.remove_prefix(std::min(text.size(), text.find_first_not_of(" ,-")));
        if (text.empty()) break;
        const std::string_view word = text.substr(0, text.find_first_of(" ,-"));
        words.push_back(word);
        text.remove_prefix(word.size());
    }
    return words;
}

std::optional<int> number(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

void append_number(std::string& text, unsigned number, unsigned digits) {
    std::size_t place = text.size() + digits;
    text.resize(place);
    for (; digits > 0; --digits, number /= 10) text[--place] = static_cast<char>('0' + number % 10);
}

std::optional<seconds> time_of_day(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hour = number(text.substr(0, 2));
    const auto minute = number(text.substr(3, 2));
    const auto second = number(text.substr(6, 2));
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return hours(*hour) + minutes(*minute) + seconds(*second);
}

std::optional<sys_seconds> date_from(std::string_view day_text, std::string_view month_text, std::string_view year_text,
                                     std::string_view time_text, sys_seconds now) {
    const auto day_number = number(day_text);
    auto year_number = number(year_text);
    const auto time = time_of_day(time_text);
    const auto* const found = std::find(months.begin(), months.end(), month_text);
    if (!day_number || !year_number || !time || found == months.end()) return std::nullopt;
    if (year_text.size() == 2) {
        const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
        *year_number += this_year / 100 * 100;
        if (*year_number > this_year + 50) *year_number -= 100;
    }
    const year_month_day date(year(*year_number), month(static_cast<unsigned>(found - months.begin()) + 1),
                              day(static_cast<unsigned>(*day_number)));
    if (!date.ok()) return std::nullopt;
    return sys_days(date) + *time;
}

}  // namespace

std::string format_date(sys_seconds time) {
    const auto midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    std::string text;
    text.reserve(32);
    text += weekdays[weekday(midnight).c_encoding()];
    text += ", ";
    append_number(text, static_cast<unsigned>(date.day()), 2);
    text += ' ';
    text += months[static_cast<unsigned>(date.month()) - 1];
    text += ' ';
    append_number(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    text += ' ';
    append_number(text, static_cast<unsigned>(clock.hours().count()), 2);
    text += ':';
    append_number(text, static_cast<unsigned>(clock.minutes().count()), 2);
    text += ':';
    append_number(text, static_cast<unsigned>(clock.seconds().count()), 2);
    text += " GMT";
    return text;
}

std::optional<sys_seconds> parse_date(std::string_view text, sys_seconds now) {
    const auto words = words_of(text);
    // "Sun, 06 Nov 1994 08:49:37 GMT" and "Sunday, 06-Nov-94 08:49:37 GMT"
    if (words.size() == 6 && words[5] == "GMT") return date_from(words[1], words[2], words[3], words[4], now);
    // "Sun Nov  6 08:49:37 1994"
    if (words.size() == 5) return date_from(words[2], words[1], words[4], words[3], now);
    return std::nullopt;
}

}  // namespace broadsheet::http
