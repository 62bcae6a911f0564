#include "daemon/cli/table.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace broadsheet::cli {
namespace {

Table sample() {
    Table table({{"NAME", "name"}, {"", "hidden"}, {"COUNT", "count", Align::right}, {"NOTE", "note"}});
    table.add({{"Äpfel", "Äpfel"}, {"", true}, {"5", 5}, {"", ""}});
    table.add({{"b", "b"}, {"", false}, {"12345678", 12345678}, {"two\nlines", "two\nlines"}});
    return table;
}

TEST(Tables, AlignTheirColumns) {
    EXPECT_EQ(sample().text(),
              "NAME      COUNT  NOTE\n"
              "Äpfel         5\n"
              "b      12345678  two lines\n");
}

TEST(Tables, CutWhatIsTooWideExceptInTheLastColumn) {
    Table table(std::vector<Column>{{"A", "a"}, {"B", "b"}});
    const std::string wide(200, 'x');
    table.add({Cell{wide, nullptr}, Cell{wide, nullptr}});
    EXPECT_NE(table.text().find("\n" + std::string(59, 'x') + "…  " + wide + "\n"), std::string::npos);
}

TEST(Tables, AreArraysOfObjectsForMachines) {
    const auto rows = boost::json::parse(sample().json()).as_array();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("name").as_string(), "Äpfel");
    EXPECT_TRUE(rows[0].at("hidden").as_bool());
    EXPECT_EQ(rows[1].at("note").as_string(), "two\nlines");
    EXPECT_EQ(Table(std::vector<Column>{{"A", "a"}}).json(), "[]\n");
}

}  // namespace
}  // namespace broadsheet::cli
