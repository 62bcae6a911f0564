#include "feeds/normalise_text.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(LooksLikeHtml, WantsAnEndTagAVoidElementOrAReference) {
    for (const auto* text : {"<b>x</b>", "a<br>b", "x &eacute; y", "&#8217;", "<img src='x'>"})
        EXPECT_TRUE(looks_like_html(text)) << text;
    for (const auto* text : {"", "a < b", "1 <2", "x & y", "<b>", "std::vector<int> and <T></T>", "&bogus; <b>x</b>"})
        EXPECT_FALSE(looks_like_html(text)) << text;
}

TEST(PlainLine, FoldsBlanksAndMarkup) {
    EXPECT_EQ(plain_line("  a\n\t b ", 100), "a b");
    EXPECT_EQ(plain_line("<b>a</b> &amp; b", 100), "a & b");
    EXPECT_EQ(plain_line("aé", 2), "a");
}

TEST(NumberOf, TakesWholeNumbersOnly) {
    EXPECT_EQ(number_of(" 12 "), 12U);
    EXPECT_EQ(number_of("12.5"), 12U);
    for (const auto* text : {"", "-1", "12px", "x", "18446744073709551616", "+5", "12.7 MB", "1.2.3"})
        EXPECT_EQ(number_of(text), std::nullopt) << text;
}

TEST(LanguageTag, IsOneOrNothing) {
    EXPECT_EQ(language_tag(" en_GB "), "en-GB");
    EXPECT_EQ(language_tag("de"), "de");
    EXPECT_EQ(language_tag("es-419"), "es-419");
    EXPECT_EQ(language_tag("x-klingon"), "x-klingon");
    for (const auto* text : {"", "Deutsch (Schweiz)", "en,fr", "a-language-tag-that-is-longer-than-any-there-is",
                             "portuguese", "en-", "-en", "en--GB", "e2-GB", "1", "-", "en-traditional"})
        EXPECT_EQ(language_tag(text), "") << text;
}

TEST(DurationOf, ReadsClocksAndSeconds) {
    EXPECT_EQ(duration_of("1:02:03"), std::chrono::seconds(3723));
    EXPECT_EQ(duration_of("62:03"), std::chrono::seconds(3723));
    EXPECT_EQ(duration_of("3723"), std::chrono::seconds(3723));
    for (const auto* text : {"", "an hour", "1:x", "99999999999", "1:0:0:0"})
        EXPECT_EQ(duration_of(text), std::nullopt) << text;
}

TEST(Meaning, GivesAddressesOfTheWebOnly) {
    const std::vector<std::string> bases{"https://example.org/a/b"};
    const Meaning meaning(bases, {});
    EXPECT_EQ(meaning.url({"c", 0}), "https://example.org/a/c");
    EXPECT_EQ(meaning.url({"https://user:secret@example.org/", 0}), "https://example.org/");
    EXPECT_EQ(meaning.url({"x?a=1&amp;b=2", 0}), "https://example.org/a/x?a=1&b=2");
    EXPECT_EQ(meaning.link({"mailto:a@example.org", 0}), "mailto:a@example.org");
    for (const auto* url : {"javascript:x", "data:,x", "file:///x", "mailto:a@example.org", "http://[", "ftp://a/"})
        EXPECT_EQ(meaning.url({url, 0}), "") << url;
}

TEST(Meaning, TakesTagsThatDoNothingForWordsOfATitle) {
    const std::vector<std::string> bases{""};
    const Meaning meaning(bases, {});
    const auto title = [&](std::string value, TextKind kind) {
        ParsedText text;
        text.value = std::move(value);
        text.kind = kind;
        return meaning.title(std::move(text)).plain;
    };
    for (const auto* text : {"The <img> element", "Understanding <meta charset>", "<link>",
                             "<input disabled> & <base/>", "The <IMG alt=\"\"> element"})
        for (const auto kind : {TextKind::html, TextKind::either}) EXPECT_EQ(title(text, kind), text);
    EXPECT_EQ(title("<img src='http://e.org/a.png'> news", TextKind::html), "news");
    EXPECT_EQ(title("a<link rel=stylesheet href='http://e.org/'>b", TextKind::html), "ab");
    EXPECT_EQ(title("a<br>b<hr>c <b>d</b>", TextKind::html), "a b c d");
    EXPECT_EQ(title("a <img> b", TextKind::text), "a <img> b");
    EXPECT_EQ(title("<b>a</b> <img> c", TextKind::html), "a <img> c");
}

TEST(Meaning, TellsTextFromHtmlFromEither) {
    const std::vector<std::string> bases{""};
    const Meaning meaning(bases, {});
    const auto of = [&](std::string value, TextKind kind) {
        ParsedText text;
        text.value = std::move(value);
        text.kind = kind;
        return meaning.text(std::move(text));
    };
    EXPECT_EQ(of("a <b>b</b>", TextKind::text).plain, "a <b>b</b>");
    EXPECT_EQ(of("a <b>b</b>", TextKind::html).plain, "a b");
    EXPECT_EQ(of("a <b>b</b>", TextKind::either).html, "a <b>b</b>");
    EXPECT_EQ(of("a < b", TextKind::either).plain, "a < b");
    EXPECT_EQ(of("&lt;p&gt;x &lt;b&gt;y&lt;/b&gt;&lt;/p&gt;", TextKind::html).plain, "x y") << "escaped once too often";
    EXPECT_FALSE(of("x", TextKind::html).has_markup);
}

}  // namespace broadsheet::feeds
