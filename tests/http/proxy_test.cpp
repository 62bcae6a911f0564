#include "daemon/http/proxy.hpp"

#include "daemon/http/response_codec.hpp"
#include "tests/http/client_fixture.hpp"
#include "tests/support/fake_proxy.hpp"

namespace broadsheet::http {
namespace {

using tests::FakeProxy;
using tests::ok;
using tests::Origin;
using tests::TestAuthority;

TEST(Proxy, IsReadFromItsUrl) {
    const auto proxy = parse_proxy("socks5://us%40er:pa%3ass@[::1]:1080").value();
    EXPECT_EQ(proxy.kind, Proxy::Kind::socks5);
    EXPECT_EQ(proxy.host, "[::1]");
    EXPECT_EQ(proxy.port, 1080);
    EXPECT_EQ(proxy.user, "us@er");
    EXPECT_EQ(proxy.password, "pa:ss");
    EXPECT_EQ(proxy.name().find("pa:ss"), std::string::npos);
    EXPECT_EQ(parse_proxy("http://proxy:3128/").value().authorization(), "");
    EXPECT_EQ(parse_proxy("http://Aladdin:open%20sesame@proxy:3128").value().authorization(),
              "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    for (const char* url : {"HTTP://127.0.0.1:1", "Socks5://u%40:p!$&'()*+,;=-._~@proxy_1:1"})
        EXPECT_TRUE(parse_proxy(url).has_value()) << url;
    for (const char* url : {"", "proxy:3128", "http://proxy", "https://proxy:1", "socks4://proxy:1", "http://:80"})
        EXPECT_FALSE(parse_proxy(url).has_value()) << url;
}

TEST(Proxy, IsPassedByForSomeHosts) {
    const std::vector<std::string> rules{"nas", ".Example.org", "10.0.0.1", "[::1]"};
    for (const char* host : {"nas", "example.org", "www.example.org", "a.b.example.org", "10.0.0.1", "[::1]"})
        EXPECT_TRUE(bypasses_proxy(host, rules)) << host;
    for (const char* host : {"nas.local", "badexample.org", "example.org.evil", "10.0.0.11", "org"})
        EXPECT_FALSE(bypasses_proxy(host, rules)) << host;
    for (const char* rule : {"*.example.org", ".example.org.", "www.example.org.", "*.Example.org."})
        EXPECT_TRUE(bypasses_proxy("www.example.org", {rule})) << rule;
    EXPECT_TRUE(bypasses_proxy("nas.", rules));
    for (const char* rule : {"m\u00fcller.example", ".M\u00fcller.example", "*.example"})
        EXPECT_TRUE(bypasses_proxy("xn--mller-kva.example", {rule})) << rule;
    for (const char* rule : {"\u00fcller.example", ".m\u00fcller.example.org", "\u00ff\u0301.example"})
        EXPECT_FALSE(bypasses_proxy("xn--mller-kva.example", {rule})) << rule;
    const std::vector<std::string> networks{"10.0.0.0/8", "192.168.1.77/24", "fd00::/8", "2001:db8::1"};
    for (const char* host : {"10.1.2.3", "192.168.1.1", "[fd12::1]", "[2001:db8:0::1]"})
        EXPECT_TRUE(bypasses_proxy(host, networks)) << host;
    for (const char* host :
         {"11.1.2.3", "192.168.2.77", "[fe80::1]", "[2001:db8::2]", "10.example.org", "[::ffff:10.0.0.1]"})
        EXPECT_FALSE(bypasses_proxy(host, networks)) << host;
    EXPECT_TRUE(bypasses_proxy("anything", {"*"}));
    EXPECT_FALSE(bypasses_proxy("anything", {}));
}

class ProxiedClient : public Client {
protected:
    /// For a host that only the proxy can find.
    static FetchRequest through(const FakeProxy& proxy, const std::string& scheme,
                                const std::string& credentials = {}) {
        FetchRequest made("http://feeds.invalid:8080/feed");
        made.proxy = proxy.url(scheme, credentials);
        made.timeout = std::chrono::seconds(5);
        return made;
    }
};

TEST_F(ProxiedClient, LeavesTheNameToTheProxy) {
    origin_.on("/feed", ok("", "tunnelled"));
    origin_.on("http://feeds.invalid:8080/feed", ok("", "relayed"));
    const FakeProxy proxy(origin_.port());
    EXPECT_EQ(send(through(proxy, "http")).value().body, "relayed");
    EXPECT_EQ(send(through(proxy, "socks5")).value().body, "tunnelled");
    EXPECT_EQ(proxy.asked_for().at(0), "http://feeds.invalid:8080/feed");
    EXPECT_EQ(proxy.asked_for().at(1), "feeds.invalid:8080");
    EXPECT_EQ(origin_.requests().at(0).fields.at("host"), "feeds.invalid:8080");
}

TEST_F(ProxiedClient, KeepsItsConnections) {
    origin_.on("/feed", ok("", "x"));
    const FakeProxy proxy(origin_.port());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(send(through(proxy, "socks5")).has_value());
    EXPECT_EQ(proxy.asked_for().size(), 1U);
}

TEST_F(ProxiedClient, ShowsWhoItIs) {
    origin_.on("/feed", ok("", "x"));
    origin_.on("http://feeds.invalid:8080/feed", ok("", "x"));
    const FakeProxy proxy(origin_.port(), "user", "secret");
    for (const char* scheme : {"http", "socks5"}) {
        EXPECT_TRUE(send(through(proxy, scheme, "user:secret")).has_value()) << scheme;
        // No server has been asked: it is our way out that is shut, and no feed's fault.
        const auto wrong = send(through(proxy, scheme, "user:wrong"));
        EXPECT_EQ(wrong.error().code(), ErrorCode::unreachable) << scheme;
        EXPECT_NE(wrong.error().detail().find("wants another user name"), std::string::npos) << wrong.error().detail();
        const auto nobody = send(through(proxy, scheme));
        EXPECT_EQ(nobody.error().code(), ErrorCode::unreachable) << scheme;
        EXPECT_NE(nobody.error().detail().find("wants a user name"), std::string::npos) << nobody.error().detail();
    }
}

TEST_F(ProxiedClient, GoesRoundItWhereToldTo) {
    origin_.on("/feed", ok("", "direct"));
    const FakeProxy proxy(1);
    auto direct = request("/feed");
    direct.proxy = proxy.url("http");
    direct.no_proxy = {"127.0.0.1"};
    EXPECT_EQ(send(std::move(direct)).value().body, "direct");
    EXPECT_TRUE(proxy.asked_for().empty());
}

TEST_F(ProxiedClient, PrivatePlacesStayPrivate) {
    const FakeProxy proxy(origin_.port());
    for (const char* host : {"127.0.0.1", "[::1]", "10.0.0.1", "localhost", "localhost.", "x.localhost"}) {
        auto inward = through(proxy, "socks5");
        inward.url = "http://" + std::string(host) + ":8080/feed";
        EXPECT_EQ(send(std::move(inward)).error().code(), ErrorCode::refused) << host;
    }
    auto port = through(proxy, "http");
    port.url = "http://feeds.invalid:25/feed";
    EXPECT_EQ(send(std::move(port)).error().code(), ErrorCode::refused);
    EXPECT_TRUE(proxy.asked_for().empty());
}

TEST_F(ProxiedClient, SaysThatTheProxyIsNotThere) {
    auto lost = request("/feed");
    lost.proxy = "http://127.0.0.1:1";
    const auto response = send(std::move(lost));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::unreachable);
    EXPECT_NE(response.error().detail().find("the proxy 127.0.0.1:1"), std::string::npos);
}

class TunnellingClient : public Client {
protected:
    TunnellingClient() : Client(authority_.server("feeds.invalid"), authority_.ca_file()) {}

