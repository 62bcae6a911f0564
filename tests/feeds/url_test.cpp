#include "feeds/url.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

namespace broadsheet::feeds {
namespace {

std::string resolve(std::string_view reference, std::string_view base = "https://example.org/a/b?q#f") {
    return resolve_url(reference, base).value_or("none");
}

TEST(ResolveUrl, FollowsRfc3986) {
    for (const auto& [reference, expected] : {
             std::pair{"c", "https://example.org/a/c"},
             {"../c", "https://example.org/c"},
             {"/c", "https://example.org/c"},
             {"//other.example/c", "https://other.example/c"},
             {"?x=1", "https://example.org/a/b?x=1"},
             {"#y", "https://example.org/a/b?q#y"},
             {"./", "https://example.org/a/"},
             {"../../../c", "https://example.org/c"},
             {"..", "https://example.org/"},
             {".", "https://example.org/a/"},
             {"c/./d/../e", "https://example.org/a/c/e"},
             {"c//d", "https://example.org/a/c//d"},
             {"http://x.example/y", "http://x.example/y"},
             {"mailto:a@example.org", "mailto:a@example.org"},
         })
        EXPECT_EQ(resolve(reference), expected) << reference;
}

TEST(ResolveUrl, LeavesEscapesAsTheyAre) {
    for (const std::string path : {"a%2Fb", "C%2B%2B", "%7euser", "x%2fy z"}) {
        auto tidy = path;
        if (const auto space = tidy.find(' '); space != std::string::npos) tidy.replace(space, 1, "%20");
        EXPECT_EQ(resolve_url(path, "https://example.org/o%2Fp/b"), "https://example.org/o%2Fp/" + tidy);
        EXPECT_EQ(resolve_url("/" + path + "?q=%2F", "https://example.org/"), "https://example.org/" + tidy + "?q=%2F");
        EXPECT_EQ(resolve_url("//other.example/" + path, "https://example.org/"), "https://other.example/" + tidy);
    }
}

TEST(ResolveUrl, NeedsNoPathInItsBase) {
    EXPECT_EQ(resolve_url("x/y", "https://example.org"), "https://example.org/x/y");
    EXPECT_EQ(resolve_url("x", "https://example.org?q=/z"), "https://example.org/x");
    EXPECT_EQ(resolve_url("?p", "https://example.org"), "https://example.org/?p");
    EXPECT_EQ(resolve_url("x", "http:no-host"), std::nullopt);
    EXPECT_EQ(resolve_url("x", "https://://a.example/"), std::nullopt);
    EXPECT_EQ(resolve_url("http://:80/x", ""), std::nullopt);
    EXPECT_EQ(resolve_url("http://user@/x", ""), std::nullopt);
}

TEST(ResolveUrl, TakesAPathAtTheRootAsItIsOnlyWhereThatIsPlain) {
    for (const auto& [reference, expected] : {
             std::pair{"/a/b.jpg?x=1&y=%C3%A9#z", "https://example.org/a/b.jpg?x=1&y=%C3%A9#z"},
             {"/a/./b", "https://example.org/a/b"},
             {"/a/../b", "https://example.org/b"},
             {"/.hidden", "https://example.org/.hidden"},
             {"/a%2", "https://example.org/a%252"},
             {"/a#b#c", "https://example.org/a#b%23c"},
             {"//a/b", "https://a/b"},
             {"/", "https://example.org/"},
         })
        EXPECT_EQ(resolve(reference), expected) << reference;
    EXPECT_EQ(resolve("/a", "https://EXAMPLE.org:8080"), "https://example.org:8080/a");
    EXPECT_EQ(resolve("/a", "https://example.org?q"), "https://example.org/a");
    EXPECT_EQ(resolve("/a", "https://example.org#f"), "https://example.org/a");
}

TEST(ResolveUrl, IsAsTolerantAsBrowsersAre) {
    for (const auto& [reference, expected] : {
             std::pair{"  /c d\n", "https://example.org/c%20d"},
             {"/c\td", "https://example.org/cd"},
             {"\\c\\d", "https://example.org/c/d"},
             {"HTTPS://EXAMPLE.ORG/C", "https://example.org/C"},
             {"/é?ü", "https://example.org/%C3%A9?%C3%BC"},
             {"https://bücher.example/", "https://xn--bcher-kva.example/"},
             {"/100%", "https://example.org/100%25"},
             {"/a%20b", "https://example.org/a%20b"},
             {"/[x]|y", "https://example.org/%5Bx%5D%7Cy"},
             {"http:///x.example/y", "http://x.example/y"},
         })
        EXPECT_EQ(resolve(reference), expected) << reference;
}

TEST(ResolveUrl, SaysSoWhereThereIsNoSense) {
    for (const std::string_view reference :
         {"", "   ", "http://", "http://a b/", "http://x.example:port/", "https://a:b:c/"})
        EXPECT_EQ(resolve(reference), "none") << reference;
    EXPECT_EQ(resolve("c", ""), "none");
    EXPECT_EQ(resolve("c", "not a base"), "none");
    EXPECT_EQ(resolve("host/c", "odd:.///b"), "none");
}

TEST(ResolveUrl, GivesTheSameWhenAskedAgain) {
    for (const std::string_view reference :
         {"c d", "é", "//bücher.example/ß", "/%", "//a@b:@example.org/", "x?a=b|c#d#e", "https://e.org/a/../b"}) {
        const auto once = resolve(reference);
        EXPECT_EQ(resolve(once), once);
    }
}

TEST(WebUrl, IsHttpWithAHostAndWithoutCredentials) {
    EXPECT_TRUE(is_web_url("https://example.org/a?b#c"));
    EXPECT_TRUE(is_web_url("http://[::1]:8080/"));
    for (const std::string_view url : {"ftp://example.org/", "https://user:pw@example.org/", "https:///x", "/x", "",
                                       "javascript:alert(1)", "https://a b/", "https://a:b/"})
        EXPECT_FALSE(is_web_url(url)) << url;
}

TEST(AbsoluteIri, HasASchemeAndNothingThatNoIriHas) {
    for (const std::string_view text : {"tag:example.org,2020:1", "urn:uuid:0e6a3f7e-7a3f-4a67-9d8a-1d2f3c4b5a69",
                                        "https://bücher.example/ä?b#c", "x-y+z.1:/", "a:b:c"})
        EXPECT_TRUE(is_absolute_iri(text)) << text;
    for (const std::string_view text : {"", "x", "/x", "//example.org/x", "tag:", ":x", "1a:x", "a b:x", "a:x y",
                                        "a:<x>", "a:\"x", "a:x\n", "é:x", "a:x\x7f", "http://x/{y}"})
        EXPECT_FALSE(is_absolute_iri(text)) << text;
}

TEST(WebUrl, HasAnOriginAndAHost) {
    EXPECT_EQ(origin_of("https://Example.org:443/x"), "https://example.org");
    EXPECT_EQ(origin_of("http://example.org:8080/x"), "http://example.org:8080");
    EXPECT_EQ(origin_of("mailto:a@example.org"), "");
    EXPECT_EQ(authority_of("https://example.org/x?y#z"), "example.org");
    EXPECT_EQ(authority_of("https://example.org:443/x"), "example.org");
    EXPECT_EQ(authority_of("https://example.org:80"), "example.org:80");
    EXPECT_EQ(authority_of("http://EXAMPLE.org:8080/x"), authority_of("http://example.org:8080/x%20y"));
    EXPECT_EQ(authority_of("https://example.org:99999/"), "");
    EXPECT_EQ(authority_of("https://user@example.org/"), "example.org");
    EXPECT_EQ(authority_of("https://"), "");
    EXPECT_EQ(host_of("http://[::1]:80/"), "[::1]");
    EXPECT_EQ(host_of("https://EXAMPLE.org/"), "example.org");
}

TEST(WebUrl, HasAnAuthority) {
    EXPECT_EQ(authority_of("https://news.example.org/a/b.xml?c#d"), "news.example.org");
    EXPECT_EQ(authority_of("http://example.org"), "example.org");
    EXPECT_EQ(authority_of("https://Example.org:443/x"), "example.org");
    EXPECT_EQ(authority_of("http://example.org:8080/x"), "example.org:8080");
    EXPECT_EQ(authority_of("https://example.org/a b"), authority_of("https://EXAMPLE.org/a b"));
    EXPECT_EQ(authority_of("mailto:a@example.org"), "");
}

TEST(WebUrl, HasOneAuthorityHoweverItIsSpelled) {
    EXPECT_EQ(authority_of("https://example.org./x"), "example.org");
    EXPECT_EQ(authority_of("http://example.org.:8080/x"), "example.org:8080");
    EXPECT_EQ(authority_of("http://example.org:08080/x"), "example.org:8080");
    EXPECT_EQ(authority_of("http://example.org:080/x"), "example.org");
    EXPECT_EQ(authority_of("https://example.org:/x"), "example.org");
    EXPECT_EQ(authority_of("http://[0:0:0:0:0:0:0:1]:81/"), "[::1]:81");
    EXPECT_EQ(authority_of("http://[2001:DB8::0:1]/"), authority_of("http://[2001:db8::1]/"));
    EXPECT_EQ(authority_of("http://[::ffff:192.0.2.1]/"), "192.0.2.1");
    EXPECT_EQ(authority_of("http://[::ffff:c000:201]/"), "192.0.2.1");
}

TEST(CanonicalUrl, IsEqualForSpellingsOfOnePage) {
    const auto key = canonical_url("https://example.org/news/1?a=1&b=2");
    for (const std::string_view url :
         {"http://www.example.org/news/1/?b=2&a=1", "https://m.example.org/news/1?a=1&b=2#top",
          "https://example.org:443/news/1/amp/?a=1&b=2", "https://amp.example.org/news/1?utm_source=rss&a=1&b=2",
          "https://EXAMPLE.org/amp/news/1?a=1&fbclid=x&b=2&gclid=y", "https://mobile.example.org/news/1.amp?a=1&b=2"})
        EXPECT_EQ(canonical_url(url), key) << url;
}

TEST(CanonicalUrl, AnEmptyQuerySaysNothing) {
    const auto key = canonical_url("https://example.org/news/1");
    for (const std::string_view url : {"https://example.org/news/1?", "https://example.org/news/1?#top",
                                       "https://example.org/news/1?&", "https://example.org/news/1?&utm_source=rss"})
        EXPECT_EQ(canonical_url(url), key) << url;
    EXPECT_EQ(canonical_url("https://example.org/?a"), canonical_url("https://example.org/?a="));
}

TEST(CanonicalUrl, DiffersWhereThePageMay) {
    const auto key = canonical_url("https://example.org/news/1?id=1");
    for (const std::string_view url :
         {"https://example.org/news/1?id=2", "https://example.org/news/1", "https://example.org/News/1?id=1",
          "https://example.org:8443/news/1?id=1", "https://blog.example.org/news/1?id=1"})
        EXPECT_NE(canonical_url(url), key) << url;
    EXPECT_EQ(canonical_url("mailto:a@example.org"), "");
}

}  // namespace
}  // namespace broadsheet::feeds
