#include "feeds/mended_json.hpp"

#include "feeds/read.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

const std::string head = R"({"version":"https://jsonfeed.org/version/1.1","title":"T",)";

std::string one_item(const std::string& text) {
    return head + R"("items":[{"id":"1","content_text":")" + text + "\"},{\"id\":\"2\"}]}";
}

std::string mended(std::string_view text) {
    return mended_json(text).text;
}

}  // namespace

TEST(MendedJson, LeavesGoodJsonAlone) {
    const std::string good = R"({"a":["\u00e9\ud83d\ude00\n\"",{"b":[1,{}]}],"c":"//"})";
    EXPECT_EQ(mended(good), good);
    EXPECT_TRUE(mended_json(good).faults.empty());
}

TEST(MendedJson, RewritesWhatAStringMayNotHold) {
    EXPECT_EQ(mended(R"(["a\ud83d x","\ude00","\ud83d\u0041"])"), R"(["a\uFFFD x","\uFFFD","\uFFFD\u0041"])");
    EXPECT_EQ(mended("[\"a\nb\tc\r\x01\"]"), R"(["a\nb\tc\r "])");
    EXPECT_EQ(mended(R"(["it\'s C:\dir \u12 \x41"])"), R"(["it's C:\\dir \\u12 \\x41"])");
}

TEST(MendedJson, NamesEachKindOfFaultOnce) {
    EXPECT_EQ(mended_json("[\"a\tb\",\n\"\t\\q\"]").faults,
              (std::vector<std::string>{"line 1: a control character inside a string",
                                        "line 2: an escape that JSON does not have"}));
}

TEST(MendedJson, ClosesBehindTheLastItemThatIsComplete) {
    EXPECT_EQ(mended(R"({"a":1,"items":[{"b":{}},{"c":[{)"), R"({"a":1,"items":[{"b":{}}]})");
    EXPECT_EQ(mended(R"({"a":1,"items":[{"b)"), R"({"a":1,"items":[]})");
    EXPECT_EQ(mended(R"({"a":1,"items":[{}],"title":"x)"), R"({"a":1,"items":[{}]})");
    EXPECT_EQ(mended(R"({"a":1,"title":"x)"), R"({"a":1})");
    EXPECT_EQ(mended(R"({"others":[{"b":1},{)"), R"({"others":[{"b":1},{)") << "nothing is complete";
    EXPECT_EQ(mended(R"({"a":[}, "items":[{},{)"), R"({"a":[}, "items":[{},{)") << "brackets that do not match";
}

TEST(MendedJson, IsReadAsAFeedThatWasRepaired) {
    for (const std::string text : {"a\nb", "a\tb", R"(a\ud83db)", R"(a\'b)"}) {
        const auto feed = read_feed(one_item(text), {});
        ASSERT_TRUE(feed) << text;
        EXPECT_EQ(feed->articles.size(), 2U);
        EXPECT_FALSE(feed->well_formed);
        EXPECT_FALSE(feed->cut_short);
        EXPECT_EQ(feed->warnings.size(), 1U);
    }
    EXPECT_EQ(read_feed(one_item(R"(a \ud83d b)"), {})->articles.at(0).content_text, "a \uFFFD b");
}

TEST(MendedJson, NeverMakesAnItemOfACutOne) {
    const auto whole = one_item("x } ] , y");
    const auto first_end = whole.find("},{\"id\":\"2\"") + 1;
    for (auto size = head.size(); size < whole.size(); ++size) {
        const auto feed = read_feed(std::string_view(whole).substr(0, size), {});
        ASSERT_TRUE(feed) << size;
        EXPECT_TRUE(feed->cut_short) << size;
        EXPECT_FALSE(feed->well_formed) << size;
        const std::size_t complete = size < first_end ? 0 : size < whole.size() - 2 ? 1 : 2;
        EXPECT_EQ(feed->articles.size(), complete) << size;
    }
}

TEST(MendedJson, RefusesWhatIsNoFeedAsBefore) {
    EXPECT_EQ(read_feed("{\"a\":1,\"b\":[", {}).error().code(), ErrorCode::invalid);
    EXPECT_EQ(read_feed("{\"version\" \"x\"}", {}).error().code(), ErrorCode::invalid);
    EXPECT_EQ(read_feed(std::string(1'000'000, '['), {}).error().code(), ErrorCode::invalid);
    EXPECT_EQ(read_feed("{" + std::string(1'000'000, '"'), {}).error().code(), ErrorCode::invalid);
}

}  // namespace broadsheet::feeds
