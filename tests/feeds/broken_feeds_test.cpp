// Feeds that are broken in the ways that servers break them, and what must still come out of them.
#include "feeds/read.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

const std::string two_items =
    "<rss version='2.0'><channel><title>T</title><item><title>One</title></item><item><title>Two</title></item>"
    "</channel></rss>";

std::string rss(const std::string& inside) {
    return "<rss version='2.0'><channel><title>T</title>" + inside + "</channel></rss>";
}

Feed read(const std::string& document) {
    auto feed = read_feed(document, {});
    EXPECT_TRUE(feed) << document << (feed ? std::string() : feed.error().detail());
    return feed ? std::move(*feed) : Feed();
}

std::string refusal(const std::string& document) {
    const auto feed = read_feed(document, {});
    EXPECT_FALSE(feed) << document;
    return feed ? std::string() : feed.error().detail();
}

std::string titles(const Feed& feed) {
    std::string result;
    for (const auto& article : feed.articles) result += "[" + article.title + "]";
    return result;
}

}  // namespace

TEST(BrokenFeeds, AreFoundBehindTagsThatWereNeverClosed) {
    for (const std::string junk :
         {"<br>\n<b>Warning</b>: x in <b>/a</b><br>\n", "<pre>Array ( [0] => 1 )", "<meta charset='utf-8'>", "<hr>",
          "<img src='x'>", "<font color='red'>", "<body>", "<input>", "<p>Notice", "<link rel='stylesheet' href='x'>",
          "Argument <1> is <none> missing\n"}) {
        const auto feed = read(junk + "<?xml version='1.0'?>\n" + two_items);
        EXPECT_EQ(titles(feed), "[One][Two]") << junk;
        EXPECT_FALSE(feed.well_formed);
        EXPECT_FALSE(feed.cut_short);
        EXPECT_FALSE(feed.warnings.empty());
    }
}

TEST(BrokenFeeds, AreFoundInsidePagesAndEnvelopes) {
    for (const auto& [before, after] : {std::pair<std::string, std::string>{"<html><body>", "</body></html>"},
                                        {"<!DOCTYPE html><html><head></head><body><pre>", "</pre></body></html>"},
                                        {"<xml>", "</xml>"},
                                        {"<s:Envelope xmlns:s='urn:soap'><s:Body>", "</s:Body></s:Envelope>"}}) {
        EXPECT_EQ(titles(read(before + two_items + after)), "[One][Two]") << before;
        const auto atom = read(before +
                               "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title>"
                               "</entry></feed>" +
                               after);
        EXPECT_EQ(titles(atom), "[A]") << before;
        EXPECT_EQ(atom.format, "atom-1.0");
    }
    EXPECT_EQ(titles(read("<xml><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                          "xmlns='http://purl.org/rss/1.0/'><channel><title>T</title></channel><item><title>A</title>"
                          "</item></rdf:RDF></xml>")),
              "[A]");
}

TEST(BrokenFeeds, AreToldFromPagesThatOnlyShowOne) {
    const auto page = [](const std::string& body) {
        return "<html><head><title>Help</title></head><body>" + body + "</body></html>";
    };
    for (const auto& body :
         {std::string("<pre>&lt;rss version='2.0'&gt;&lt;channel&gt;</pre>"),
          "<script>var x = \"" + two_items + "\";</script>", "<textarea>" + two_items + "</textarea>",
          "<!-- " + two_items + " -->", std::string("<feed url='x'></feed>"), std::string("<rss>news</rss>"),
          std::string("<feed><title>x</title></feed>"),
          std::string("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><Work/></rdf:RDF>")})
        EXPECT_EQ(refusal(page(body)), "not a feed: an HTML page titled 'Help'") << body;
    EXPECT_EQ(refusal("<config><feed><title>x</title></feed></config>"),
              "not a feed: an XML document with the root <config>");
}

TEST(BrokenFeeds, KeepTheirLinesBehindJunk) {
    const auto feed = read("<br>\n<br>\n<rss><channel><title>a & b</title></channel></rss>");
    ASSERT_EQ(feed.warnings.size(), 2U);
    EXPECT_EQ(feed.warnings[0], "line 3: other elements around the root element");
    EXPECT_EQ(feed.warnings[1], "line 3: an ampersand that begins no reference");
}

