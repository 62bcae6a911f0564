#include "config/address.hpp"

#include "config/url_parts.hpp"

#include <gtest/gtest.h>

namespace broadsheet::config {
namespace {

TEST(FeedUrls, OfEveryHonestFormAreTaken) {
    for (const char* url : {"https://example.org/feed.xml", "http://localhost:8080/", "https://example.org",
                            "HTTPS://Example.ORG/?a=b&c=%20", "https://[::1]:8443/feed", "https://192.0.2.1/",
                            "https://b\u00fccher.example/\u00e4", "https://example.org/~x/@y:z",
                            "https://xn--bcher-kva.example./", "https://example.org/index~rss2.xml#part"})
        EXPECT_EQ(feed_url_fault(url), "") << url;
}

TEST(NoProxy, TakesHostsDomainsAddressesAndNetworks) {
    for (const char* host : {"*", "nas", "example.org", ".example.org", "*.example.org.", "10.0.0.1", "10.0.0.0/8",
                             "::1", "[::1]", "fd00::/8", "0.0.0.0/0"})
        EXPECT_EQ(no_proxy_fault(host), "") << host;
    for (const char* host : {"", "http://nas", "a b", "a,b", "nas:80", "10.0.0.1:80", "10.0.0.0/33", "10.0.0/8",
                             "nas/8", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", ".", "[::1]:80"})
        EXPECT_NE(no_proxy_fault(host), "") << host;
}

TEST(UrlKeys, AreEqualForSpellingsOfOneUrl) {
    const std::string key = url_key("https://example.org/a/feed~1");
    for (const char* url :
         {"HTTPS://EXAMPLE.ORG/a/feed~1", "https://example.org:443/a/feed%7E1", "https://example.org./a/./feed~1",
          "https://example.org/b/../a/feed~1", "https://example.org/a/feed~1#top"})
        EXPECT_EQ(url_key(url), key) << url;
    EXPECT_EQ(url_key("https://example.org"), url_key("https://example.org/"));
    EXPECT_EQ(url_key("https://example.org:0443/"), url_key("https://example.org/"));
    EXPECT_EQ(url_key("http://example.org:08080/"), url_key("http://example.org:8080/"));
    EXPECT_EQ(url_key("http://[0:0::0:1]/"), url_key("http://[::1]/"));
    EXPECT_EQ(url_key("https://example.org/%c3%a4"), url_key("https://example.org/%C3%A4"));
}

TEST(UrlKeys, DifferForDifferentUrls) {
    const std::string key = url_key("https://example.org/feed");
    for (const char* url :
         {"http://example.org/feed", "https://example.org/Feed", "https://example.org/feed/",
          "https://example.org:8443/feed", "https://example.org/feed?", "https://example.org/f%2Feed"})
        EXPECT_NE(url_key(url), key) << url;
}

TEST(ListenAddresses, AreNumbersLocalhostOrSockets) {
    for (const char* address :
         {"127.0.0.1:8080", "0.0.0.0:80", "[::1]:8080", "[::]:0", "localhost:8080", "unix:/run/x.sock"})
        EXPECT_EQ(listen_fault(address), "") << address;
    for (const char* address : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "[::1]",
                                "127.0.0.1:8080x", "[127.0.0.1]:80", "unix:", "example.org:80"})
        EXPECT_NE(listen_fault(address), "") << address;
    EXPECT_NE(listen_fault("unix:/" + std::string(107, 'x')), "");
}

TEST(BaseUrls, MayHaveAPathAndNothingMore) {
    EXPECT_EQ(base_url_fault("https://example.org/news/"), "");
    EXPECT_NE(base_url_fault("https://example.org/?q"), "");
    EXPECT_NE(base_url_fault("https://a:b@example.org/"), "");
    EXPECT_NE(base_url_fault("unix:/run/x"), "");
}

TEST(Proxies, AreHttpOrSocks) {
    for (const char* url : {"", "http://proxy:3128", "socks5://127.0.0.1:1080", "http://user:word@proxy:3128/",
                            "SOCKS5://us%40er:p!@[::1]:1080"})
        EXPECT_EQ(proxy_fault(url), "") << url;
    for (const char* url : {"proxy:3128", "http://proxy", "https://proxy:1", "socks4://x:1", "http://x:1/path",
                            "http://:80", "http://u:p@ss@proxy:1", "http://u:p\u00e4@proxy:1", "http://u[:p]@proxy:1/",
                            "http://u:%@proxy:1", "http://u:50%off@proxy:1", "http://pr\u00f6xy:1"})
        EXPECT_NE(proxy_fault(url), "") << url;
}

TEST(Contacts, AreFitForAUserAgent) {
    for (const char* contact : {"", "mailto:admin@example.org", "https://example.org/about"})
        EXPECT_EQ(contact_fault(contact), "") << contact;
    for (const char* contact : {"admin", "admin@example.org", "mailto:", "mailto:a@b (c)", "https://"})
        EXPECT_NE(contact_fault(contact), "") << contact;
}

}  // namespace
}  // namespace broadsheet::config
