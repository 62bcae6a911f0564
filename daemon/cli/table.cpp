#include "daemon/cli/table.hpp"

#include "daemon/cli/console.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace broadsheet::cli {
namespace {

constexpr std::size_t widest = 60;

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// In code points: near enough to columns for feeds' names.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string cut(const std::string& text) {
    if (width_of(text) <= widest) return text;
    std::size_t end = 0;
    std::size_t width = 0;
    while (end < text.size() && (width < widest - 1 || !starts_character(text[end])))
        width += starts_character(text[end++]);
    return text.substr(0, end) + "…";
}

std::string padded(const std::string& text, std::size_t width, Align align) {
    const std::string space(width - std::min(width, width_of(text)), ' ');
    return align == Align::right ? space + text : text + space;
}

std::string aligned(const std::vector<std::vector<std::string>>& lines, const std::vector<std::size_t>& shown,
                    const std::vector<Column>& columns) {
    std::vector<std::size_t> widths(shown.size());
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
    }
    std::string result;
    for (const auto& line : lines) {
        std::string out;
        for (std::size_t i = 0; i < line.size(); ++i)
            out += (i == 0 ? "" : "  ") + padded(line[i], widths[i], columns[shown[i]].align);
        out.erase(out.find_last_not_of(' ') + 1);
        result += out + "\n";
    }
    return result;
}

}  // namespace

std::string Table::text() const {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!columns_[i].heading.empty()) shown.push_back(i);
    }
    std::vector<std::vector<std::string>> lines(1);
    for (const std::size_t i : shown) lines.front().push_back(columns_[i].heading);
    for (const auto& row : rows_) {
        auto& line = lines.emplace_back();
        for (const std::size_t i : shown) {
            const std::string text = printable(row[i].text);
            line.push_back(i == shown.back() ? text : cut(text));
        }
    }
    return aligned(lines, shown, columns_);
}

std::string Table::json() const {
    std::string result = "[";
    for (const auto& row : rows_) {
        boost::json::object object;
        for (std::size_t i = 0; i < row.size(); ++i) object[columns_[i].member] = row[i].json;
        result += (result.size() == 1 ? "\n" : ",\n") + boost::json::serialize(object);
    }
    return result + (rows_.empty() ? "]\n" : "\n]\n");
}

}  // namespace broadsheet::cli
