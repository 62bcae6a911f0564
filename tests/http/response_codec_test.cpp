#include "daemon/http/response_codec.hpp"

#include "tests/http/coded.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace broadsheet::http {
namespace {

using Progress = ResponseReader::Progress;

constexpr std::uint64_t plenty = 1UL << 20;

/// Feeds bytes piece by piece, as a connection would, and its end when they are all.
Progress feed(ResponseReader& reader, std::string_view bytes, std::size_t piece = 1 << 20) {
    while (!bytes.empty()) {
        const auto room = reader.room();
        const auto size = std::min({piece, bytes.size(), room.size()});
        std::memcpy(room.data(), bytes.data(), size);
        bytes.remove_prefix(size);
        if (const auto progress = reader.filled(size); progress != Progress::incomplete) return progress;
    }
    return reader.ended();
}

std::string body_of(const std::string& bytes) {
    std::string body;
    for (const std::size_t piece : {1UL << 20, 1UL, 3UL}) {
        ResponseReader reader(plenty);
        EXPECT_EQ(feed(reader, bytes, piece), Progress::complete) << bytes << reader.fault().detail();
        body = reader.body();
    }
    return body;
}

ErrorCode fault_of(const std::string& bytes, std::uint64_t max_size = plenty) {
    ResponseReader reader(max_size);
    EXPECT_EQ(feed(reader, bytes), Progress::failed) << bytes.substr(0, 200);
    EXPECT_FALSE(reader.fault().detail().empty());
    return reader.fault().code();
}

const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(ResponseReader, ReadsABodyHoweverItIsFramed) {
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of(chunked_head + "2\r\nhe\r\n3;ext=\"1\"\r\nllo\r\n0\r\n\r\n"), "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of("HTTP/1.0 200 OK\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "");
    EXPECT_EQ(body_of("HTTP/1.1 204 No Content\r\n\r\n"), "");
    EXPECT_EQ(body_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"), "");
    EXPECT_EQ(body_of("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"), "");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"), "");
}

TEST(ResponseReader, TakesOffTheCoding) {
    const auto coded = gzipped("hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(coded.size()) +
                      "\r\n\r\n" + coded),
              "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\n\r\n" + coded), "hello");
    ResponseReader reader(plenty);
    EXPECT_EQ(feed(reader, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + coded), Progress::complete);
    EXPECT_EQ(reader.wire_bytes(), coded.size());
    EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + gzipped(coded)),
              ErrorCode::unsupported);
}

TEST(ResponseReader, KeepsTheFieldsInOrderAndFolded) {
    ResponseReader reader(plenty);
    EXPECT_EQ(feed(reader, "HTTP/1.1 200\x20\r\nETag: W/\"\xc3\xa9\"\r\nX:  a \r\nX: b\r\n c\r\nEmpty:\r\n\r\n"),
              Progress::complete);
    EXPECT_EQ(reader.headers().get("etag"), "W/\"\xc3\xa9\"");
    EXPECT_EQ(reader.headers().joined("x"), "a, b c");
    EXPECT_EQ(reader.headers().find("Empty"), std::string_view());
    EXPECT_EQ(reader.headers().size(), 4U);
}

