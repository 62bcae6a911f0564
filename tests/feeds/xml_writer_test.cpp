#include "feeds/xml_writer.hpp"

#include "tests/feeds/render_fixture.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

std::string body_of(XmlWriter& xml) {
    return xml.take().substr(declaration.size());
}

TEST(XmlWriter, BeginsWithTheDeclarationAndNoByteOrderMark) {
    XmlWriter xml;
    EXPECT_EQ(xml.take(), declaration);
}

TEST(XmlWriter, EscapesTextAndAttributesEachAsItMust) {
    XmlWriter xml;
    xml.element("a", "1 < 2 & \"3\" > ]]>", {{"b", "\"<&>'\n\t"}});
    EXPECT_EQ(body_of(xml), "<a b=\"&quot;&lt;&amp;&gt;'&#10;&#9;\">1 &lt; 2 &amp; \"3\" &gt; ]]&gt;</a>");
}

TEST(XmlWriter, KeepsACarriageReturnThatAParserWouldFold) {
    XmlWriter xml;
    xml.element("a", "x\r\ny");
    EXPECT_EQ(body_of(xml), "<a>x&#13;\ny</a>");
}

TEST(XmlWriter, LeavesOutEmptyAttributesAndOptionalElements) {
    XmlWriter xml;
    xml.empty("link", {{"rel", "self"}, {"type", ""}});
    xml.optional("rights", "");
    EXPECT_EQ(body_of(xml), "<link rel=\"self\"/>");
}

TEST(XmlWriter, ClosesWhatItOpenedInnermostFirst) {
    XmlWriter xml;
    xml.open("a");
    xml.open("b", {{"c", "d"}});
    xml.text("e");
    xml.close();
    xml.close();
    EXPECT_EQ(body_of(xml), "<a><b c=\"d\">e</b>\n</a>\n");
}

TEST(XmlText, KeepsWhatXmlAllowsAndNothingElse) {
    EXPECT_EQ(xml_text(hostile_text), hostile_text_cleaned);
}

TEST(XmlText, KeepsTheEdgesOfEachLengthOfUtf8) {
    const std::string edges =
        "\t\n\r \x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbd\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
    EXPECT_EQ(xml_text(edges), edges);
    for (const std::string bad : {"\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xed\xbf\xbf", "\xc1\xbf",
                                  "\x80", "\xf5\x80\x80\x80"})
        EXPECT_EQ(xml_text("x" + bad + "y"), "xy") << testing::PrintToString(bad);
}

TEST(XmlText, IsNotLedPastTheEndByACutCharacter) {
    for (const std::string cut : {"\xc3", "\xe2\x82", "\xf0\x9f\x8c"}) EXPECT_EQ(xml_text("x" + cut), "x");
}

}  // namespace
}  // namespace broadsheet::feeds
