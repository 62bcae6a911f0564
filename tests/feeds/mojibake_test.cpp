#include "feeds/mojibake.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

std::string mended(std::string text) {
    mend_double_encoding(text);
    return text;
}

}  // namespace

TEST(MendDoubleEncoding, UndoesOneRound) {
    EXPECT_EQ(mended("cafÃ© crÃ¨me"), "café crème");
    EXPECT_EQ(mended("itâ€™s Ã¼ber"), "it’s über");
}

TEST(MendDoubleEncoding, LeavesEverythingElseAlone) {
    for (const auto* text :
         {"", "plain", "café", "naïve Ãber", "Ã", "Ãa", "Ã© und ü", "Ã© и", "Ã©\xF0\x9F\x98\x80", "SÃO PAULO"})
        EXPECT_EQ(mended(text), text);
}

}  // namespace broadsheet::feeds
