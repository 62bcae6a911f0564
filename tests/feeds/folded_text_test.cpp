#include "feeds/folded_text.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace broadsheet::feeds {
namespace {

std::string folded(std::initializer_list<std::string_view> pieces) {
    std::string out = "before ";
    FoldedText text(out);
    for (const auto piece : pieces) text.add(piece);
    return out.substr(7);
}

TEST(FoldedText, HasOneBlankBetweenWordsAndNoneAtTheEnds) {
    EXPECT_EQ(folded({"  a \t b\r\n\f c\xC2\xA0\xC2\xA0"
                      "d "}),
              "a b c d");
    EXPECT_EQ(folded({"a ", " b", "c", " ", "d"}), "a bc d");
    EXPECT_EQ(folded({" ", "", "\n"}), "");
    EXPECT_EQ(folded({"caf\xC3\xA9 \xC2\xBBx\xC2\xAB"}), "café »x«");
}

TEST(FoldedText, FoldsAnywhereInALongText) {
    for (std::size_t before = 0; before < 40; ++before) {
        const std::string words(before, 'w');
        const auto expected =
            before == 0 ? "end and more than a block of words" : words + " end and more than a block of words";
        for (const std::string_view blank : {" ", "  ", "\n", " \n", "\n ", "\xC2\xA0", " \xC2\xA0 "})
            EXPECT_EQ(folded({words + std::string(blank) + "end and more than a block of words"}), expected);
    }
}

TEST(FoldedText, BreaksLinesBetweenWords) {
    std::string out;
    FoldedText text(out);
    text.line_break();
    text.add("a ");
    text.line_break();
    text.add(" b");
    text.line_break();
    EXPECT_EQ(out, "a\nb");
}

}  // namespace
}  // namespace broadsheet::feeds
