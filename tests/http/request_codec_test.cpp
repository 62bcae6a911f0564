#include "daemon/http/request_codec.hpp"

#include "tests/http/read_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using testing::ElementsAre;
using testing::Pair;
using tests::read;
using tests::request;
using tests::with;

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

}  // namespace
}  // namespace broadsheet::http
