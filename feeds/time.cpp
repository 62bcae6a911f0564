// One reader for nearly everything: a date is taken apart into words and numbers, and each piece finds its meaning by
// its looks (a month's name, a clock time, a year, a zone). Only ISO 8601 is read by position first, for there
// 2026-11-24 and 20261124 mean what they mean by place. Whatever remains doubtful is no date.

#include "feeds/time.hpp"

#include "feeds/ascii.hpp"
#include "feeds/time_names.hpp"
#include "feeds/time_parts.hpp"

#include <algorithm>
#include <vector>

namespace broadsheet::feeds {

namespace {

using std::chrono::minutes;

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::size_t usual_words = 6;
    const auto is_blank = [](char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '(' || c == ')';
    };
    std::vector<std::string_view> words;
    words.reserve(usual_words);
    for (auto at = text.begin(); at != text.end();) {
        const auto begin = std::find_if_not(at, text.end(), is_blank);
        at = std::find_if(begin, text.end(), is_blank);
        if (begin != at) words.emplace_back(begin, at);
    }
    return words;
}

/// A bare number: a day until there is one, then the year, and at last an offset that lost its sign.
bool take_number(std::string_view word, DateParts& parts) {
    const auto value = number(word);
    if (!value) return false;
    if (word == "0000" && parts.hour && parts.year) {
        parts.zone = minutes(0);
        return true;
    }
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

bool take_word(std::string_view word, DateParts& parts);

/// "11/24/2026" or "24/11/2026": where both could be the month, nobody knows which is.
bool take_by_slashes(int first, int second, DateParts& parts) {
    constexpr int months = 12;
    parts.day = first > months ? first : second;
    parts.month = first > months ? second : first;
    parts.day_or_month = first <= months && second <= months && first != second;
    return true;
}

/// "24-Nov-2026", "2026/11/24", "24.11.2026".
bool take_joined(std::string_view word, char joint, DateParts& parts) {
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
    if (joint == '.' && !year_first && pieces[2].size() != 4) return false;  // "8.22.53" is a time, if anything
    parts.year = year_first ? *first : full_year(*last, pieces[2].size());
    if (!year_first && !named && joint == '/') return take_by_slashes(*first, *month, parts);
    parts.day = year_first ? *last : *first;
    parts.month = month;
    return true;
}

/// "AM", "p.m.".
bool take_half_of_day(std::string_view word, DateParts& parts) {
    auto name = lower(word);
    std::erase(name, '.');
    if (name == "am") return parts.am = true;
    return name == "pm" && (parts.pm = true);
}

/// "8:22", "8:22pm", "08:22:53+01:00".
bool take_clock(std::string_view word, DateParts& parts) {
    const auto zone = word.find_first_of("+-Zz");
    if (zone != std::string_view::npos && zone > 0) return read_iso_time(word, parts);
    const auto half = std::min(word.find_first_of("AaPp"), word.size());
    if (half < word.size() && !take_half_of_day(word.substr(half), parts)) return false;
    return read_clock(word.substr(0, half), parts);
}

/// "at" is Atlantic time only behind a time of day, and in capitals.
bool is_preposition(std::string_view word, const DateParts& parts) {
    return word == "at" || word == "of" || (lower(word) == "at" && !parts.hour);
}

bool take_word(std::string_view word, DateParts& parts) {
    while (word.size() > 1 && word.back() == '.') word.remove_suffix(1);
    if (word.find(':') != std::string_view::npos && is_digit(word.front()) && !parts.hour)
        return take_clock(word, parts);
    if ((word.front() == '+' || word.front() == '-') && word.size() > 1) {
        constexpr int most_hours = 99;  // RFC 5322 §3.3 allows -9959 to +9959
        if (const auto zone = offset(word, word.size() == 5 ? most_hours : usual_hours)) {
            parts.zone = zone;
            return true;
        }
        return word.front() == '-' && take_word(word.substr(1), parts);
    }
    for (const char joint : {'-', '/', '.'})
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
    if (is_weekday(word)) return true;
    if (const auto month = month_by_name(word); month && !parts.month) {
        parts.month = month;
        return true;
    }
    if (take_half_of_day(word, parts) || is_preposition(word, parts)) return true;
    const auto zone = zone_by_name(word);
    if (!zone) return word == "T";
    if (!parts.zone || *parts.zone == minutes(0)) parts.zone = zone;
    return true;
}

/// RFC 822 and its broken cousins, asctime, and what people type.
std::optional<Timestamp> parse_words(std::string_view text) {
    DateParts parts;
    auto words = words_of(text);
    // "mar, 24 nov 2026": where there is another month, the first is a Tuesday.
    const auto is_month = [](std::string_view word) { return month_by_name(word).has_value(); };
    if (words.size() > 1 && !is_weekday(words[0]) && is_month(words[0]) &&
        std::any_of(words.begin() + 1, words.end(), is_month))
        words.erase(words.begin());
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (take_word(words[i], parts)) continue;
        if (i == 0 && month_by_name(words[i]) == std::nullopt && !is_digit(words[i].front()))
            continue;                                                           // a weekday abroad
        if (parts.hour && parts.year && !is_digit(words[i].front())) continue;  // a zone nobody knows
        return std::nullopt;
    }
    if (!parts.year || !parts.month || !parts.day) return std::nullopt;
    // Half days are American, and so is the month before the day.
    if (parts.day_or_month && !parts.am && !parts.pm) return std::nullopt;
    return assemble(parts);
}

/// Java writes the zone's name behind its offset: "+02:00[Europe/Berlin]".
std::string_view without_bracket(std::string_view text) {
    const auto bracket = text.ends_with(']') ? text.rfind('[') : std::string_view::npos;
    return bracket == 0 ? text : text.substr(0, bracket);
}

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\f\v\"";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace

std::optional<Timestamp> parse_date(std::string_view text) {
    text = without_bracket(without_blanks(text));
    if (text.empty() || text.size() > 200) return std::nullopt;
    if (const auto iso = parse_iso(text)) return iso;
    if (text.front() == '-') return std::nullopt;
    if (is_ascii(text)) return parse_words(text);
    const auto plain = in_english(text);
    if (const auto iso = parse_iso(plain)) return iso;
    return parse_words(plain);
}

TimeOfDay time_of_day(std::string_view date) {
    // In ISO 8601's basic form there is no colon, but a T between digits.
    const auto is_iso_t = [&](std::size_t at) {
        return at > 0 && at + 1 < date.size() && (date[at] == 'T' || date[at] == 't') && is_digit(date[at - 1]) &&
               is_digit(date[at + 1]);
    };
    auto begin = date.find(':');
    if (begin == std::string_view::npos) {
        begin = 0;
        while (begin < date.size() && !is_iso_t(begin)) ++begin;
        if (begin == date.size()) return TimeOfDay::none;
        ++begin;
    }
    while (begin > 0 && is_digit(date[begin - 1])) --begin;
    auto clock = date.substr(begin);
    clock = clock.substr(0, clock.find_first_not_of("0123456789:."));
    const bool twelve = clock.starts_with("12") && (date.ends_with("AM") || date.ends_with("am"));
    if (twelve) clock.remove_prefix(2);
    return clock.find_first_not_of("0:.") == std::string_view::npos ? TimeOfDay::midnight : TimeOfDay::other;
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
    text = without_blanks(text);
    if (text.size() < 24 || text.size() > 40 || is_digit(text.front())) return std::nullopt;
    return parse_words(text);
}

}  // namespace broadsheet::feeds
