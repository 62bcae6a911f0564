#include "feeds/detect.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(BinaryKind, KnowsFilesByTheirFirstBytes) {
    EXPECT_EQ(binary_kind("%PDF-1.7"), "a PDF file");
    EXPECT_EQ(binary_kind("\x1F\x8B\x08"), "gzip data");
    EXPECT_EQ(binary_kind("\x89PNG\r\n"), "a PNG image");
    EXPECT_EQ(binary_kind("<rss/>"), "");
}

TEST(LooksLikeJson, GoesByTheFirstCharacter) {
    EXPECT_TRUE(looks_like_json(" \n{\"version\":"));
    EXPECT_TRUE(looks_like_json("[1]"));
    EXPECT_FALSE(looks_like_json("<rss>{</rss>"));
    EXPECT_FALSE(looks_like_json(""));
}

TEST(OtherKind, NamesWhatIsNoFeed) {
    EXPECT_EQ(other_kind(" \n "), "an empty body");
    EXPECT_EQ(other_kind("<!DOCTYPE html><html><head><title>Sign in &amp; read</title>"),
              "an HTML page titled 'Sign in & read'");
    EXPECT_EQ(other_kind("<html><body>x"), "an HTML page");
    EXPECT_EQ(other_kind("404 not found"), "plain text that begins '404 not found'");
    EXPECT_EQ(other_kind("<rss><channel/></rss>"), "");
    EXPECT_EQ(other_kind("<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss/>"), "");
}

TEST(FindRoot, TellsFormatsApart) {
    const auto format_of = [](std::string_view text) {
        XmlTree tree;
        EXPECT_TRUE(tree.read(text, 1UL << 20U));
        return find_root(tree).format;
    };
    EXPECT_EQ(format_of("<rss/>"), Format::rss);
    EXPECT_EQ(format_of("<RSS version='2.0'/>"), Format::rss);
    EXPECT_EQ(format_of("<feed xmlns='http://www.w3.org/2005/Atom'/>"), Format::atom);
    EXPECT_EQ(format_of("<a:entry xmlns:a='http://www.w3.org/2005/Atom'/>"), Format::atom);
    EXPECT_EQ(format_of("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"), Format::rdf);
    EXPECT_EQ(format_of("<Channel xmlns='http://purl.org/net/rss1.1#'/>"), Format::rdf);
    EXPECT_EQ(format_of("<CHANNEL HREF='x'/>"), Format::cdf);
    EXPECT_EQ(format_of("<channel><item/></channel>"), Format::rss);
    EXPECT_EQ(format_of("<opml version='2.0'/>"), Format::none);
    EXPECT_EQ(format_of("<svg xmlns='http://www.w3.org/2000/svg'/>"), Format::none);
}

}  // namespace broadsheet::feeds
