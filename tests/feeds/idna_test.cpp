#include "feeds/idna.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(ToAsciiHost, MapsAndPunycodes) {
    EXPECT_EQ(to_ascii_host("bücher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(to_ascii_host("BÜCHER.Example"), "xn--bcher-kva.example");
    EXPECT_EQ(to_ascii_host("straße.example"), "xn--strae-oqa.example");
    EXPECT_EQ(to_ascii_host("例え。テスト"), "xn--r8jz45g.xn--zckzah");
    EXPECT_EQ(to_ascii_host("plain.example"), "plain.example");
}

TEST(ToAsciiHost, RefusesWhatCanBeNoHost) {
    for (const auto* host : {"", "a..b", "-ü.example", "ü\xE2\x80\x8F.example"})
        EXPECT_EQ(to_ascii_host(host), std::nullopt) << host;
}

}  // namespace broadsheet::feeds
