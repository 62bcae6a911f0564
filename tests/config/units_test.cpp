#include "config/units.hpp"

#include <gtest/gtest.h>

namespace broadsheet::config {
namespace {

using std::chrono::seconds;

TEST(Durations, HaveUnitsFromSecondsToWeeks) {
    EXPECT_EQ(parse_duration("90s").value, seconds(90));
    EXPECT_EQ(parse_duration("15m").value, seconds(900));
    EXPECT_EQ(parse_duration("2h").value, seconds(7200));
    EXPECT_EQ(parse_duration("1d").value, seconds(86400));
    EXPECT_EQ(parse_duration("2w").value, seconds(1209600));
    EXPECT_EQ(parse_duration("0s").value, seconds(0));
}

TEST(Durations, AddUpFromTheGreatestUnitDown) {
    EXPECT_EQ(parse_duration("1h30m").value, seconds(5400));
    EXPECT_NE(parse_duration("30m1h").fault, "");
    EXPECT_NE(parse_duration("1h1h").fault, "");
}

TEST(Durations, AreRefusedWithTheReason) {
    for (const char* text :
         {"", "5", "5 m", "m", "-5m", "1.5h", "nan", "inf", "5x", "5M", "0x5s", "+5s", "1e3s", "5m "})
        EXPECT_NE(parse_duration(text).fault, "") << text;
    EXPECT_NE(parse_duration("5").fault.find("no unit"), std::string::npos);
}

TEST(Durations, BeyondReasonStayGreatAndPositive) {
    for (const char* text : {"1000000000000000000s", "99999999999999999999999w", "18446744073709551615w1d1h1m1s"}) {
        const auto parsed = parse_duration(text);
        EXPECT_EQ(parsed.fault, "") << text;
        EXPECT_GT(parsed.value, seconds(1'000'000'000'000)) << text;
    }
}

TEST(Sizes, HaveBinaryUnits) {
    EXPECT_EQ(parse_size("1KiB").value, 1024U);
    EXPECT_EQ(parse_size("16MiB").value, 16U << 20U);
    EXPECT_EQ(parse_size("1GiB").value, 1U << 30U);
    for (const char* text : {"", "16", "16MB", "16 MiB", "MiB", "-1MiB", "1MiB1KiB", "1.5MiB"})
        EXPECT_NE(parse_size(text).fault, "") << text;
}

TEST(Units, AreWrittenWithoutFractions) {
    EXPECT_EQ(format_duration(seconds(90)), "90s");
    EXPECT_EQ(format_duration(seconds(7200)), "2h");
    EXPECT_EQ(format_duration(seconds(0)), "0s");
    EXPECT_EQ(format_size(1536), "1536 bytes");
    EXPECT_EQ(format_size(16U << 20U), "16MiB");
}

}  // namespace
}  // namespace broadsheet::config
