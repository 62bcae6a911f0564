#include "feeds/utf8.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(ValidXmlPrefix, EndsBeforeWhatXmlForbids) {
    EXPECT_EQ(valid_xml_prefix("plain text of some length, tab\t and line\r\n"), 42U);
    EXPECT_EQ(valid_xml_prefix("日本語 😀 ü"), std::string_view("日本語 😀 ü").size());
    EXPECT_EQ(valid_xml_prefix("123456789\x01"), 9U);
    EXPECT_EQ(valid_xml_prefix("a\xEF\xBF\xBE"), 1U);
    EXPECT_EQ(valid_xml_prefix("a\xEF\xBF\xBD"), 4U);
}

/// Long texts are looked at in blocks: a fault anywhere in one, across two or in the last bytes is the same fault.
TEST(ValidXmlPrefix, FindsAFaultWhereverItStands) {
    for (const std::string filling : {"a", "é", "日", "😀"}) {
        for (const std::string fault :
             {"\x01", "\x80", "\xC0\xAF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE6\x97", "\xEF\xBF\xBE",
              "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF0\x9F\x98", "\xF5"}) {
            for (std::size_t before = 0; before < 40; ++before) {
                std::string text;
                for (std::size_t i = 0; i < before; ++i) text += i % 3 == 0 ? filling : "b";
                const auto good = text.size();
                text += fault;
                EXPECT_EQ(valid_xml_prefix(text), good) << text;
                for (int i = 0; i < 20; ++i) text += filling;
                EXPECT_EQ(valid_xml_prefix(text), good) << text;
                EXPECT_EQ(valid_xml_prefix(text.substr(0, good)), good) << text;
            }
        }
    }
}

TEST(Utf8Sequence, KnowsNoOverlongFormsAndSurrogates) {
    EXPECT_EQ(utf8_sequence("é"), 2U);
    EXPECT_EQ(utf8_sequence("😀"), 4U);
    for (const auto* bytes :
         {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\xE2\x82"})
        EXPECT_EQ(utf8_sequence(bytes), 0U);
}

TEST(Utf8Code, IsWhatAppendUtf8Wrote) {
    for (const std::uint32_t code : {0x41U, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xFFFDU, 0x10000U, 0x10FFFFU}) {
        std::string text;
        append_utf8(text, code);
        EXPECT_EQ(utf8_sequence(text), text.size());
        EXPECT_EQ(utf8_code(text), code);
    }
}

TEST(IsUtf8, LooksAtTheWholeText) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a\n日😀"));
    EXPECT_FALSE(is_utf8("日\xE6\x97"));
    EXPECT_FALSE(is_utf8("a\xFFz"));
}

TEST(Utf8Prefix, HasWholeCharactersWhereThereAreAny) {
    EXPECT_EQ(utf8_prefix("日本", 6), "日本");
    EXPECT_EQ(utf8_prefix("日本", 5), "日");
    EXPECT_EQ(utf8_prefix("日本", 2), "");
    EXPECT_EQ(utf8_prefix("a😀", 4), "a");
    EXPECT_EQ(utf8_prefix("a\x80\x80\x80\x80\x80", 5), "a\x80\x80\x80\x80");
}

TEST(ScrubUtf8, DropsControlsAndReplacesBytes) {
    EXPECT_EQ(scrub_utf8("a\x01\xFF\xE2\x82x\xEF\xBF\xBF"), "a\xEF\xBF\xBD\xEF\xBF\xBDx");
}

TEST(AppendUtf8, WritesEveryLengthAndNoSurrogate) {
    std::string out;
    for (const char32_t code : {U'a', U'é', U'日', U'😀', char32_t(0xD800), char32_t(0x110000)}) append_utf8(out, code);
    EXPECT_EQ(out, "aé日😀\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Excerpt, IsOneLineOfWholeCharacters) {
    EXPECT_EQ(excerpt("a\nb\x1B[31m"), "a b [31m");
    EXPECT_EQ(excerpt(std::string(39, 'a') + "é"), std::string(39, 'a'));
}

}  // namespace broadsheet::feeds
