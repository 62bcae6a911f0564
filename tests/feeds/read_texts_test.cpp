// What becomes of the texts of a document between its bytes and what is shown.
#include "feeds/read.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

std::string repeated(std::string_view piece, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += piece;
    return result;
}

std::string rss(const std::string& inside) {
    return "<rss version=\"2.0\"><channel><title>T</title>" + inside + "</channel></rss>";
}

}  // namespace

TEST(ReadTexts, EndsLinesAsXmlDoes) {
    const auto feed = read_feed(
        "<rss><channel><title>My\rNews</title><item><title>a\r\nb&#13;&#10;c\td</title><description>"
        "<![CDATA[<pre>x\r\ny</pre>]]></description></item></channel></rss>",
        {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->title, "My News");
    EXPECT_EQ(feed->articles.at(0).title, "a b c d");
    EXPECT_EQ(feed->articles.at(0).content_html, "<pre>x\ny</pre>");
}

TEST(ReadTexts, KeepsTheLinesOfPlainTextWhereTheyAreTheAuthors) {
    const auto json = read_feed(R"({"version":"https://jsonfeed.org/version/1.1","title":"T","items":[)"
                                R"({"id":"1","content_text":"a & b\nc\n\nd"},{"id":"2","content_html":"a\nb"}]})",
                                {});
    ASSERT_TRUE(json);
    EXPECT_EQ(json->articles.at(0).content_html, "<p>a &amp; b<br>\nc</p>\n<p>d</p>");
    EXPECT_EQ(json->articles.at(0).content_text, "a & b\nc\n\nd");
    EXPECT_EQ(json->articles.at(1).content_html, "a\nb");
    const auto media = [](const std::string& inside) {
        return read_feed(
                   "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><entry>" +
                       inside + "</entry></feed>",
                   {})
            ->articles.at(0)
            .content_html;
    };
    EXPECT_EQ(media("<media:group><media:description>a\n\nb</media:description></media:group>"), "<p>a</p>\n<p>b</p>");
    EXPECT_EQ(media("<media:description type='html'>a\n&lt;b>b&lt;/b></media:description>"), "a\n<b>b</b>");
    EXPECT_EQ(media("<summary>wrapped\nby layout</summary>"), "wrapped\nby layout");
}

TEST(ReadTexts, ShowsNoBytesOfWhatIsNoText) {
    const auto content = [](const std::string& type, const std::string& code) {
        const auto feed =
            read_feed("<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary>s</summary><content type='" + type +
                          "'>" + code + "</content></entry></feed>",
                      {});
        return feed->articles.at(0).content_html;
    };
    EXPECT_EQ(content("image/png", "iVBORw0KGgoAAAANSUhEUg=="), "s");
    EXPECT_EQ(content("image/x-text", "aGVsbG8="), "s");
    EXPECT_EQ(content("application/octet-stream", "aGVsbG8="), "hello");
    EXPECT_EQ(content("application/octet-stream", "/////w=="), "s");
}

TEST(ReadTexts, KeepsALongTitleInJapanese) {
    const auto title = repeated("日", 720);
    EXPECT_EQ(read_feed(rss("<item><title>" + title + "</title></item>"), {})->articles.at(0).title, title);
}

TEST(ReadTexts, FindsFootnotesOnThePageOfTheEntry) {
    const std::string item =
        "<link>http://e.org/blog/1</link><description>&lt;a href='#fn'>1&lt;/a></description></item>";
    const auto feed =
        read_feed(rss("<link>http://e.org/blog/</link><item>" + item + "<item xml:base='http://b.example/x'>" + item +
                      "<item><description>&lt;a href='#fn'>1&lt;/a></description></item>"),
                  {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).content_html, "<a href=\"http://e.org/blog/1#fn\">1</a>");
    EXPECT_EQ(feed->articles.at(1).content_html, "<a href=\"http://b.example/x#fn\">1</a>");
    EXPECT_EQ(feed->articles.at(2).content_html, "<a href=\"http://e.org/blog/#fn\">1</a>");
}

TEST(ReadTexts, LeavesMarkupAloneWhenAskedTo) {
    DocumentContext context;
    context.sanitise = false;
    const auto feed = read_feed(rss("<item><description>&lt;script&gt;1&lt;/script&gt;</description></item>"), context);
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).content_html, "<script>1</script>");
}

TEST(ReadTexts, CutsTitlesBetweenCharacters) {
    const auto feed = read_feed(rss("<item><title>" + repeated("e\xCC\x81", 10'000) + "</title></item>"), {});
    ASSERT_TRUE(feed);
    EXPECT_LE(feed->articles.at(0).title.size(), 4096U);
    EXPECT_NE(feed->articles.at(0).title.size() % 3, 2U);
}

TEST(ReadTexts, LeavesNoControlsInALine) {
    const auto feed =
        read_feed(rss("<item><title>a&#27;[31m\nb&#0;&#7;</title><author>x&#13;&#10;y</author></item>"), {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).title, "a[31m b");
    EXPECT_EQ(feed->articles.at(0).authors.at(0).name, "x y");
}

}  // namespace broadsheet::feeds
