// Documents that are made to hurt, too large to keep as files.
#include "feeds/read.hpp"
#include "feeds/article_digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

std::string repeated(std::string_view piece, std::size_t count) {
    std::string result;
    result.reserve(piece.size() * count);
    for (std::size_t i = 0; i < count; ++i) result += piece;
    return result;
}

std::string rss(const std::string& inside) {
    return "<rss version=\"2.0\"><channel><title>T</title>" + inside + "</channel></rss>";
}

ErrorCode error_of(const std::string& document) {
    const auto feed = read_feed(document, {});
    EXPECT_FALSE(feed);
    return feed ? ErrorCode::internal : feed.error().code();
}

}  // namespace

TEST(ReadFeed, RefusesNestingBeyondReason) {
    EXPECT_EQ(error_of(rss(repeated("<a>", 1'000'000))), ErrorCode::too_large);
    EXPECT_EQ(error_of(rss("<item><description>" + repeated("<b>", 100'000))), ErrorCode::too_large);
}

TEST(ReadFeed, KnowsADocumentThatEndsTooSoon) {
    const auto whole = rss("<item><title>A</title></item><item><title>B</title></item>");
    EXPECT_FALSE(read_feed(whole, {})->cut_short);
    EXPECT_FALSE(read_feed(rss("<item><title>A</item>"), {})->cut_short);
    for (const std::size_t less : {1U, 10U, 20U, 40U})
        EXPECT_TRUE(read_feed(std::string_view(whole).substr(0, whole.size() - less), {})->cut_short) << less;
}

TEST(ReadFeed, SurvivesDeeplyNestedHtml) {
    const auto feed =
        read_feed(rss("<item><description><![CDATA[" + repeated("<div>", 50'000) + "x]]></description></item>"), {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).content_html, "x");
}

TEST(ReadFeed, GivesTheTextOfContentsWhereItIsAskedForAndAtHand) {
    const auto document =
        rss("<item><description><![CDATA[<p>Two <b>bold</b>\n words &amp; a <br>break</p>]]></description>"
            "</item><item><description><![CDATA[<p>never <b>closed</p> again]]></description></item>"
            "<item><description>plain words</description></item>");
    EXPECT_EQ(read_feed(document, {})->articles.at(0).content_plain, "");
    DocumentContext context;
    context.plain_content = true;
    const auto feed = read_feed(document, context);
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).content_plain, "Two bold words & a\nbreak");
    EXPECT_EQ(feed->articles.at(1).content_plain, "") << "a tree was needed";
    EXPECT_EQ(feed->articles.at(2).content_plain, "plain words");
    for (auto article : feed->articles) {
        const auto known = digest_article(article, *feed);
        article.content_plain.clear();
        const auto made = digest_article(article, *feed);
        EXPECT_EQ(known.terms, made.terms);
        EXPECT_EQ(known.sketch, made.sketch);
        EXPECT_EQ(known.text, made.text);
    }
}

TEST(ReadFeed, RefusesMoreAttributesThanAnElementHas) {
    std::string attributes;
    for (int i = 0; i < 1000; ++i) attributes += " a" + std::to_string(i) + "=''";
    EXPECT_EQ(error_of(rss("<item" + attributes + "/>")), ErrorCode::too_large);
}

TEST(ReadFeed, RefusesNamesAndValuesOfMegabytes) {
    EXPECT_EQ(error_of(rss("<" + std::string(1'000'000, 'a') + "/>")), ErrorCode::too_large);
    EXPECT_EQ(error_of(rss("<item a='" + std::string(8'000'000, 'a') + "'/>")), ErrorCode::too_large);
}

TEST(ReadFeed, KeepsTheFirstTenThousandEntriesAndSaysSo) {
    const auto feed = read_feed(rss(repeated("<item/>", 20'000)), {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.size(), 10'000U);
    ASSERT_EQ(feed->warnings.size(), 1U);
    EXPECT_EQ(feed->warnings[0], "10000 entries over the limit were dropped");
}

TEST(ReadFeed, HoldsTheTreeToItsBudget) {
    ReadLimits limits;
    limits.max_heap = 1024UL * 1024;
    const auto feed = read_feed(rss(repeated("<a/>", 100'000)), {}, limits);
    ASSERT_FALSE(feed);
    EXPECT_EQ(feed.error().code(), ErrorCode::too_large);
    const auto json = read_feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[0" + repeated(",0", 200'000) + "]}", {}, limits);
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().code(), ErrorCode::too_large);
}

TEST(ReadFeed, TakesLinearTimeOverWhatNeverEnds) {
    for (const auto* piece : {"<!--", "<![CDATA[", "<?x ", "<!DOCTYPE [", "<a b='", "<![INCLUDE[", "</a", "&", "<",
                              "&#", "<a><![CDATA[</a>", "<a><![CDATA[</ab>", "<br><rss><item/>"})
        (void)read_feed("<rss><channel><item>" + repeated(piece, 200'000), {});
    for (const auto* piece : {"</b>", "<b></i>", "<a:b>", "<!ENTITY x 'y'>"})
        (void)read_feed("<rss><channel><item>" + repeated(piece, 200'000), {});
    for (const auto* piece : {"()", "&lt;&gt;", "("})
        (void)read_feed(rss("<item><author>" + repeated(piece, 2'000'000) + "a@example.org</author></item>"), {});
    for (const auto* piece : {"a&#13;\n", "&lt;![CDATA[", "&lt;br&gt;&#13;"})
        (void)read_feed(rss(repeated("<item><title>" + repeated(piece, 120'000) + "</title></item>", 8)), {});
    SUCCEED();
}

TEST(ReadFeed, HoldsNodesWithoutTextToTheBudget) {
    EXPECT_EQ(error_of(rss(repeated("<a/>", 4'000'000))), ErrorCode::too_large);
    const auto comments = read_feed(rss(repeated("x<!-- -->", 100'000)), {});
    EXPECT_TRUE(comments);
}

TEST(ReadFeed, NestsNamespacesWithinReason) {
    std::string declarations;
    for (int i = 0; i < 700; ++i) declarations += "<a xmlns:x" + std::to_string(i) + "='urn:x'>";
    EXPECT_EQ(error_of(rss(declarations)), ErrorCode::too_large);
}

TEST(ReadFeed, NeverMultipliesABaseByTheReferencesToIt) {
    const std::string base = "http://example.org/" + std::string(4000, 'a') + "/";
    const auto feed = read_feed("<rss version='2.0' xml:base='" + base + "'><channel><item><description>" +
                                    repeated("&lt;a href='b'&gt;c&lt;/a&gt;", 40'000) + "</description>" +
                                    repeated("<enclosure url='d'/>", 10'000) + "</item></channel></rss>",
                                {});
    ASSERT_TRUE(feed);
    EXPECT_LT(feed->articles.at(0).content_html.size(), 16'000'000U);
    EXPECT_LE(feed->articles.at(0).enclosures.size(), 1000U);
    EXPECT_LE(feed->articles.at(0).links.size(), 1000U);
}

TEST(ReadFeed, ClampsWishesBeyondReason) {
    for (const auto& [given, minutes] :
         {std::pair{"60", 60}, {"0", -1}, {"-5", -1}, {"x", -1}, {"1000000000000", 366 * 24 * 60}, {"99e99", -1}}) {
        const auto feed = read_feed(rss(std::string("<ttl>") + given +
                                        "</ttl><skipHours><hour>25</hour><hour>24</hour>"
                                        "<hour>-1</hour></skipHours>"
                                        "<skipDays><day>SUNDAY</day><day>Sonntag</day></skipDays>"),
                                    {});
        ASSERT_TRUE(feed);
        EXPECT_EQ(feed->ttl ? feed->ttl->count() : -1, minutes) << given;
        EXPECT_EQ(feed->skip_hours, std::vector<int>{0});
        EXPECT_EQ(feed->skip_days, std::vector<std::string>{"Sunday"});
    }
}

TEST(ReadFeed, ReadsLengthsThatAreNumbersOnly) {
    const auto feed = read_feed(rss("<item><enclosure url='http://example.org/a' length='-1'/><enclosure "
                                    "url='http://example.org/b' length='99999999999999999999'/><enclosure "
                                    "url='http://example.org/c' length='5'/></item>"),
                                {});
    ASSERT_TRUE(feed);
    const auto& enclosures = feed->articles.at(0).enclosures;
    ASSERT_EQ(enclosures.size(), 3U);
    EXPECT_EQ(enclosures[0].length, std::nullopt);
    EXPECT_EQ(enclosures[1].length, std::nullopt);
    EXPECT_EQ(enclosures[2].length, 5U);
}

TEST(ReadFeed, NamesTheLineOfAFault) {
    const auto feed = read_feed("<rss>\n<channel>\n<title>a & b</title>\n</channel></rss>", {});
    ASSERT_TRUE(feed);
    EXPECT_FALSE(feed->well_formed);
    ASSERT_EQ(feed->warnings.size(), 1U);
    EXPECT_EQ(feed->warnings[0], "line 3: an ampersand that begins no reference");
}

TEST(ReadFeed, BelievesTheHeaderBeforeTheDeclaration) {
    DocumentContext context;
    context.content_type = "text/xml; charset=\"koi8-r\"";
    const auto feed = read_feed(
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xF4\xC5\xD3\xD4</title></channel></rss>",
        context);
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->encoding, "koi8-r");
    EXPECT_EQ(feed->title, "Тест");
}

TEST(ReadFeed, ResolvesAgainstContentLocationBeforeTheAddress) {
    DocumentContext context;
    context.url = "http://example.com/feeds/all.xml";
    context.content_location = "/deep/all.xml";
    const auto feed = read_feed(rss("<item><link>1.html</link></item>"), context);
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).url, "http://example.com/deep/1.html");
}

TEST(ReadFeed, KnowsWhereARedirectorLeads) {
    const auto feed = read_feed(
                          "<rss version='2.0' xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0' xmlns:pheedo="
                          "'http://www.pheedo.com/namespace/pheedo' xmlns:a='http://www.w3.org/2005/Atom'><channel>"
                          "<item><link>http://proxy.example/1</link><fb:origLink>http://e.org/1</fb:origLink></item>"
                          "<item><link>http://proxy.example/2</link><pheedo:origLink>http://e.org/2</pheedo:origLink>"
                          "</item><item><link>http://proxy.example/3</link><a:link rel='canonical' "
                          "href='http://e.org/3'/></item></channel></rss>",
                          {})
                          .value();
    for (const std::string number : {"1", "2", "3"}) {
        const auto& article = feed.articles.at(std::stoul(number) - 1);
        EXPECT_EQ(article.url, "http://proxy.example/" + number);
        EXPECT_EQ(article.original_url, "http://e.org/" + number);
    }
}

TEST(ReadFeed, TakesKeywordsOfMediaForCategories) {
    const auto feed = read_feed(
        "<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><media:keywords>new york, <![CDATA[a & b]]>,,a"
        "</media:keywords></item></channel></rss>",
        {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).categories,
              (std::vector<Category>{{"new york", {}, {}}, {"a & b", {}, {}}, {"a", {}, {}}}));
}

TEST(ReadFeed, HasOfAnAuthorWhatAllElementsSay) {
    const auto feed = read_feed(
        "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><author>ann@example.org (Ann)</author>"
        "<dc:creator>Ann</dc:creator><dc:creator>Ben (ben@example.org)</dc:creator><dc:creator>Cy</dc:creator>"
        "<dc:creator>Ben (b@example.net)</dc:creator><dc:creator>(&lt;()&gt;) mailto:dee@example.org</dc:creator>"
        "</item></channel></rss>",
        {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).authors, (std::vector<Person>{{"Ann", "ann@example.org", {}, {}},
                                                                 {"Ben", "ben@example.org", {}, {}},
                                                                 {"Cy", {}, {}, {}},
                                                                 {"Ben", "b@example.net", {}, {}},
                                                                 {{}, "dee@example.org", {}, {}}}));
}

TEST(ReadFeed, HasOfAnEnclosureWhatAllElementsSay) {
    const auto feed = read_feed(rss("<item><enclosure url='http://example.org/a' length='-1'/><enclosure "
                                    "url='http://example.org/a' length='5' type='audio/mpeg'/></item>"),
                                {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).enclosures,
              (std::vector<Enclosure>{{"http://example.org/a", "audio/mpeg", {}, 5, {}}}));
}

TEST(ReadFeed, BoundsWhatEveryEntryRepeats) {
    const std::string statement = repeated("a b ", 200'000);
    std::string authors;
    for (int i = 0; i < 200; ++i) authors += "<author><name>" + std::to_string(i) + "</name></author>";
    const auto feed =
        read_feed("<feed xmlns='http://www.w3.org/2005/Atom'><id>" + statement + "</id><rights>" + statement +
                      "</rights>" + authors + "<entry><rights>" + statement + "</rights><source><id>" + statement +
                      "</id><title>" + statement + "</title></source></entry></feed>",
                  {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->id, "");
    EXPECT_EQ(feed->rights.size(), 4096U);
    EXPECT_EQ(feed->authors.size(), 16U);
    const auto& entry = feed->articles.at(0);
    EXPECT_EQ(entry.rights.size(), 4096U);
    ASSERT_TRUE(entry.source);
    EXPECT_EQ(entry.source->id, "");
    EXPECT_EQ(entry.source->title.size(), 4096U);
}

TEST(ReadFeed, DropsOverlongAddressesAndIds) {
    const std::string tail(5000, 'a');
    const auto feed = read_feed(
        rss("<item><guid isPermaLink='false'>" + tail + "</guid><link>http://example.org/" + tail + "</link></item>"),
        {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->articles.at(0).id, "");
    EXPECT_EQ(feed->articles.at(0).url, "");
}

}  // namespace broadsheet::feeds
