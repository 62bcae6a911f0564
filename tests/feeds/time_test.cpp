#include "feeds/time.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace broadsheet::feeds {
namespace {

std::string read(std::string_view text) {
    const auto time = parse_date(text);
    return time ? to_rfc3339(*time) : "none";
}

TEST(ParseDate, ReadsRfc822InItsSloppiness) {
    for (const std::string_view text :
         {"Tue, 24 Nov 2026 08:22:53 GMT", "24 Nov 2026 08:22:53 +0000", "Tue, 24 November 2026 08:22:53 Z",
          "Tue , 24 Nov 26 08:22:53 UT", "Tuesday, 24-Nov-26 08:22:53 GMT", "tue, 24 nov 2026 10:22:53 +02:00",
          "Tue, 24 Nov 2026 03:22:53 EST", "Tue, 24 Nov 2026 09:22:53 CET", "24 Nov, 2026 08:22:53",
          "Tue Nov 24 08:22:53 2026", "Nov 24, 2026 08:22:53 AM", "Tue, 24 Nov 2026 08:22:53 Etc/GMT",
          "Tue, 24 Nov 2026 09:23:53 +01:01", "2026/11/24 08:22:53", "Tue, Nov 24 2026 08:22:53 GMT+00:00"})
        EXPECT_EQ(read(text), "2026-11-24T08:22:53Z") << text;
    EXPECT_EQ(read("Thu, 1 Jan 2026"), "2026-01-01T00:00:00Z");
    EXPECT_EQ(read("Thu, 01 Jan 2026 8:05 PST"), "2026-01-01T16:05:00Z");
    EXPECT_EQ(read("Thu, 01 Jan 1998 00:00:00 GMT"), read("Thu, 01 Jan 98 00:00:00 GMT"));
}

TEST(ParseDate, AllowsTheOffsetsThatRfc5322Does) {
    EXPECT_EQ(read("Tue, 24 Nov 2026 08:22:53 +3000"), "2026-11-23T02:22:53Z");
    EXPECT_EQ(read("Tue, 24 Nov 2026 08:22:53 -9959"), "2026-11-28T12:21:53Z");
}

TEST(ParseDate, ReadsTheOffsetBehindAZonesName) {
    for (const std::string_view zone : {"GMT+5", "GMT+05", "GMT+0500", "UTC+5:00", "GMT+05:00"})
        EXPECT_EQ(read("24 Nov 2026 13:22:53 " + std::string(zone)), "2026-11-24T08:22:53Z") << zone;
    EXPECT_EQ(read("24 Nov 2026 04:52:53 UTC-3:30"), "2026-11-24T08:22:53Z");
}

TEST(ParseDate, TakesAnOffsetThatIsNoneForAZoneThatNobodyKnows) {
    for (const std::string_view zone : {"GMT--22608192:48", "GMT+-5", "GMT+16", "GMT+05:61", "GMT+", "CET+1"})
        EXPECT_EQ(read("24 Nov 2026 08:22:53 " + std::string(zone)), "2026-11-24T08:22:53Z") << zone;
}

TEST(ParseDate, ReadsIso8601InEveryPrecision) {
    for (const auto& [text, expected] : {
             std::pair{"2026", "2026-01-01T00:00:00Z"},
             {"2026-11", "2026-11-01T00:00:00Z"},
             {"2026-11-24", "2026-11-24T00:00:00Z"},
             {"20261124", "2026-11-24T00:00:00Z"},
             {"2026-328", "2026-11-24T00:00:00Z"},
             {"2026-W48-2", "2026-11-24T00:00:00Z"},
             {"2026W482T0822Z", "2026-11-24T08:22:00Z"},
             {"2020-W53-5", "2021-01-01T00:00:00Z"},
             {"2026-11-24T08:22Z", "2026-11-24T08:22:00Z"},
             {"2026-11-24T08:22:53.123+01:00", "2026-11-24T07:22:53Z"},
             {"2026-11-24 08:22:53", "2026-11-24T08:22:53Z"},
             {"20261124T082253Z", "2026-11-24T08:22:53Z"},
             {"2026-11-24T24:00:00Z", "2026-11-25T00:00:00Z"},
             {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
             {"200311", "2003-11-01T00:00:00Z"},
             {"031124", "2003-11-24T00:00:00Z"},
             {"03-11-24", "2003-11-24T00:00:00Z"},
             {"03335", "2003-12-01T00:00:00Z"},
             {"-0312", "2003-12-01T00:00:00Z"},
             {"-03-12", "2003-12-01T00:00:00Z"},
         })
        EXPECT_EQ(read(text), expected) << text;
}

TEST(ParseDate, ReadsGreekHungarianAndKorean) {
    EXPECT_EQ(read("Κυρ, 11 Ιούλ 2004 12:00:00 EST"), "2004-07-11T17:00:00Z");
    EXPECT_EQ(read("2004-július-13T9:15-05:00"), "2004-07-13T14:15:00Z");
    EXPECT_EQ(read("2004년 05월 28일  01:31:15"), "2004-05-27T16:31:15Z");
    EXPECT_EQ(read("2004-05-25 오후 11:23:17"), "2004-05-25T14:23:17Z");
}

TEST(ParseDate, MakesNoDateOfWhatCannotBeOne) {
    for (const std::string_view text : {"",
                                        "-",
                                        "-5",
                                        "-1-2",
                                        "-03-13",
                                        "031324",
                                        "Sun, 16 Dec 2012 1:2:3:4 GMT",
                                        "Sun, 16 Dec 2012 zz:47:32 GMT",
                                        "Sun, 16 Dec 2012 11:zz:32 GMT",
                                        "yesterday",
                                        "Mon, 30 Feb 2026 00:00:00 GMT",
                                        "Thu, 99 Jan 2026 00:00:00 GMT",
                                        "01 zzz 2026 00:00:00 GMT",
                                        "2026-13-01",
                                        "2026-00-10",
                                        "2026-11-31",
                                        "2026-11-257",
                                        "2026-0266-01",
                                        "2026-266-01",
                                        "2026-W54-1",
                                        "2025-W53-1",
                                        "2026-W48-8",
                                        "2026-366",
                                        "0000-01-01",
                                        "-2026-01-01",
                                        "99999-01-01",
                                        "2026-11-24T25:00:00Z",
                                        "2026-11-24T08:61:00Z",
                                        "12:00:00",
                                        "Tue, 24 Nov 2026 25:00:00 GMT",
                                        "42"})
        EXPECT_EQ(read(text), "none") << text;
}

TEST(ParseDate, TellsATuesdayInTheRomanceFromMarch) {
    EXPECT_EQ(read("mar, 24 nov 2026 06:30:00 +0000"), "2026-11-24T06:30:00Z");
    EXPECT_EQ(read("Mar 24 2026 06:30 GMT"), "2026-03-24T06:30:00Z");
    EXPECT_EQ(read("Mar, 24 Mar 2026 06:30:00 GMT"), "2026-03-24T06:30:00Z");
}

TEST(ParseDate, TakesAZoneNobodyKnowsForUtc) {
    EXPECT_EQ(read("Tue, 24 Nov 2026 08:22:53 XYZT"), "2026-11-24T08:22:53Z");
    EXPECT_EQ(read("Tue, 24 Nov 2026 08:22:53 +25:00"), "2026-11-24T08:22:53Z");
}

TEST(ParseDate, ReadsWhatPeopleWriteBetweenDateAndTime) {
    for (const std::string_view text :
         {"September 6, 2021 at 3:04 pm", "September 6, 2021 At 3:04pm", "6 September 2021 at 15:04",
          "15:04 at 6 September 2021", "September 6, 2021 3:04 p.m.", "Mon, 06 Sep 2021 AT 15:04"})
        EXPECT_EQ(read(text), "2021-09-06T15:04:00Z") << text;
    EXPECT_EQ(read("Mon, 06 Sep 2021 11:04 AT"), "2021-09-06T15:04:00Z");
}

TEST(ParseDate, ReadsAZoneBehindItsOffsetAndAnOffsetWithoutItsSign) {
    EXPECT_EQ(read("2021-09-06T00:01:00+02:00[Europe/Berlin]"), "2021-09-05T22:01:00Z");
    EXPECT_EQ(read("Mon, 06 Sep 2021 00:01:00 0000"), "2021-09-06T00:01:00Z");
    EXPECT_EQ(read("Mon, 06 Sep 2021 00:01:00 0100"), "none");
    EXPECT_EQ(read("[2021]"), "none");
}

TEST(ParseDate, NeverGuessesWhichNumberIsTheMonth) {
    EXPECT_EQ(read("06/09/2021 00:01"), "none");
    EXPECT_EQ(read("6/9/21"), "none");
    EXPECT_EQ(read("06/09/2021 3:04 PM"), "2021-06-09T15:04:00Z");
    EXPECT_EQ(read("06/06/2021 15:04"), "2021-06-06T15:04:00Z");
    EXPECT_EQ(read("11/24/2026 08:22"), "2026-11-24T08:22:00Z");
    EXPECT_EQ(read("24/11/2026 08:22"), "2026-11-24T08:22:00Z");
    EXPECT_EQ(read("24/24/2026 08:22"), "none");
}

TEST(ParseDate, ReadsDotsAndEastAsianUnits) {
    EXPECT_EQ(read("06.09.2021 15:04"), "2021-09-06T15:04:00Z");
    EXPECT_EQ(read("2021.09.06 15:04"), "2021-09-06T15:04:00Z");
    EXPECT_EQ(read("6 Sep 2021 15.04.10"), "none");
    EXPECT_EQ(read("2021年9月6日"), "2021-09-06T00:00:00Z");
    EXPECT_EQ(read("2021年09月06日 15:04"), "2021-09-06T15:04:00Z");
}

TEST(TimeOfDay, IsThatOfTheDatesOwnZone) {
    for (const char* date : {"2026-11-24", "24 Nov 2026", "Tue, 24 Nov 2026 GMT", "20261124", "24. Oktober 2026", ""})
        EXPECT_EQ(time_of_day(date), TimeOfDay::none) << date;
    for (const char* date : {"2026-11-24T00:00:00+05:30", "Tue, 24 Nov 2026 00:00:00 -0800", "2026-11-24 00:00",
                             "20261124T000000Z", "11/24/2026 12:00:00 AM", "2026-11-24T00:00:00.000Z"})
        EXPECT_EQ(time_of_day(date), TimeOfDay::midnight) << date;
    for (const char* date : {"2026-11-24T00:00:01Z", "Tue, 24 Nov 2026 12:00:00 GMT", "20261124T0815Z", "2026-11-24T08",
                             "11/24/2026 12:00 PM", "24 Nov 2026 8:22"})
        EXPECT_EQ(time_of_day(date), TimeOfDay::other) << date;
}

TEST(ParseHttpDate, ReadsTheThreeFormsAndNothingElse) {
    for (const std::string_view text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        const auto time = parse_http_date(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(to_rfc822(*time), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
    EXPECT_FALSE(parse_http_date("0"));
    EXPECT_FALSE(parse_http_date("2026-11-24T08:22:53.000000Z"));
}

TEST(WriteDate, ClampsYearsThatTheFormsCannotHold) {
    EXPECT_EQ(to_rfc3339(Timestamp{}), "1970-01-01T00:00:00Z");
    EXPECT_TRUE(to_rfc3339(Timestamp(std::chrono::seconds(400'000'000'000))).starts_with("9999-"));
}

}  // namespace
}  // namespace broadsheet::feeds
