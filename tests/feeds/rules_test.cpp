#include "feeds/rules.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace broadsheet::feeds {
namespace {

Rule rule(std::string_view text) {
    return Rule::compile(text).value();
}

Article article() {
    Article result;
    result.title = "Ukraine and the price of wheat";
    result.content_html = "<p>Grain &amp; <b>oil</b> were dearer</p>";
    result.url = "https://example.org/sponsored/1";
    result.authors.push_back({"Ada Brandt", "ada@example.org", "", ""});
    result.categories.push_back({"economy", "", "Economy"});
    return result;
}

TEST(Rules, PlainWordsMatchAsWholeWordsInAnyCase) {
    EXPECT_TRUE(rule("PRICE of   wheat").matches(article()));
    EXPECT_TRUE(rule("grain").matches(article()));
    EXPECT_FALSE(rule("whea").matches(article()));
    EXPECT_FALSE(rule("wheat price").matches(article()));
}

TEST(Rules, PlainWordsAreNoRegularExpression) {
    EXPECT_FALSE(rule("u.raine").matches(article()));
}

TEST(Rules, ContentIsSearchedAsText) {
    EXPECT_TRUE(rule("content:Grain & oil").matches(article()));
    EXPECT_FALSE(rule("content:/<b>/").matches(article()));
}

TEST(Rules, AFieldIsSearchedAlone) {
    EXPECT_TRUE(rule("title:/ukraine|russia/i").matches(article()));
    EXPECT_TRUE(rule("title: /ukraine|russia/i").matches(article()));
    EXPECT_FALSE(rule("title:oil").matches(article()));
    EXPECT_TRUE(rule("author:ada brandt").matches(article()));
    EXPECT_TRUE(rule("url:/sponsored/").matches(article()));
    EXPECT_TRUE(rule("tag:economy").matches(article()));
    EXPECT_FALSE(rule("tag:politics").matches(article()));
}

TEST(Rules, FlagsAreHonoured) {
    EXPECT_FALSE(rule("/UKRAINE/").matches(article()));
    EXPECT_TRUE(rule("/UKRAINE/i").matches(article()));
}

TEST(Rules, AWrongRuleSaysWhatIsWrong) {
    for (const char* text : {"", "title:", "/(/", "/a/q", "/", "//", "/open"})
        EXPECT_EQ(Rule::compile(text).error().code(), ErrorCode::invalid) << text;
}

TEST(Rules, AnEvilExpressionIsLinear) {
    Article evil;
    evil.title = std::string(100'000, 'a') + "!";
    EXPECT_FALSE(rule("/^(a+)+$/").matches(evil));
}

TEST(Rules, KeepNeedsOneMatchAndDropNone) {
    Rules rules;
    EXPECT_TRUE(rules.lets_in(article()));
    rules.keep({rule("wheat"), rule("rice")});
    EXPECT_TRUE(rules.lets_in(article()));
    rules.keep({rule("football")});
    EXPECT_FALSE(rules.lets_in(article()));
    Rules drops;
    drops.drop({rule("tag:sport"), rule("url:/sponsored/")});
    EXPECT_FALSE(drops.lets_in(article()));
}

TEST(Rules, SayWhichOfThemDecided) {
    Rules rules;
    EXPECT_EQ(rules.judge(article()).by, nullptr);
    rules.keep({rule("barley"), rule("title:wheat")});
    EXPECT_EQ(rules.judge(article()).by->text(), "title:wheat");
    rules.drop({rule("rain"), rule("url:/sponsored/")});
    const auto dropped = rules.judge(article());
    EXPECT_FALSE(dropped.in);
    EXPECT_EQ(dropped.by->text(), "url:/sponsored/");
    rules.keep({rule("rye"), rule("oats")});
    const auto unwanted = rules.judge(article());
    EXPECT_FALSE(unwanted.in);
    ASSERT_NE(unwanted.unmet, nullptr);
    EXPECT_EQ(unwanted.unmet->back().text(), "oats");
}

}  // namespace
}  // namespace broadsheet::feeds
