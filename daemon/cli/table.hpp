#pragma once
// Tables as subcommands print them: aligned columns for people, an array of objects for machines. Main thread.

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::cli {

enum class Align { left, right };

struct Column {
    std::string heading;  ///< of the table; empty: a member of the JSON only
    std::string member;   ///< of the JSON objects
    Align align = Align::left;
};

/// One value in its two forms.
struct Cell {
    std::string text;
    boost::json::value json;
};

/// Rows under headings.
class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// As many cells as there are columns.
    void add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }

    /// Lines of aligned columns; text is made printable and cut to a sane width, the last column apart.
    [[nodiscard]] std::string text() const;
    /// An array of objects, one row a line.
    [[nodiscard]] std::string json() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace broadsheet::cli
