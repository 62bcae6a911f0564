#include "daemon/http/web_address.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

ErrorCode fault_of(const std::string& url) {
    const auto address = parse_web_address(url);
    EXPECT_FALSE(address.has_value()) << url;
    return address ? ErrorCode::internal : address.error().code();
}

TEST(WebAddress, IsTakenApart) {
    const auto address = parse_web_address("HTTPS://Example.ORG:8443/a/b?c=d#e").value();
    EXPECT_TRUE(address.tls);
    EXPECT_EQ(address.host, "example.org");
    EXPECT_EQ(address.port, 8443);
    EXPECT_EQ(address.authority, "example.org:8443");
    EXPECT_EQ(address.target, "/a/b?c=d");
    EXPECT_EQ(address.origin(), "https://example.org:8443");
    EXPECT_EQ(address.url.find('#'), std::string::npos);
}

TEST(WebAddress, HasThePortAndPathOfItsScheme) {
    const auto plain = parse_web_address("http://example.org").value();
    EXPECT_EQ(plain.port, 80);
    EXPECT_EQ(plain.target, "/");
    EXPECT_EQ(plain.authority, "example.org");
    EXPECT_EQ(parse_web_address("https://example.org:443/").value().authority, "example.org");
    EXPECT_EQ(parse_web_address("http://[2001:DB8::1]:8080/").value().host, "[2001:db8::1]");
}

TEST(WebAddress, TakesWhatPeopleWriteThoughTheyShouldNot) {
    EXPECT_EQ(parse_web_address("http://x.org/a b?t[]=1&u={2}|3").value().target, "/a%20b?t%5B%5D=1&u=%7B2%7D%7C3");
    EXPECT_EQ(parse_web_address("http://x.org/100%/50%off").value().target, "/100%25/50%25off");
    EXPECT_EQ(parse_web_address("http://x.org/caf\xc3\xa9").value().target, "/caf%C3%A9");
    EXPECT_EQ(parse_web_address("http://x.org/%7euser").value().target, "/%7euser");
}

/// A plain address is not parsed: it must come out as one that is.
TEST(WebAddress, IsTheSameWhetherItIsPlainOrNot) {
    for (const std::string rest : {"x.org/", "x.org:80/a/../b.xml", "x.org:443/~u/@a;b,c=(d)!?q=1&r=*$'+",
                                   "127.0.0.1:8080/a", "x_1.example.:65535//?"}) {
        for (const std::string scheme : {"http://", "https://"}) {
            const auto plain = parse_web_address(scheme + rest).value();
            const auto parsed = parse_web_address(scheme + rest + "#f").value();
            EXPECT_EQ(plain.tls, parsed.tls) << rest;
            EXPECT_EQ(plain.host, parsed.host) << rest;
            EXPECT_EQ(plain.port, parsed.port) << rest;
            EXPECT_EQ(plain.authority, parsed.authority) << rest;
            EXPECT_EQ(plain.target, parsed.target) << rest;
            EXPECT_EQ(plain.url, parsed.url) << rest;
        }
    }
}

TEST(WebAddress, IsOfTheWeb) {
    for (const char* url :
         {"ftp://x.org/", "file:///etc/passwd", "gopher://x.org/", "data:text/xml,<rss/>", "javascript:alert(1)",
          "http://user@127.0.0.1/", "http://user:word@x.org/", "http://x\\@y.org/"})
        EXPECT_EQ(fault_of(url), ErrorCode::refused) << url;
    for (const char* url :
         {"", "x.org/feed", "/feed", "http://", "http:///feed", "http://x.org:0/", "http://x.org:99999/",
          "http://[::1/", "http://[v1.x]/", "http://[fe80::1%25eth0]/", "http://.org/"})
        EXPECT_EQ(fault_of(url), ErrorCode::invalid) << url;
}

TEST(WebAddress, AHostThatEndsInANumberIsAWholeAddress) {
    for (const char* host : {"127.1", "127.0.1", "0", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
                             "0177.0.0.1", "127.0.0.1.", "127.0.0.0x1", "256.1.1.1", "1.2.3.4.5", "example.1", "x.0x"})
        EXPECT_EQ(fault_of("http://" + std::string(host) + "/"), ErrorCode::invalid) << host;
    EXPECT_TRUE(parse_web_address("http://127.0.0.1/").has_value());
    EXPECT_TRUE(parse_web_address("http://1.example/").has_value());
    EXPECT_TRUE(parse_web_address("http://0xf.example/").has_value());
}

TEST(WebAddress, AHostIsOfPlainLetters) {
    for (const char* host :
         {"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", "%31%32%37.0.0.1", "127.0.0.1%00.x.org", "a b", "x!y.org"})
        EXPECT_EQ(fault_of("http://" + std::string(host) + "/"), ErrorCode::invalid) << host;
    EXPECT_EQ(fault_of("http://" + std::string(300, 'a') + ".org/"), ErrorCode::invalid);
    EXPECT_TRUE(parse_web_address("http://my_host.example.org./").has_value());
}

TEST(WebAddress, ARedirectIsReadAgainstWhereItCameFrom) {
    const auto from = parse_web_address("https://x.org/a/b?c").value();
    const auto to = [&from](std::string_view location) { return redirect_target(from, location).value().url; };
    EXPECT_EQ(to("/d"), "https://x.org/d");
    EXPECT_EQ(to("d?e"), "https://x.org/a/d?e");
    EXPECT_EQ(to("../d"), "https://x.org/d");
    EXPECT_EQ(to("../../../d"), "https://x.org/d") << "there is nothing above the root";
    for (const char* root : {"/", "..", "../..", "../../..", "../../../", "../../../.."})
        EXPECT_EQ(to(root), "https://x.org/") << root;
    EXPECT_EQ(to("../..?d=/../"), "https://x.org/?d=/../");
    EXPECT_EQ(to("https://y.org?d=/../"), "https://y.org?d=/../");
    EXPECT_EQ(to("?d"), "https://x.org/a/b?d");
    EXPECT_EQ(to("//y.org/d"), "https://y.org/d");
    EXPECT_EQ(to("https://y.org/d#frag"), "https://y.org/d");
    EXPECT_EQ(to("/d e"), "https://x.org/d%20e");
    EXPECT_EQ(to("/d%2Fe"), "https://x.org/d%2Fe");
    EXPECT_EQ(to("d%2Be/../f"), "https://x.org/a/f");
    EXPECT_EQ(to("https://ex\u00e4mple.org/"), "https://xn--exmple-cua.org/");
}

TEST(WebAddress, WhatIsWrongWithARedirectSaysThatItIsOne) {
    const auto from = parse_web_address("https://x.org/a").value();
    for (const char* location : {"ftp://y.org/", "https://me@y.org/", "https://y.org:99999/", "https://127.1/"})
        EXPECT_TRUE(redirect_target(from, location)
                        .error()
                        .detail()
                        .starts_with("https://x.org/a redirects to \"" + std::string(location)))
            << location;
}

TEST(WebAddress, ARedirectDoesNotLeadOutOfTheWeb) {
    const auto from = parse_web_address("https://x.org/").value();
    for (const char* location : {"ftp://x.org/", "file:///x", "https://me@x.org/"})
        EXPECT_EQ(redirect_target(from, location).error().code(), ErrorCode::refused) << location;
    for (const char* location : {"", "http://", "https://127.1/", "https://[::1", "//1.2.3.4.example/"})
        EXPECT_EQ(redirect_target(from, location).error().code(), ErrorCode::invalid) << location;
}

}  // namespace
}  // namespace broadsheet::http
