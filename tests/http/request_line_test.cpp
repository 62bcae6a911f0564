// Request lines, targets and hosts, good and bad.
#include "tests/http/read_requests.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using tests::Case;
using tests::name_of;
using tests::named;
using tests::waits;

class RequestLineTable : public testing::TestWithParam<Case> {};

TEST_P(RequestLineTable, IsJudged) {
    tests::expect_judged(GetParam());
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
                               ("/a\x01"
                                "b"),
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

INSTANTIATE_TEST_SUITE_P(Lines, RequestLineTable, testing::ValuesIn(request_lines()), name_of);
INSTANTIATE_TEST_SUITE_P(Targets, RequestLineTable, testing::ValuesIn(targets()), name_of);
INSTANTIATE_TEST_SUITE_P(Hosts, RequestLineTable, testing::ValuesIn(hosts()), name_of);

}  // namespace
}  // namespace broadsheet::http
