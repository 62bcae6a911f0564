#include "daemon/http/request_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace broadsheet::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// Feeds the bytes in pieces of `step` and gives each request that comes out; the last status, if one was refused.
struct Outcome {
    std::vector<HttpRequest> requests;
    std::vector<bool> keep_alive;
    unsigned refused = 0;
    std::string detail;
};

Outcome read(std::string_view bytes, std::size_t step = 1'000'000, RequestLimits limits = {}) {
    RequestReader reader(limits);
    Outcome outcome;
    for (;;) {
        switch (reader.advance()) {
            case RequestReader::Progress::complete:
                outcome.requests.push_back(reader.take());
                outcome.keep_alive.push_back(reader.keep_alive());
                continue;
            case RequestReader::Progress::refused:
                outcome.refused = reader.fault().status;
                outcome.detail = reader.fault().detail;
                return outcome;
            case RequestReader::Progress::incomplete: break;
        }
        if (bytes.empty()) return outcome;
        const auto room = reader.room();
        const std::size_t size = std::min({step, room.size(), bytes.size()});
        std::copy_n(bytes.begin(), size, room.begin());
        reader.filled(size);
        bytes.remove_prefix(size);
    }
}

std::string request(std::string_view line, std::string_view fields = "Host: h\r\n", std::string_view body = "") {
    return std::string(line) + "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string with(std::string_view fields, std::string_view body = "") {
    return request("POST / HTTP/1.1", "Host: h\r\n" + std::string(fields), body);
}

TEST(RequestReader, TakesARequestApart) {
    const auto outcome = read(
        request("GET /all.atom?page=2&q=a+b%26c&q=&x HTTP/1.1", "Host: example.org:8080\r\nX-A: 1\r\nx-a:  2 \r\n"));
    ASSERT_EQ(outcome.requests.size(), 1U) << outcome.detail;
    const HttpRequest& got = outcome.requests[0];
    EXPECT_EQ(got.method, "GET");
    EXPECT_EQ(got.target, "/all.atom?page=2&q=a+b%26c&q=&x");
    EXPECT_EQ(got.path, "/all.atom");
    EXPECT_THAT(got.query, ElementsAre(Pair("page", "2"), Pair("q", "a b&c"), Pair("q", ""), Pair("x", "")));
    EXPECT_EQ(got.parameter("q"), "a b&c");
    EXPECT_EQ(got.parameter("none"), std::nullopt);
    EXPECT_EQ(got.headers.joined("X-A"), "1, 2");
    EXPECT_TRUE(got.body.empty());
}

TEST(RequestReader, GivesTheSameHoweverTheBytesArrive) {
    const std::string bytes = request("GET /1 HTTP/1.1") + with("Content-Length: 5\r\n", "hello") +
                              with("Transfer-Encoding: chunked\r\n", "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n") +
                              "\r\n" + request("HEAD /2 HTTP/1.1");
    for (std::size_t step = 1; step < 60; ++step) {
        const auto outcome = read(bytes, step);
        ASSERT_EQ(outcome.refused, 0U) << outcome.detail;
        ASSERT_EQ(outcome.requests.size(), 4U) << step;
        EXPECT_EQ(outcome.requests[0].path, "/1");
        EXPECT_EQ(outcome.requests[1].body, "hello");
        EXPECT_EQ(outcome.requests[2].body, "hello!");
        EXPECT_EQ(outcome.requests[2].headers.find("T"), std::nullopt) << "a trailer does not join the head";
        EXPECT_EQ(outcome.requests[3].method, "HEAD");
    }
}

TEST(RequestReader, KnowsWhoMayStay) {
    EXPECT_THAT(read(request("GET / HTTP/1.1")).keep_alive, ElementsAre(true));
    EXPECT_THAT(read(request("GET / HTTP/1.1", "Host: h\r\nConnection: close\r\n")).keep_alive, ElementsAre(false));
    EXPECT_THAT(read(request("GET / HTTP/1.1", "Host: h\r\nConnection: x, Close\r\n")).keep_alive, ElementsAre(false));
    EXPECT_THAT(read(request("GET / HTTP/1.0", "")).keep_alive, ElementsAre(false));
    EXPECT_THAT(read(request("GET / HTTP/1.0", "Connection: keep-alive\r\n")).keep_alive, ElementsAre(true));
}

