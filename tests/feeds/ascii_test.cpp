#include "feeds/ascii.hpp"

#include <gtest/gtest.h>

#include <string>

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
