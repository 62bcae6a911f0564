#include "daemon/cli/console.hpp"

#include <gtest/gtest.h>

namespace broadsheet::cli {
namespace {

TEST(Printable, LeavesTextOfEveryScriptAlone) {
    for (const char* text : {"plain", "Äpfel", "新闻", "עברית", "👍🏽", ""}) EXPECT_EQ(printable(text), text);
}

TEST(Printable, IsOneLineWithoutControls) {
    EXPECT_EQ(printable("a\nb\tc\rd"), "a b c d");
    EXPECT_EQ(printable("\x1b[31mred\x7f"), "\uFFFD[31mred\uFFFD");
    EXPECT_EQ(printable("a\u202Eb\u2028c\u009Bd"), "a\uFFFDb\uFFFDc\uFFFDd");
}

TEST(Printable, ReplacesWhatIsNoUtf8) {
    EXPECT_EQ(printable("a\xff"
                        "b"),
              "a\uFFFDb");
    EXPECT_EQ(printable("\xC0\xAF"), "\uFFFD\uFFFD");
    EXPECT_EQ(printable("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(printable("\xF0\x9F\x98"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(printable("\xE2\x82"), "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace broadsheet::cli
