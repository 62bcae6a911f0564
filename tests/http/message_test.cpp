#include "daemon/http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using testing::ElementsAre;

TEST(Headers, NamesCompareWithoutCase) {
    Headers headers;
    headers.add("Accept", "a");
    headers.add("ACCEPT", "b");
    headers.add("Other", "c");
    EXPECT_EQ(headers.get("accept"), "a");
    EXPECT_THAT(headers.all("accept"), ElementsAre("a", "b"));
    EXPECT_EQ(headers.joined("Accept"), "a, b");
    EXPECT_EQ(headers.find("Accep"), std::nullopt);
    EXPECT_EQ(headers.get("none"), "");
    EXPECT_EQ(headers.joined("none"), "");
}

TEST(Headers, JoinsEmptyValuesToo) {
    Headers headers;
    headers.add("X", "");
    headers.add("X", "b");
    EXPECT_EQ(headers.joined("x"), ", b");
}

TEST(Headers, SetReplacesEveryFieldOfTheName) {
    Headers headers;
    headers.add("A", "1");
    headers.add("B", "2");
    headers.add("a", "3");
    headers.set("A", "4");
    EXPECT_EQ(headers.size(), 2U);
    EXPECT_EQ(headers.joined("a"), "4");
    headers.remove("b");
    EXPECT_EQ(headers.size(), 1U);
}

TEST(ReasonPhrase, KnowsWhatIsServed) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
    EXPECT_EQ(reason_phrase(299), "Unknown");
}

}  // namespace
}  // namespace broadsheet::http