TEST(RequestReader, DrainsTheBodyOfAGet) {
    const auto outcome =
        read(request("GET /1 HTTP/1.1", "Host: h\r\nContent-Length: 26\r\n", "GET /evil HTTP/1.1\r\nA: b\r\n") +
             "\r\n" + request("GET /2 HTTP/1.1"));
    ASSERT_EQ(outcome.requests.size(), 2U) << outcome.detail;
    EXPECT_EQ(outcome.requests[1].path, "/2");
}

TEST(RequestReader, SaysOnceThatTheClientWaits) {
    RequestReader reader({});
    const std::string head = with("Expect: 100-Continue\r\nContent-Length: 2\r\n");
    std::copy(head.begin(), head.end(), reader.room().begin());
    reader.filled(head.size());
    EXPECT_EQ(reader.advance(), RequestReader::Progress::incomplete);
    EXPECT_TRUE(reader.in_body());
    EXPECT_TRUE(reader.take_expectation());
    EXPECT_FALSE(reader.take_expectation());
}

TEST(RequestReader, ReadsABodyUpToTheLimitAndNotBeyond) {
    RequestLimits limits;
    limits.body_bytes = 100'000;
    const std::string body(100'000, 'x');
    EXPECT_EQ(read(with("Content-Length: 100000\r\n", body), 777, limits).requests.at(0).body, body);
    EXPECT_EQ(read(with("Content-Length: 100001\r\n"), 777, limits).refused, 413U);
    EXPECT_EQ(read(with("Transfer-Encoding: chunked\r\n", "186A0\r\n" + body + "\r\n0\r\n\r\n"), 777, limits)
                  .requests.at(0)
                  .body,
              body);
    EXPECT_EQ(read(with("Transfer-Encoding: chunked\r\n", "186A0\r\n" + body + "\r\n1\r\nx\r\n0\r\n\r\n"), 777, limits)
                  .refused,
              413U);
}

TEST(RequestReader, BoundsChunkLinesAndTrailers) {
    const std::string chunked = with("Transfer-Encoding: chunked\r\n");
    EXPECT_EQ(read(chunked + "1;x=" + std::string(100'000, 'y')).refused, 400U);
    EXPECT_EQ(read(chunked + "0\r\nT: " + std::string(100'000, 'y')).refused, 400U);
    std::string trailers = chunked + "0\r\n";
    for (int i = 0; i < 1000; ++i) trailers += "T: 1\r\n";
    EXPECT_NE(read(trailers + "\r\n").refused, 0U);
    std::string drip = chunked;
    for (int i = 0; i < 400'000; ++i) drip += "1;abcdef\r\nx\r\n";
    EXPECT_EQ(read(drip).refused, 400U) << "framing that outgrows what it frames";
}

TEST(RequestReader, BoundsTheHeadTheSameHoweverItArrives) {
    const auto head_of = [](std::size_t size) {
        std::string fields = "Host: h\r\n";
        while (fields.size() + 110 < size) fields += "X: " + std::string(95, 'v') + "\r\n";
        fields += "Y: " + std::string(size - fields.size() - 7, 'v') + "\r\n";
        return request("GET / HTTP/1.1", fields);
    };
    RequestLimits limits;
    limits.header_fields = 1000;
    for (const std::size_t step : {1UL, 100UL, 4096UL, 1'000'000UL}) {
        EXPECT_EQ(read(head_of(15'000), step, limits).refused, 0U) << step;
        EXPECT_EQ(read(head_of(16'500), step, limits).refused, 431U) << step;
        EXPECT_EQ(read(head_of(200'000), step, limits).refused, 431U) << step;
    }
}

constexpr unsigned waits = 1;

struct Case {
    std::string name;
    std::string bytes;
    unsigned status;  // 0: accepted; waits: more of it is awaited
};

class RequestTable : public testing::TestWithParam<Case> {};

TEST_P(RequestTable, IsJudged) {
    const Case& given = GetParam();
    for (const std::size_t step : {1'000'000UL, 1UL}) {
        const auto outcome = read(given.bytes, step);
        if (given.status == waits) {
            EXPECT_EQ(outcome.refused, 0U);
            EXPECT_TRUE(outcome.requests.empty());
            continue;
        }
        EXPECT_EQ(outcome.refused, given.status) << outcome.detail << " in steps of " << step;
        if (given.status == 0) {
            EXPECT_EQ(outcome.requests.size(), 1U);
        } else {
            EXPECT_TRUE(outcome.requests.empty()) << "nothing of it is taken for a request";
            EXPECT_FALSE(outcome.detail.empty());
        }
    }
}

std::vector<Case> named(const std::string& group, std::vector<Case> cases) {
    int number = 0;
    for (auto& item : cases) {
        std::string name;
        for (const char c : item.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        item.name = group + '_' + std::to_string(++number) + '_' + name;
    }
    return cases;
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

std::vector<Case> request_lines() {
    const std::string host = "\r\nHost: h\r\n\r\n";
    return named("line", {
                             {"get", "GET / HTTP/1.1" + host, 0},
                             {"old", "GET / HTTP/1.0\r\n\r\n", 0},
                             {"other known method", "DELETE / HTTP/1.1" + host, 0},
                             {"trace", "TRACE / HTTP/1.1" + host, 0},
                             {"one blank line before", "\r\nGET / HTTP/1.1" + host, 0},
                             {"two blank lines before", "\r\n\r\nGET / HTTP/1.1" + host, 400},
                             {"unknown method", "FOO! / HTTP/1.1" + host, 501},
                             {"lower case method", "get / HTTP/1.1" + host, 501},
                             {"connect", "CONNECT h:80 HTTP/1.1" + host, 501},
                             {"http 2", "GET / HTTP/2.0" + host, 505},
                             {"http 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
                             {"http 3", "GET / HTTP/3.0" + host, 505},
                             {"http 1.2", "GET / HTTP/1.2" + host, 505},
                             {"http 0.9 version", "GET / HTTP/0.9" + host, 505},
                             {"http 0.9", "GET /\r\n", 400},
                             {"lower case version", "GET / http/1.1" + host, 400},
                             {"no minor version", "GET / HTTP/1\r\nHost: h\r\n\r\n\r\n", 400},
                             {"long version", "GET / HTTP/1.10" + host, 400},
                             {"two spaces before the target", "GET  / HTTP/1.1" + host, 400},
                             {"two spaces after the target", "GET /  HTTP/1.1" + host, 400},
                             {"space after the version", "GET / HTTP/1.1 " + host, 400},
                             {"a word too many", "GET / x HTTP/1.1" + host, 400},
                             {"tab for a space", "GET\t/ HTTP/1.1" + host, 400},
                             {"space before the method", " GET / HTTP/1.1" + host, 400},
                             {"no target", "GET HTTP/1.1" + host, 400},
                             {"bare line feed", "GET / HTTP/1.1\nHost: h\n\n", 400},
                             {"bare carriage return", "GET / HTTP/1.1\rHost: h\r\r", waits},
                             {"tls hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
                             {"raw garbage", std::string("\x00\xff\xfe\x01", 4), 400},
                             {"ssh", "SSH-2.0-OpenSSH_9.2\r\n", 400},
                             {"a response", "HTTP/1.1 200 OK\r\n\r\n", 400},
                             {"socks 5", std::string("\x05\x01\x00", 3), 400},
                         });
}

std::vector<Case> targets() {
    std::vector<Case> cases;
    const auto add = [&cases](const std::string& target, unsigned status) {
        cases.push_back({target.substr(0, 20), "GET " + target + " HTTP/1.1\r\nHost: h.example:81\r\n\r\n", status});
    };
    for (const char* target : {"/",
                               "/a/b",
                               "/a//b",
                               "//h/x",
                               "/%41",
                               "/caf%C3%A9",
                               "/a?b=%2F%2e%2e",
                               "/?",
                               "/?&&=&",
                               "/a?%",
                               "/a;b=c,d",
                               "/a:b@c",
                               "/~x!$&'()*+",
                               "/.../x",
                               "/.well-known/x",
                               "/?q=%0d%0aX:%20y",
                               "/a|b{}^`",
                               "http://h.example:81/x",
                               "HTTP://H.EXAMPLE:81",
                               "https://h.example:81?q",
                               "/?q=%F0%9F%98%80"}) {
        add(target, std::string_view(target) == "/a?%" ? 400U : 0U);
    }
    for (const char* target : {"/%",
                               "/%4",
                               "/%zz",
                               "/%u0041",
                               "/%00",
                               "/a%2Fb",
                               "/a%2fb",
                               "/..",
                               "/../etc/passwd",
                               "/a/./b",
                               "/a/..",
                               "/%2e%2e/x",
                               "/.%2E/",
                               "/..%2fx",
                               "/%2e%2e%2fetc/passwd",
                               "/..\\x",
                               "/a\\b",
                               "/%0d%0aSet-Cookie:x",
                               "/%09",
                               "/%7f",
                               "/%C0%AE%C0%AE/",
                               "/%FF",
                               "/%ED%A0%80",
                               "/%F5%80%80%80",
                               "/%E0%80%AF",
                               "/a#b",
                               "/?q=%00",
                               "/?q=%FF",
                               "/?%C3",
                               "/caf\xC3\xA9",
                               "/\xFF",
                               "/a\x01"
                               "b",
                               "/a\x7f",
                               "x",
                               "*",
                               "h:80",
                               "ftp://h.example:81/",
                               "http:/x",
                               "http://",
                               "http:///x",
                               "http://other/",
                               "http://u@h.example:81/",
                               "http://h.example:81@evil/",
                               "javascript:x",
                               "/?a=%1"}) {
        add(target, 400);
    }
    cases.push_back({"options star", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 0});
    cases.push_back({"8 KiB", "GET /" + std::string(8191, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 0});
    cases.push_back({"more than 8 KiB", "GET /" + std::string(8192, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414});
    cases.push_back({"endless", "GET /" + std::string(100'000, 'x'), 414});
    return named("target", std::move(cases));
}

std::vector<Case> hosts() {
    std::vector<Case> cases;
    const auto add = [&cases](const std::string& host, unsigned status) {
        cases.push_back({host, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", status});
    };
    for (const char* host : {"h", "example.org", "example.org:80", "h:", "127.0.0.1:8080", "[::1]", "[::1]:80",
                             "[::ffff:1.2.3.4]", "a_b-c.d", "xn--bcher-kva.example", "h%41"})
        add(host, 0);
    for (const char* host :
         {"",   "a b", "u@h",     "h/x",  "h?x",   "h#x", "h:x", "h:123456", "h:80:80",   "::1", "[::1",
          "[]", "[x]", "[::1]80", "h\\x", "h,i\"", "<h>", "h%",  "h%4",      "b\xC3\xBC", ":80"})
        add(host, 400);
    cases.push_back({"none", "GET / HTTP/1.1\r\n\r\n", 400});
    cases.push_back({"two", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400});
    cases.push_back({"two different", "GET / HTTP/1.1\r\nHost: h\r\nhost: i\r\n\r\n", 400});
    cases.push_back({"two of an old client", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400});
    return named("host", std::move(cases));
}

std::vector<Case> field_lines() {
    std::vector<Case> cases;
    const auto add = [&cases](const char* name, const std::string& fields, unsigned status) {
        cases.push_back({name, request("GET / HTTP/1.1", "Host: h\r\n" + fields), status});
    };
    add("empty value", "X:\r\n", 0);
    add("8 bit value", "X: caf\xC3\xA9\r\n", 0);
    add("tab in a value", "X: a\tb\r\n", 0);
    add("space before the colon", "X : a\r\n", 400);
    add("tab before the colon", "X\t: a\r\n", 400);
    add("no colon", "X\r\n", 400);
    add("no name", ": a\r\n", 400);
    add("space in a name", "X Y: a\r\n", 400);
    add("8 bit name", "X\xC3\xA9: a\r\n", 400);
    add("NUL in a name", std::string("X\0Y: a\r\n", 8), 400);
    add("NUL in a value", std::string("X: a\0b\r\n", 8), 400);
    add("control in a value",
        "X: a\x01"
        "b\r\n",
        400);
    add("bare return in a value", "X: a\rb\r\n", 400);
    add("bare line feed", "X: a\nY: b\r\n", 400);
    add("folded", "X: a\r\n b\r\n", 400);
    add("folded with a tab", "X: a\r\n\tb\r\n", 400);
    add("folded to nothing", "X: a\r\n \r\n", 400);
    add("folded from nothing", "X:\r\n a\r\n", 400);
    add("folded nothing", "X:\r\n \r\n", 400);
    add("folded before the first", "", 0);
    cases.back().bytes = "GET / HTTP/1.1\r\n Host: h\r\n\r\n";
    cases.back().status = 400;
    add("9 KiB", "X: " + std::string(9 * 1024, 'x') + "\r\n", 431);
    std::string many;
    for (int i = 0; i < 99; ++i) many += "X: a\r\n";
    add("a hundred", many, 0);
    add("a hundred and one", many + "X: a\r\n", 431);
    std::string flood;
    for (int i = 0; i < 5000; ++i) flood += "X: a\r\n";
    add("a flood", flood, 431);
    add("unknown expectation", "Expect: magic\r\n", 417);
    add("bad connection list", "Connection: a b\r\n", 400);
    return named("field", std::move(cases));
}

std::vector<Case> framings() {
    std::vector<Case> cases;
    const auto add = [&cases](const char* name, const std::string& fields, const std::string& body, unsigned status) {
        cases.push_back({name, with(fields, body), status});
    };
    const std::string end = "0\r\n\r\n";
    add("length", "Content-Length: 3\r\n", "abc", 0);
    add("length nought", "Content-Length: 0\r\n", "", 0);
    add("leading nought", "Content-Length: 003\r\n", "abc", 0);
    add("chunked", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n" + end, 0);
    add("chunked in capitals", "Transfer-Encoding: CHUNKED\r\n", "3\r\nabc\r\n" + end, 0);
    add("neither", "", "", 0);
    for (const char* length : {"", "+3", "-1", "0x3", "3 3", "3,3", "3, 4", "3;", "a", "3.0", "\xC2\xB2"}) {
        add("bad length", "Content-Length: " + std::string(length) + "\r\n", "abc", 400);
    }
    add("two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc", 400);
    add("two lengths", "Content-Length: 3\r\nContent-Length: 4\r\n", "abc", 400);
    add("length of two to the 64", "Content-Length: 18446744073709551616\r\n", "", 413);
    add("length of a thousand digits", "Content-Length: " + std::string(1000, '9') + "\r\n", "", 413);
    add("length over the limit", "Content-Length: 1048577\r\n", "", 413);
    add("both", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", end, 400);
    add("both turned", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", end, 400);
    add("both with an unknown coding", "Transfer-Encoding: x\r\nContent-Length: 3\r\n", end, 400);
    for (const char* coding : {"", "xchunked", "chunkedx", "chunked, identity", "chunked, gzip", "chunked, chunkedx",
                               "identity", "gzip", "\"chunked\"", "chunked;q=1", "chunked,",
                               "\x0b"
                               "chunked"}) {
        add("bad coding", "Transfer-Encoding: " + std::string(coding) + "\r\n", end, 400);
    }
    add("gzip then chunked", "Transfer-Encoding: gzip, chunked\r\n", end, 501);
    add("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", end, 400);
    add("two fields of codings", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", end, 400);
    cases.push_back({"coding of an old client", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + end, 400});
    for (const char* chunk :
         {"x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", "1 1\r\n", "\r\n", " 1\r\na\r\n", "1\na\r\n", "1\r\nab\r\n",
          "1\r\na\n0\r\n\r\n", "1;\r\na\r\n", "1;a=\r\na\r\n", "10000000000000001\r\n", "0\r\nbad trailer\r\n\r\n",
          "0\r\nX: a\r\n b\r\n\r\n", "0 ;\r\n\r\n"}) {
        add("bad chunk", "Transfer-Encoding: chunked\r\n", std::string(chunk) + "\r\n\r\n", 400);
    }
    add("open quote in an extension", "Transfer-Encoding: chunked\r\n", "1;a=\"b\r\na\r\n0\r\n\r\n", waits);
    add("chunk over the limit", "Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\n", 413);
    add("chunk with an extension", "Transfer-Encoding: chunked\r\n", "1;a=b;c=\"d\"\r\nx\r\n" + end, 0);
    add("trailer that frames", "Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 3\r\n\r\n", 400);
    return named("framing", std::move(cases));
}

INSTANTIATE_TEST_SUITE_P(Lines, RequestTable, testing::ValuesIn(request_lines()), name_of);
INSTANTIATE_TEST_SUITE_P(Targets, RequestTable, testing::ValuesIn(targets()), name_of);
INSTANTIATE_TEST_SUITE_P(Hosts, RequestTable, testing::ValuesIn(hosts()), name_of);
INSTANTIATE_TEST_SUITE_P(Fields, RequestTable, testing::ValuesIn(field_lines()), name_of);
INSTANTIATE_TEST_SUITE_P(Framings, RequestTable, testing::ValuesIn(framings()), name_of);

}  // namespace
}  // namespace broadsheet::http
