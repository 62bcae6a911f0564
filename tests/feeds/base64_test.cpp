#include "feeds/base64.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

TEST(Base64, WritesBytesAsRfc4648Has) {
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(to_base64("f"), "Zg==");
    EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64("\xfb\xff\xbf"), "+/+/");
}

TEST(Base64, ReadsWhatItWrites) {
    for (const auto* const bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xfb\xff\xbf"})
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
}

TEST(Base64, ReadsLinesOtherAlphabetsAndWhatEndsTooSoon) {
    EXPECT_EQ(from_base64(" Zm9v\r\n\tYmFy "), "foobar");
    EXPECT_EQ(from_base64("-_-_"), "\xfb\xff\xbf");
    EXPECT_EQ(from_base64("Zg"), "f");
    EXPECT_EQ(from_base64("Zm8"), "fo");
    EXPECT_EQ(from_base64("Zm9vY"), "foo");
    EXPECT_EQ(from_base64("=,="), "");
}

}  // namespace
}  // namespace broadsheet::feeds
