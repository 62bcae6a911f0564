#include "feeds/time_names.hpp"

#include "feeds/ascii.hpp"
#include "feeds/time_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::feeds {

namespace {

using std::chrono::minutes;
using Name = std::pair<std::string_view, int>;

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};

// Abbreviations, with the accent where writers put it and without.
constexpr std::array<Name, 24> greek_months{
    {{"Ιαν", 1},  {"Φεβ", 2}, {"Μάώ", 3}, {"Μαώ", 3},  {"Μάρ", 3},  {"Μαρ", 3},  {"Απρ", 4},  {"Μάι", 5},
     {"Μαϊ", 5},  {"Μαι", 5}, {"Μάϊ", 5}, {"Ιούν", 6}, {"Ιον", 6},  {"Ιούλ", 7}, {"Ιολ", 7},  {"Ιουν", 6},
     {"Ιουλ", 7}, {"Αύγ", 8}, {"Αυγ", 8}, {"Σεπ", 9},  {"Οκτ", 10}, {"Νοέ", 11}, {"Νοε", 11}, {"Δεκ", 12}}};

constexpr std::array<Name, 13> hungarian_months{{{"január", 1},
                                                 {"február", 2},
                                                 {"március", 3},
                                                 {"április", 4},
                                                 {"május", 5},
                                                 {"máujus", 5},
                                                 {"június", 6},
                                                 {"július", 7},
                                                 {"augusztus", 8},
                                                 {"szeptember", 9},
                                                 {"október", 10},
                                                 {"november", 11},
                                                 {"december", 12}}};

// Minutes east of Greenwich. Where a name has several meanings the one that feeds mean stands here.
constexpr std::array<Name, 56> zones{
    {{"ut", 0},     {"utc", 0},    {"gmt", 0},    {"z", 0},      {"wet", 0},    {"a", -60},     {"m", -720},
     {"n", 60},     {"y", 720},    {"nst", -210}, {"ndt", -150}, {"adt", -180}, {"ast", -240},  {"at", -240},
     {"edt", -240}, {"est", -300}, {"et", -300},  {"cdt", -300}, {"cst", -360}, {"ct", -360},   {"mdt", -360},
     {"mst", -420}, {"mt", -420},  {"pdt", -420}, {"pst", -480}, {"pt", -480},  {"akdt", -480}, {"akst", -540},
     {"hst", -600}, {"brt", -180}, {"art", -180}, {"bst", 60},   {"west", 60},  {"cet", 60},    {"met", 60},
     {"mez", 60},   {"cest", 120}, {"mest", 120}, {"mesz", 120}, {"eet", 120},  {"sast", 120},  {"eest", 180},
     {"msk", 180},  {"msd", 240},  {"ist", 330},  {"ict", 420},  {"wib", 420},  {"hkt", 480},   {"sgt", 480},
     {"awst", 480}, {"jst", 540},  {"kst", 540},  {"aest", 600}, {"aedt", 660}, {"nzst", 720},  {"nzdt", 780}}};

template <std::size_t Size>
std::optional<int> prefix_match(std::string_view word, const std::array<Name, Size>& names) {
    for (const auto& [name, value] : names)
        if (word.starts_with(name)) return value;
    return std::nullopt;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// "2004-július-13T9:15-05:00" → "2004-07-13T9:15-05:00".
void translate_hungarian(std::string& text) {
    const auto dash = text.find('-');
    if (dash == std::string::npos || dash != 4) return;
    const auto end = text.find('-', dash + 1);
    if (end == std::string::npos) return;
    const auto month = prefix_match(std::string_view(text).substr(dash + 1), hungarian_months);
    if (!month) return;
    text.replace(dash + 1, end - dash - 1, (*month < 10 ? "0" : "") + std::to_string(*month));
}

}  // namespace

std::optional<int> month_by_name(std::string_view word) {
    const auto name = lower(word);
    if (name == "sept") return 9;
    for (std::size_t i = 0; i < months.size(); ++i)
        if (name.size() >= 3 && months[i].starts_with(name)) return static_cast<int>(i + 1);
    return prefix_match(word, greek_months);
}

bool is_weekday(std::string_view word) {
    const auto name = lower(word);
    return name.size() >= 2 && std::any_of(weekdays.begin(), weekdays.end(),
                                           [&name](std::string_view day) { return day.starts_with(name); });
}

std::optional<minutes> zone_by_name(std::string_view word) {
    auto name = lower(word);
    if (name.starts_with("etc/")) name.erase(0, 4);
    const auto sign = name.find_first_of("+-");
    if (sign != std::string::npos) {
        const auto base = std::string_view(name).substr(0, sign);
        if (base != "gmt" && base != "utc" && base != "ut") return std::nullopt;
        return offset(std::string_view(name).substr(sign));
    }
    for (const auto& [zone, offset] : zones)
        if (name == zone) return minutes(offset);
    return std::nullopt;
}

std::string in_english(std::string_view text) {
    std::string result(text);
    translate_hungarian(result);
    const bool korean = result.find("년") != std::string::npos && result.find("오") == std::string::npos;
    replace(result, "년 ", "-");
    replace(result, "월 ", "-");
    replace(result, "년", "-");
    replace(result, "월", "-");
    replace(result, "일", " ");
    replace(result, "年", "-");
    replace(result, "月", "-");
    replace(result, "日", " ");
    replace(result, "오전", "AM KST");
    replace(result, "오후", "PM KST");
    if (korean && result.find(':') != std::string::npos && result.find_first_of("+Z") == std::string::npos)
        result += " KST";
    return result;
}

}  // namespace broadsheet::feeds