    FetchRequest through(const std::string& proxy) const {
        FetchRequest made("https://feeds.invalid/feed");
        made.proxy = proxy;
        made.timeout = std::chrono::seconds(5);
        return made;
    }

    static inline const TestAuthority authority_{"Broadsheet's test authority"};
};

TEST_F(TunnellingClient, KnowsTheServerBehindTheProxy) {
    origin_.on("/feed", ok("", "x"));
    const FakeProxy proxy(origin_.port(), "user", "secret");
    for (const char* scheme : {"http", "socks5"}) {
        EXPECT_TRUE(send(through(proxy.url(scheme, "user:secret"))).has_value()) << scheme;
        EXPECT_EQ(send(through(proxy.url(scheme, "user:wrong"))).error().code(), ErrorCode::unreachable) << scheme;
        EXPECT_EQ(send(through(proxy.url(scheme))).error().code(), ErrorCode::unreachable) << scheme;
        EXPECT_EQ(proxy.asked_for().back(), "feeds.invalid:443") << scheme;
    }
    for (const auto& asked : origin_.requests()) EXPECT_FALSE(asked.fields.contains("proxy-authorization"));
}

TEST_F(TunnellingClient, TrustsTheProxyNoFurther) {
    Origin impostor(TestAuthority("Somebody").server("feeds.invalid"));
    const FakeProxy proxy(impostor.port());
    EXPECT_EQ(send(through(proxy.url("http"))).error().code(), ErrorCode::unreachable);
    EXPECT_TRUE(impostor.requests().empty());
}

TEST_F(TunnellingClient, PassesOnWhatAProxyHasAgainstIt) {
    std::string hints;
    for (int i = 0; i <= interim_limit; ++i) hints += "HTTP/1.1 103 Early Hints\r\n\r\n";
    const struct {
        std::string answer;
        ErrorCode code;
    } cases[] = {{"HTTP/1.1 403 Forbidden\r\n\r\n", ErrorCode::refused},
                 {hints + "HTTP/1.1 403 Forbidden\r\n\r\n", ErrorCode::unreachable},
                 {"HTTP/1.1 502 Bad Gateway\r\n\r\n", ErrorCode::unreachable},
                 {"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x01", ErrorCode::unreachable},
                 {"220 mail.example ESMTP\r\n\r\n", ErrorCode::unreachable},
                 {"HTTP/1.1 200", ErrorCode::unreachable},
                 {"", ErrorCode::unreachable}};
    for (const auto& [answer, code] : cases) {
        Origin proxy;
        proxy.on("feeds.invalid:443", tests::and_close(answer));
        const auto response = send(through("http://127.0.0.1:" + std::to_string(proxy.port())));
        ASSERT_FALSE(response.has_value()) << answer;
        EXPECT_EQ(response.error().code(), code) << answer << response.error().detail();
    }
}

}  // namespace
}  // namespace broadsheet::http
