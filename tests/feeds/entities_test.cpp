#include "feeds/entities.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(ReadReference, ReadsNumbersAndNames) {
    EXPECT_EQ(read_reference("&#65;x").code, U'A');
    EXPECT_EQ(read_reference("&#65;x").length, 5U);
    EXPECT_EQ(read_reference("&#X41;").code, U'A');
    EXPECT_EQ(read_reference("&nbsp; x").name, "nbsp");
    EXPECT_EQ(read_reference("&nbsp; x").length, 6U);
}

TEST(ReadReference, ReadsC1ControlsAsWindows1252) {
    EXPECT_EQ(read_reference("&#146;").code, U'’');
    EXPECT_EQ(read_reference("&#x80;").code, U'€');
}

TEST(ReadReference, TakesNothingElseForOne) {
    for (const auto* text : {"&", "& ", "&;", "&#;", "&#x;", "&#xg;", "&amp", "&a b;", "&b=2", "&#65"})
        EXPECT_EQ(read_reference(text).kind, ReferenceKind::none) << text;
}

TEST(ReadReference, BoundsNumbers) {
    EXPECT_GT(read_reference("&#99999999999999999999;").code, char32_t(0x10FFFF));
    EXPECT_GT(read_reference("&#x110000;").code, char32_t(0x10FFFF));
}

TEST(HtmlEntity, KnowsThoseOfHtml4InTheirCase) {
    EXPECT_EQ(html_entity("eacute"), U'é');
    EXPECT_EQ(html_entity("Eacute"), U'É');
    EXPECT_EQ(html_entity("zwnj"), U'\u200C');
    EXPECT_EQ(html_entity("apos"), U'\'');
    EXPECT_EQ(html_entity("EACUTE"), U'\0');
    EXPECT_EQ(html_entity("bogus"), U'\0');
}

TEST(Windows1252Byte, IsTheWayBack) {
    EXPECT_EQ(windows_1252_byte(U'€'), 0x80);
    EXPECT_EQ(windows_1252_byte(U'ÿ'), 0xFF);
    EXPECT_EQ(windows_1252_byte(0x81), 0x81);
    EXPECT_EQ(windows_1252_byte(U'A'), 0);
    EXPECT_EQ(windows_1252_byte(U'Ж'), 0);
}

}  // namespace broadsheet::feeds
