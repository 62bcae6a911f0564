#include "feeds/render_text.hpp"

#include "tests/feeds/render_fixture.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

TEST(TitleOf, FallsBackToTheFirstWordsThenToTheLink) {
    auto entry = bare_entry();
    EXPECT_EQ(title_of(entry), "https://news.example/article/2");
    entry.article.url = "https://bare.example/a";
    EXPECT_EQ(title_of(entry), "https://bare.example/a");
    entry.article.content_html = "<p>Boats &amp; <b>fog</b></p>";
    EXPECT_EQ(title_of(entry), "Boats & fog");
    entry.article.summary = "A summary";
    EXPECT_EQ(title_of(entry), "A summary");
    entry.article.title = " \x01\t";
    EXPECT_EQ(title_of(entry), "A summary");
    entry.article.title = "\u200b\u00ad\u00a0\ufeff";
    EXPECT_EQ(title_of(entry), "A summary") << "nobody sees any of that";
    entry.article.title = "Élan";
    EXPECT_EQ(title_of(entry), "Élan");
}

TEST(TitleOf, CutsLongTextAtABlankAndNeverInsideACharacter) {
    auto entry = bare_entry();
    for (int i = 0; i < 30; ++i) entry.article.summary += "seven77 ";
    EXPECT_EQ(title_of(entry), "seven77 seven77 seven77 seven77 seven77 seven77 seven77 seven77 seven77 seven77…");
    entry.article.summary = "x";
    for (int i = 0; i < 60; ++i) entry.article.summary += "é";
    std::string half = "x";
    for (int i = 0; i < 39; ++i) half += "é";
    EXPECT_EQ(title_of(entry), half + "…");
}

TEST(AuthorsOf, AreTheEntrysElseTheFeedsElseTheFeed) {
    auto entry = full_entry();
    EXPECT_EQ(authors_of(entry).front().name, "Ada Brandt");
    entry.article.authors = {{"", "", "", ""}, {" ", "", "", ""}};
    EXPECT_EQ(authors_of(entry).front().name, "The Harbour Desk");
    entry.sources.front().authors.clear();
    EXPECT_EQ(authors_of(entry).front().name, "Harbour Gazette");
}

TEST(ContentHtmlOf, MakesHtmlOfTextAndLeavesHtmlAlone) {
    auto entry = bare_entry();
    EXPECT_EQ(content_html_of(entry), "");
    entry.article.content_text = "1 < 2\nand on";
    EXPECT_EQ(content_html_of(entry), "<p>1 &lt; 2<br>\nand on</p>");
    entry.article.content_html = "<i>x</i>";
    EXPECT_EQ(content_html_of(entry), "<i>x</i>");
}

TEST(WithQuery, PutsAPageToTheAddressOfAnother) {
    EXPECT_EQ(with_query("https://news.example/sea.atom?page=2", "?page=3"), "https://news.example/sea.atom?page=3");
    EXPECT_EQ(with_query("https://news.example/sea.atom?page=2", "?"), "https://news.example/sea.atom");
    EXPECT_EQ(with_query("https://news.example/sea.atom", ""), "");
}

}  // namespace
}  // namespace broadsheet::feeds
