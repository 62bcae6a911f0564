#include "daemon/http/http_date.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds example{seconds(784111777)};
constexpr sys_seconds now{seconds(1'700'000'000)};

TEST(HttpDate, IsWrittenInThePreferredForm) {
    EXPECT_EQ(format_date(example), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_date(sys_seconds()), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(format_date(sys_seconds(seconds(951782400))), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(HttpDate, IsReadInAllThreeForms) {
    EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_date("Sun Nov  6 08:49:37 1994", now), example);
}

TEST(HttpDate, OfTwoDigitsLiesAtMostFiftyYearsAhead) {
    EXPECT_EQ(format_date(*parse_date("Monday, 06-Nov-73 08:49:37 GMT", now)), "Mon, 06 Nov 2073 08:49:37 GMT");
    EXPECT_EQ(format_date(*parse_date("Tuesday, 06-Nov-74 08:49:37 GMT", now)), "Wed, 06 Nov 1974 08:49:37 GMT");
}

TEST(HttpDate, NonsenseIsNoDate) {
    for (const char* text :
         {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
          "Sun, 0x6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT x", "1994-11-06T08:49:37Z", ", , , , ,",
          "Sun, 06 Nov 199999 08:49:37 GMT"}) {
        EXPECT_EQ(parse_date(text, now), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace broadsheet::http
