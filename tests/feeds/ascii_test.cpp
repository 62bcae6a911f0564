#include "feeds/ascii.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace broadsheet::feeds {
namespace {

TEST(EqualsIgnoringCase, FoldsAsciiAlone) {
    EXPECT_TRUE(equals_ignoring_case("Content-Type", "CONTENT-tYPE"));
    EXPECT_FALSE(equals_ignoring_case("a", "ab"));
    EXPECT_FALSE(equals_ignoring_case("[", "{"));
    EXPECT_FALSE(equals_ignoring_case("\xC3\x84", "\xC3\xA4"));
    EXPECT_TRUE(equals_ignoring_case("", ""));
}

TEST(HexValue, IsOfDigitsInEitherCase) {
    EXPECT_EQ(hex_value('0'), 0);
    EXPECT_EQ(hex_value('9'), 9);
    EXPECT_EQ(hex_value('a'), 10);
    EXPECT_EQ(hex_value('F'), 15);
    for (const char c : {'g', 'G', '/', ':', '@', '`', '\0', '\xFF'}) EXPECT_EQ(hex_value(c), -1) << c;
}

TEST(BeginsEscape, WhereTwoHexDigitsFollow) {
    EXPECT_TRUE(begins_escape("%aF", 0));
    EXPECT_TRUE(begins_escape("x%09", 1));
    EXPECT_FALSE(begins_escape("x%09", 0));
    for (const char* text : {"", "%", "%a", "%ag", "%ga", "a41"}) EXPECT_FALSE(begins_escape(text, 0)) << text;
    EXPECT_FALSE(begins_escape(std::string_view("%41").substr(0, 2), 0)) << "what lies behind its end is not its own";
}

TEST(AppendHex, WritesTwoDigitsOfEachByte) {
    std::string hex;
    for (const char c : {'\0', '\x0F', '\x7F', '\xFA'}) append_hex(hex, c);
    EXPECT_EQ(hex, "000f7ffa");
}

TEST(AppendPercentEncoded, WritesCapitals) {
    std::string encoded;
    for (const char c : {' ', '\xC3', '\xFA'}) append_percent_encoded(encoded, c);
    EXPECT_EQ(encoded, "%20%C3%FA");
}

}  // namespace
}  // namespace broadsheet::feeds