TEST(ResponseReader, RefusesWhatIsNoHttp) {
    for (const char* bytes :
         {"<rss version=\"2.0\"></rss>\r\n", "ICY 200 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n",
          "HTTP/0.9 200 OK\r\n\r\n", "HTTP/1.1 099 Odd\r\n\r\n", "HTTP/1.1 999 Odd\r\n\r\n",
          "HTTP/1.1 1000 Odd\r\n\r\n", "HTTP/1.1 600 Odd\r\n\r\n", "HTTP/1.1 20 Odd\r\n\r\n",
          "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
          "HTTP/1.1 200 OK\r\nName : value\r\n\r\n", "HTTP/1.1 200 OK\r\nNa me: value\r\n\r\n",
          "HTTP/1.1 200 OK\r\n: value\r\n\r\n", "HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n",
          "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "\x16\x03\x01\x02\x03\r\n\r\n"})
        EXPECT_EQ(fault_of(bytes), ErrorCode::invalid) << bytes;
}

TEST(ResponseReader, RefusesFramingWithTwoMeanings) {
    for (const char* fields :
         {"Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3, 4\r\n", "Content-Length: +3\r\n",
          "Content-Length: 0x3\r\n", "Content-Length: -1\r\n", "Content-Length: \r\n", "Content-Length: 3.0\r\n",
          "Content-Length: 18446744073709551616\r\n", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: chunked, chunked\r\n",
          "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: identity\r\n", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: \r\n"})
        EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n3\r\nabc\r\n0\r\n\r\n"),
                  ErrorCode::invalid)
            << fields;
    EXPECT_EQ(fault_of("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), ErrorCode::invalid);
    for (const char* chunk : {"FFFFFFFFFFFFFFFFF\r\n", "-1\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n",
                              "3\r\nabcd\r\n0\r\n\r\n", "\r\n", "g\r\n", " 3\r\nabc\r\n"})
        EXPECT_EQ(fault_of(chunked_head + chunk), ErrorCode::invalid) << chunk;
}

TEST(ResponseReader, AFieldWithControlBytesIsNone) {
    for (const std::size_t piece : {1UL << 20, 1UL, 7UL}) {
        ResponseReader reader(plenty);
        EXPECT_EQ(feed(reader,
                       "HTTP/1.1 200 O\x01K\r\nETag: \"a\x01:b\"\r\nX: 1\r\nLast-Modified: \x0cx\r\n y\r\nZ: a\r\n "
                       "\x7f:b\r\nY: \t2\r\n"
                       "Content-Length: 4\r\n\r\n\x01:\x7f\x02",
                       piece),
                  Progress::complete)
            << reader.fault().detail();
        EXPECT_FALSE(reader.headers().find("ETag"));
        EXPECT_FALSE(reader.headers().find("Last-Modified"));
        EXPECT_EQ(reader.headers().get("X"), "1");
        EXPECT_EQ(reader.headers().get("Y"), "2");
        EXPECT_EQ(reader.headers().get("Z"), "a :b");
        EXPECT_EQ(reader.body(), "\x01:\x7f\x02") << "which is left as it is";
    }
    EXPECT_EQ(body_of("HTTP/1.1 103 Early\r\nA: \x1b[0m\r\n\r\nHTTP/1.1 200 OK\r\nB: \x1b\r\n\r\n\x1b:"), "\x1b:");
    EXPECT_EQ(fault_of(std::string("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 25)), ErrorCode::invalid);
}

TEST(ResponseReader, ThePaddedChunkSizesOfOldServersAreSizes) {
    EXPECT_EQ(body_of(chunked_head + "2  \r\nhe\r\n03 \r\nllo\r\n0   \r\n\r\n"), "hello");
    for (const char* chunk :
         {"3 x\r\nabc\r\n0\r\n\r\n", "  \r\nabc", "3 0\r\nabc\r\n0\r\n\r\n", "3 \nabc\r\n0\r\n\r\n"})
        EXPECT_EQ(fault_of(chunked_head + chunk), ErrorCode::invalid) << chunk;
}

TEST(ResponseReader, AnAnswerCutShortIsNoAnswer) {
    for (const char* bytes : {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                              "HTTP/1.1 100 Continue\r\n\r\n"})
        EXPECT_EQ(fault_of(bytes), ErrorCode::unreachable) << bytes;
    for (const char* chunks : {"", "5", "5\r\nhel", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n"})
        EXPECT_EQ(fault_of(chunked_head + chunks), ErrorCode::unreachable) << chunks;
}

TEST(ResponseReader, PassesOverInterimAnswersButNotForEver) {
    const std::string hint = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
    std::string hints;
    for (int i = 0; i < 8; ++i) hints += hint;
    EXPECT_EQ(body_of(hints + "HTTP/1.1 200 OK\r\n\r\nhello"), "hello");
    EXPECT_EQ(fault_of(hints + hint + "HTTP/1.1 200 OK\r\n\r\nhello"), ErrorCode::invalid);
    ResponseReader reader(plenty);
    EXPECT_EQ(feed(reader, hint + "HTTP/1.1 200 OK\r\n\r\n"), Progress::complete);
    EXPECT_FALSE(reader.headers().find("Link").has_value());
}

TEST(ResponseReader, TrailersAddNothing) {
    ResponseReader reader(plenty);
    EXPECT_EQ(feed(reader, chunked_head + "1\r\nx\r\n0\r\nETag: \"forged\"\r\nLocation: /\r\n\r\n"),
              Progress::complete);
    EXPECT_EQ(reader.headers().size(), 1U);
    EXPECT_EQ(reader.body(), "x");
}

TEST(ResponseReader, BoundsEverything) {
    const std::string megabyte(1UL << 20, 'x');
    std::string fields;
    for (int i = 0; i < 201; ++i) fields += "A:b\r\n";
    const std::string head = "HTTP/1.1 200 OK\r\n";
    EXPECT_EQ(fault_of(head + fields + "\r\n"), ErrorCode::too_large);
    EXPECT_EQ(fault_of(head + "X: " + megabyte), ErrorCode::too_large);
    EXPECT_EQ(fault_of("HTTP/1.1 200 " + megabyte), ErrorCode::too_large);
    EXPECT_EQ(fault_of(chunked_head + "1;" + megabyte), ErrorCode::too_large);
    EXPECT_EQ(fault_of(chunked_head + "1\r\nx\r\n0\r\nX: " + megabyte), ErrorCode::too_large);
    std::string dust;
    while (dust.size() < 3 * plenty) dust += "1;" + std::string(60'000, 'e') + "\r\nx\r\n";
    EXPECT_EQ(fault_of(chunked_head + dust), ErrorCode::too_large);
    std::string trailers = chunked_head + "0\r\n";
    while (trailers.size() < 3 * plenty) trailers += "X-Trailer: yes\r\n";
    EXPECT_EQ(fault_of(trailers), ErrorCode::too_large);
}

TEST(ResponseReader, StopsAtTheLimitOfSize) {
    EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", 10), ErrorCode::too_large);
    EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\n\r\n0123456789x", 10), ErrorCode::too_large);
    EXPECT_EQ(fault_of(chunked_head + "b\r\n0123456789x\r\n0\r\n\r\n", 10), ErrorCode::too_large);
    EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped("0123456789x"), 10),
              ErrorCode::too_large);
    EXPECT_EQ(body_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999999\r\n\r\n"), "");
}

// A Retry-After counts, however the page that came with it ends.
TEST(ResponseReader, OfARedirectOrAnErrorTheHeadIsEnough) {
    const std::string head = "HTTP/1.1 429 Slow down\r\nRetry-After: 7200\r\n";
    for (const auto& rest :
         {std::string("Content-Length: 500\r\n\r\nshort"), std::string("Content-Length: 99999999999\r\n\r\n"),
          std::string("Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"),
          std::string("Content-Encoding: odd\r\nContent-Length: 5\r\n\r\nplain"),
          std::string("Transfer-Encoding: chunked\r\n\r\nno chunk"),
          std::string("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
          std::string("Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n") + std::string(100'000, 'x')}) {
        ResponseReader reader(plenty);
        EXPECT_EQ(feed(reader, head + rest), Progress::complete) << rest.substr(0, 80);
        EXPECT_EQ(reader.status(), 429U);
        EXPECT_EQ(reader.headers().get("Retry-After"), "7200");
        EXPECT_FALSE(reader.keep_alive()) << rest.substr(0, 80);
    }
    std::string fields;
    for (int i = 0; i < 250; ++i) fields += "A:b\r\n";
    ResponseReader reader(plenty);
    EXPECT_EQ(feed(reader, "HTTP/1.1 429 Slow down\r\n" + fields + "Retry-After: 7200\r\nContent-Length: 0\r\n\r\n"),
              Progress::complete);
    EXPECT_EQ(reader.headers().get("Retry-After"), "7200");
    EXPECT_EQ(fault_of("HTTP/1.1 429 Slow down\r\nContent-Length: 5\r\nRetry-Af"), ErrorCode::unreachable);
    EXPECT_EQ(fault_of("HTTP/1.1 429 Slow down\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"), ErrorCode::invalid);
}

TEST(ResponseReader, SaysWhetherTheConnectionMayBeKept) {
    const struct {
        const char* bytes;
        bool keep;
    } cases[] = {{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", true},
                 {"HTTP/1.1 304 Not Modified\r\n\r\n", true},
                 {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
                 {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", true},
                 {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", false},
                 {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", false},
                 {"HTTP/1.1 200 OK\r\n\r\nx", false},
                 {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy", false},
                 {"HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\nx", false},
                 {"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false}};
    for (const auto& [bytes, keep] : cases) {
        ResponseReader reader(plenty);
        EXPECT_EQ(feed(reader, bytes), Progress::complete) << bytes;
        EXPECT_EQ(reader.keep_alive(), keep) << bytes;
    }
}

/// Feeds bytes as feed() does, and grants a hundred thousand more whenever that is asked for.
Progress feed_by_grants(ResponseReader& reader, std::string_view bytes, int& grants) {
    std::size_t limit = 100'000;
    reader.limit(limit);
    auto progress = Progress::incomplete;
    while (!bytes.empty() && progress == Progress::incomplete) {
        const auto room = reader.room();
        const auto size = std::min(bytes.size(), room.size());
        std::memcpy(room.data(), bytes.data(), size);
        bytes.remove_prefix(size);
        progress = reader.filled(size);
        for (; progress == Progress::full; ++grants) {
            EXPECT_LE(reader.body().size(), limit + (128 << 10));
            progress = reader.go_on(limit += 100'000);
        }
    }
    return progress == Progress::incomplete ? reader.ended() : progress;
}

TEST(ResponseReader, PausesABodyWhereItIsToBeNoLarger) {
    const std::string text(950'000, 'x');
    const auto packed = gzipped(text);
    const auto length = [](const std::string& body) { return std::to_string(body.size()) + "\r\n\r\n" + body; };
    for (const auto& bytes : {"HTTP/1.1 200 OK\r\nContent-Length: " + length(text), "HTTP/1.1 200 OK\r\n\r\n" + text,
                              chunked_head + "e7ef0\r\n" + text + "\r\n0\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + length(packed),
                              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed}) {
        ResponseReader reader(plenty);
        int grants = 0;
        EXPECT_EQ(feed_by_grants(reader, bytes, grants), Progress::complete) << reader.fault().detail();
        EXPECT_EQ(reader.body(), text);
        EXPECT_GE(grants, 4);
    }
}

}  // namespace
}  // namespace broadsheet::http
