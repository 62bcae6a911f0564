// The way without a tree against the way with one.
#include "feeds/html_simple.hpp"

#include "feeds/html.hpp"
#include "feeds/html_policy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::string_view base = "https://example.org/news/1";

}  // namespace

TEST(SimpleHtml, IsWhatATreeWouldHaveMadeOfIt) {
    for (const std::string html : {"",
                                   "plain",
                                   "a &amp; b > c & d &nbsp;&#8217;&lt;",
                                   "<p>One <b>two</b> <em lang=\"de\">drei</em></p>\n<p>x</p>",
                                   "<ul>\n<li>a<ul><li>b</li></ul></li>\n</ul>",
                                   "<h2><a href=\"/x?a=1&amp;b=2&c=3\" title='\"'>t</a></h2>",
                                   "<p>a<br>b<br/>c<img src=\"i.png\" alt=\"x &gt; y\" onerror=\"x\" /></p>",
                                   "<div><div><p>open",
                                   "<b><i>x</i></b><b><b><b><b>y</b></b></b></b>",
                                   "<!-- a note --><p>x</p>",
                                   "<pre>a\n b</pre>",
                                   "<blockquote cite=\"/q\"><p style=\"color:red;position:fixed\">x</p></blockquote>",
                                   "<p>日本 😀 ü</p>",
                                   "x<img src=\"https://t.example/p\" width=\"1\" height=\"1\"/>y",
                                   "<figure><figcaption>c</figcaption></figure>",
                                   "<a href=\"javascript:x\">y</a><hr/><p>z</p>",
                                   "<p>a<p>b",
                                   "<p><div>x</div></p>",
                                   "<script>x</script>",
                                   "<p class=x>y</p>",
                                   "<p title>x</p>",
                                   "<pre>\nx</pre>",
                                   "</p>",
                                   "<iframe></iframe>",
                                   "<ul><li>a<li><p>b</ul>c",
                                   "<dl><dt>a<dd>b<dt>c</dl>",
                                   "<blockquote><p>x</blockquote>",
                                   "<h2>a<p>b</h2>",
                                   "<style>p { }</style>x",
                                   "<img alt=\"a\" data-src=\"/a.png\" src=\"data:image/gif;base64,AA\"/>",
                                   "<a href=\"/<![CDATA[x\">y</a>",
                                   "<img src=i.png width=1 height=1>x"}) {
        const auto simple = sanitise_simple_html(html, base);
        ASSERT_TRUE(simple) << html;
        EXPECT_EQ(*simple, sanitise_by_tree(html, base)) << html;
    }
}

TEST(SimpleHtml, BreaksLinesWhereATreeWould) {
    int elements = 0;
    for (const std::string_view name :
         {"a",    "abbr",   "acronym", "address", "article", "aside", "b",    "big",    "blockquote", "br",
          "cite", "center", "code",    "dd",      "del",     "div",   "dl",   "dt",     "em",         "figcaption",
          "font", "figure", "footer",  "h1",      "h2",      "h3",    "h4",   "h5",     "h6",         "header",
          "hr",   "i",      "img",     "ins",     "kbd",     "li",    "mark", "nav",    "ol",         "p",
          "pre",  "q",      "s",       "samp",    "section", "small", "span", "strike", "strong",     "sub",
          "sup",  "time",   "tt",      "u",       "ul",      "var",   "wbr"}) {
        const auto* element = find_simple_element(name);
        ASSERT_NE(element, nullptr) << name;
        EXPECT_EQ(is_block(element->shape), is_block_element(name)) << name;
        ++elements;
    }
    EXPECT_EQ(elements, 57);
}

TEST(SimpleHtml, LeavesToATreeWhatHasToBeMended) {
    for (const std::string_view html : {"<b><i>x</b></i>",
                                        "<a>x<a>y</a></a>",
                                        "<h1><h2>x</h2></h1>",
                                        "<li>x</li>",
                                        "<b><p>x</b>",
                                        "<span><p>x</span>",
                                        "<p><b>x</p>",
                                        "<iframe>x</iframe>",
                                        "<script>a<b</script>",
                                        "<p a=b=c>x</p>",
                                        "<table><tr><td>x</td></tr></table>",
                                        "<svg></svg>",
                                        "<P>x</P>",
                                        "<p a=\"1\" a=\"2\">x</p>",
                                        "x &copy y",
                                        "x &bogus; y",
                                        "&lang;",
                                        "&#1;",
                                        "a\rb",
                                        "<!-->x-->",
                                        "<!-- <b> -->",
                                        "<p/>",
                                        "<br></br>",
                                        "<",
                                        "<p",
                                        "<p title=\"x",
                                        "<p title=\"x\"y=\"z\">",
                                        "\x7F",
                                        "\xC2\x85",
                                        "\xEF\xB7\x90",
                                        "<unknown>x</unknown>"})
        EXPECT_FALSE(sanitise_simple_html(html, base)) << html;
}

TEST(SimpleHtml, NestsNoDeeperThanReason) {
    std::string deep;
    for (int i = 0; i < 65; ++i) deep += "<div>";
    EXPECT_FALSE(sanitise_simple_html(deep, base));
}

}  // namespace broadsheet::feeds