TEST(BrokenFeeds, MeanWhatTheirPrefixesUsuallyMean) {
    for (const std::string uri : {"http://foo/", ""}) {
        const auto feed = read("<rss xmlns:content='" + uri + "' xmlns:dc='" + uri + "' xmlns:media='" + uri +
                               "'><channel><item><content:encoded>full</content:encoded><dc:creator>A</dc:creator>"
                               "<media:thumbnail url='http://e.org/t.jpg'/></item></channel></rss>");
        ASSERT_EQ(feed.articles.size(), 1U);
        EXPECT_EQ(feed.articles[0].content_html, "full");
        EXPECT_EQ(feed.articles[0].authors.at(0).name, "A");
        EXPECT_EQ(feed.articles[0].media.at(0).thumbnail, "http://e.org/t.jpg");
    }
    const auto swapped = read(
        "<rss xmlns:media='http://purl.org/dc/elements/1.1/'><channel><item><media:creator>A</media:creator></item>"
        "</channel></rss>");
    EXPECT_EQ(swapped.articles.at(0).authors.at(0).name, "A") << "an address that is known counts first";
}

TEST(BrokenFeeds, MayPutTheirEntriesIntoANamespaceOfTheirOwn) {
    EXPECT_EQ(titles(read(rss("<item xmlns='http://foo/'><title>A</title></item><item><title>B</title></item>"))),
              "[A][B]");
    EXPECT_EQ(titles(read("<rss><channel xmlns='http://foo/'><item><title>A</title></item></channel></rss>")), "[A]");
    EXPECT_EQ(titles(read(rss("<item><data xmlns='http://foo/'><title>X</title></data><title>A</title></item>"))),
              "[A]");
}

TEST(BrokenFeeds, LoseOneTextToASectionThatNeverEnds) {
    const auto feed =
        read(rss("<item><title>A</title><description><![CDATA[<p>x</p></description></item>"
                 "<item><title><![CDATA[B</title></item><item><title>C</title></item>"));
    EXPECT_EQ(titles(feed), "[A][B][C]");
    EXPECT_EQ(feed.articles.at(0).content_html, "<p>x</p>");
    EXPECT_FALSE(feed.cut_short);
    EXPECT_FALSE(feed.well_formed);
    const auto cut = read("<rss><channel><item><title>A</title></item><item><title>B</title><description><![CDATA[x");
    EXPECT_EQ(titles(cut), "[A]");
    EXPECT_TRUE(cut.cut_short);
    const auto cut_behind_a_namesake =
        read("<rss><channel><item><title>A</title></item><item><summary><![CDATA[<summary>x</summary> y");
    EXPECT_EQ(titles(cut_behind_a_namesake), "[A]");
}

TEST(BrokenFeeds, KeepTheWordsOfASectionInsideASection) {
    const auto feed = read(
        rss("<item><title><![CDATA[A <![CDATA[B]]> C]]></title><description><![CDATA[<p>x <![CDATA[y]]> &amp; z</p>]]>"
            "</description></item>"));
    EXPECT_EQ(feed.articles.at(0).title, "A B C");
    EXPECT_EQ(feed.articles.at(0).content_html, "<p>x y &amp; z</p>");
}

TEST(BrokenFeeds, AreSaidToBeSo) {
    for (const std::string inside :
         {"<item><title>A<link>http://e.org/</link></item>", "<item><title>A</title><item><title>B</title></item>",
          "<item><title>A<title><link>http://e.org/</link></item>", "<title>&#xD83D;&#xDE00;</title>"})
        EXPECT_FALSE(read(rss(inside)).well_formed) << inside;
    EXPECT_EQ(read("<rss><channel>\n<item><title>A<link>http://e.org/</link></item></channel></rss>").warnings,
              (std::vector<std::string>{"line 2: <title> is left open"}));
}

TEST(BrokenFeeds, MayHaveHalvesOfCharactersForReferences) {
    const auto title = [](const std::string& text) { return read(rss("<item><title>" + text + "</title></item>")); };
    EXPECT_EQ(titles(title("&#xD83D;&#xDE00; &#55357;&#56832;")), "[\U0001F600 \U0001F600]");
    EXPECT_EQ(titles(title("&#xD83D; &#xDE00;&#xD83D;")), "[\uFFFD \uFFFD\uFFFD]");
}

}  // namespace broadsheet::feeds
