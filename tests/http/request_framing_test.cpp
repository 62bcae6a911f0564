// Fields and the framing of bodies, good and bad: what request smuggling is made of.
#include "tests/http/read_requests.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using tests::Case;
using tests::name_of;
using tests::named;
using tests::request;
using tests::waits;
using tests::with;

class RequestFramingTable : public testing::TestWithParam<Case> {};

TEST_P(RequestFramingTable, IsJudged) {
    tests::expect_judged(GetParam());
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
                               ("\x0b"
                                "chunked")}) {
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

INSTANTIATE_TEST_SUITE_P(Fields, RequestFramingTable, testing::ValuesIn(field_lines()), name_of);
INSTANTIATE_TEST_SUITE_P(Framings, RequestFramingTable, testing::ValuesIn(framings()), name_of);

}  // namespace
}  // namespace broadsheet::http
