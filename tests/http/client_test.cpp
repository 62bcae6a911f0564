#include "daemon/http/client.hpp"

#include "tests/support/origin.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>

namespace broadsheet::http {
namespace {

using tests::and_close;
using tests::and_hang;
using tests::ok;
using tests::Origin;
using tests::OriginRequest;
using tests::status;

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

class Client : public testing::Test {
protected:
    FetchRequest request(const std::string& path) const {
        FetchRequest made(origin_.url(path));
        made.allow_private = true;
        made.timeout = std::chrono::seconds(5);
        return made;
    }

    Result<FetchResponse> get(const std::string& path) { return send(request(path)); }

    Result<FetchResponse> send(FetchRequest made) {
        return tests::run_coroutine(context_, client_->send(std::move(made)));
    }

    ErrorCode error_of(const std::string& path) {
        const auto response = get(path);
        EXPECT_FALSE(response.has_value()) << path;
        return response ? ErrorCode::internal : response.error().code();
    }

    Origin origin_;
    boost::asio::io_context context_;
    std::unique_ptr<Clock> clock_ = make_system_clock();
    std::unique_ptr<HttpClient> client_ = make_http_client(
        context_.get_executor(), *clock_, {.user_agent = "Broadsheet/test", .nameservers = {}, .ca_file = {}});
};

TEST_F(Client, BringsTheBodyAndTheFields) {
    origin_.on("/feed", ok("ETag: \"a\"\r\nContent-Type: text/xml\r\n", "<rss/>"));
    const auto response = get("/feed").value();
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, "<rss/>");
    EXPECT_EQ(response.headers.get("etag"), "\"a\"");
    EXPECT_EQ(response.url, origin_.url("/feed"));
    const auto asked = origin_.requests().at(0);
    EXPECT_EQ(asked.fields.at("user-agent"), "Broadsheet/test");
    EXPECT_EQ(asked.fields.at("host"), "127.0.0.1:" + std::to_string(origin_.port()));
    EXPECT_EQ(asked.fields.at("accept-encoding"), "gzip, deflate, br, zstd");
    EXPECT_FALSE(asked.fields.contains("cookie"));
    EXPECT_FALSE(asked.fields.contains("referer"));
}

TEST_F(Client, RefusesAPrivateAddressUnlessAllowed) {
    origin_.on("/feed", ok("", "x"));
    auto plain = request("/feed");
    plain.allow_private = false;
    const auto response = send(std::move(plain));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::refused);
    EXPECT_NE(response.error().detail().find("allow_private"), std::string::npos);
    EXPECT_EQ(origin_.connections(), 0);
}

TEST_F(Client, AnAddressInDisguiseIsNoWayIn) {
    for (const char* host :
         {"127.1", "2130706433", "0x7f000001", "017700000001", "[::ffff:127.0.0.1]", "[::1]", "localhost", "0"}) {
        FetchRequest disguised("http://" + std::string(host) + ":" + std::to_string(origin_.port()) + "/feed");
        disguised.timeout = std::chrono::seconds(5);
        EXPECT_FALSE(send(std::move(disguised)).has_value()) << host;
    }
    EXPECT_EQ(origin_.connections(), 0);
}

TEST_F(Client, KeepsAConnectionForTheNextRequest) {
    origin_.on("/a", ok("", "a"));
    origin_.on("/b", status(304));
    EXPECT_TRUE(get("/a").has_value());
    EXPECT_EQ(get("/b").value().status, 304U);
    EXPECT_TRUE(get("/a").has_value());
    EXPECT_EQ(origin_.connections(), 1);
}

TEST_F(Client, AsksAgainOnAFreshConnectionWhenTheKeptOneWasClosed) {
    origin_.on("/a", [](const OriginRequest& asked) {
        return asked.connection == 1 ? and_close(ok("", "first")) : ok("", "second");
    });
    EXPECT_EQ(get("/a").value().body, "first");
    EXPECT_EQ(get("/a").value().body, "second");
    EXPECT_EQ(origin_.requests().size(), 2U);
}

TEST_F(Client, DecodesWhatItAskedFor) {
    const std::string text(5'000, 'x');
    origin_.on("/gzip", ok("Content-Encoding: gzip\r\n", gzipped(text)));
    origin_.on("/file", ok("Content-Type: application/gzip\r\n", gzipped(text)));
    EXPECT_EQ(get("/gzip").value().body, text);
    EXPECT_EQ(get("/file").value().body, text);
    EXPECT_LT(get("/gzip").value().wire_bytes, 200U);
}

TEST_F(Client, RefusesWhatIsNotCodedAsItSays) {
    origin_.on("/plain", ok("Content-Encoding: gzip\r\n", "<rss/>"));
    origin_.on("/cut", ok("Content-Encoding: gzip\r\n", gzipped(std::string(5'000, 'x')).substr(0, 20)));
    origin_.on("/odd", ok("Content-Encoding: rot13\r\n", "x"));
    origin_.on("/twice", ok("Content-Encoding: gzip, gzip\r\n", gzipped(gzipped("x"))));
    EXPECT_EQ(error_of("/plain"), ErrorCode::invalid);
    EXPECT_EQ(error_of("/cut"), ErrorCode::invalid);
    EXPECT_EQ(error_of("/odd"), ErrorCode::unsupported);
    EXPECT_EQ(error_of("/twice"), ErrorCode::unsupported);
}

TEST_F(Client, StopsABombWhileItUnpacks) {
    origin_.on("/bomb", ok("Content-Encoding: gzip\r\n", gzipped(std::string(64UL << 20, '\0'))));
    origin_.on("/big", ok("", std::string(3'000, 'x')));
    EXPECT_EQ(error_of("/bomb"), ErrorCode::too_large);
    auto small = request("/big");
    small.max_size = 2'000;
    EXPECT_EQ(send(std::move(small)).error().code(), ErrorCode::too_large);
}

TEST_F(Client, FollowsRedirectsAndSaysWhereTo) {
    origin_.on("/old", status(301, "Location: /new%20place?q=1\r\n"));
    origin_.on("/new%20place?q=1", ok("", "here"));
    const auto response = get("/old").value();
    EXPECT_EQ(response.body, "here");
    EXPECT_EQ(response.url, origin_.url("/new%20place?q=1"));
    ASSERT_EQ(response.redirects.size(), 1U);
    EXPECT_EQ(response.redirects[0].status, 301U);
}

TEST_F(Client, EndsARedirectLoop) {
    origin_.on("/loop", status(302, "Location: /loop\r\n"));
    EXPECT_EQ(error_of("/loop"), ErrorCode::refused);
    EXPECT_EQ(origin_.requests().size(), 6U);
}

TEST_F(Client, ARedirectCannotLeadOutOfTheWeb) {
    origin_.on("/file", status(302, "Location: file:///etc/passwd\r\n"));
    origin_.on("/script", status(302, "Location: javascript:alert(1)\r\n"));
    origin_.on("/nowhere", status(302));
    EXPECT_EQ(error_of("/file"), ErrorCode::refused);
    EXPECT_EQ(error_of("/script"), ErrorCode::refused);
    EXPECT_EQ(error_of("/nowhere"), ErrorCode::invalid);
}

TEST_F(Client, SecretsStayWithTheirOrigin) {
    Origin other;
    other.on("/feed", ok("", "x"));
    origin_.on("/away", status(302, "Location: " + other.url("/feed") + "\r\n"));
    origin_.on("/near", status(302, "Location: /feed\r\n"));
    origin_.on("/feed", ok("", "x"));
    for (const char* path : {"/away", "/near"}) {
        auto secret = request(path);
        secret.headers.set("Authorization", "Basic c2VjcmV0");
        EXPECT_TRUE(send(std::move(secret)).has_value());
    }
    EXPECT_FALSE(other.requests().at(0).fields.contains("authorization"));
    EXPECT_TRUE(origin_.requests().back().fields.contains("authorization"));
}

TEST_F(Client, AShortBodyIsNotTheWholeBody) {
    origin_.on("/short", and_close("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"));
    origin_.on("/chunk", and_close("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
    origin_.on("/nothing", and_close(""));
    for (const char* path : {"/short", "/chunk", "/nothing"}) EXPECT_EQ(error_of(path), ErrorCode::unreachable) << path;
}

TEST_F(Client, ReadsABodyThatEndsWithTheConnection) {
    origin_.on("/old", and_close("HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss/>"));
    EXPECT_EQ(get("/old").value().body, "<rss/>");
}

TEST_F(Client, WhatIsNoHttpIsRefused) {
    for (const char* bytes : {"ICY 200 OK\r\n\r\n", "<rss version=\"2.0\"></rss>\r\n", "HTTP/2.0 200 OK\r\n\r\n",
                              "HTTP/1.1 099 Odd\r\n\r\n", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
                              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nx",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\nx",
                              "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                              "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"}) {
        origin_.on("/odd", and_close(bytes));
        EXPECT_EQ(error_of("/odd"), ErrorCode::invalid) << bytes;
    }
}

TEST_F(Client, PassesOverInterimAnswersButNotForEver) {
    std::string hints;
    for (int i = 0; i < 3; ++i) hints += "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
    origin_.on("/some", hints + ok("", "body"));
    for (int i = 0; i < 20; ++i) hints += "HTTP/1.1 100 Continue\r\n\r\n";
    origin_.on("/many", hints + ok("", "body"));
    EXPECT_EQ(get("/some").value().body, "body");
    EXPECT_EQ(error_of("/many"), ErrorCode::invalid);
}

TEST_F(Client, TrailersAddNothingToTheHead) {
    origin_.on("/trailer",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nETag: \"forged\"\r\n\r\n");
    const auto response = get("/trailer").value();
    EXPECT_EQ(response.body, "x");
    EXPECT_FALSE(response.headers.find("ETag").has_value());
}

TEST_F(Client, FloodsAreCutOff) {
    std::string fields;
    for (int i = 0; i < 5'000; ++i) fields += "X-" + std::to_string(i) + ": y\r\n";
    origin_.on("/fields", ok(fields, "x"));
    origin_.on("/extension",
               and_close("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(1 << 20, 'e')));
    EXPECT_EQ(error_of("/fields"), ErrorCode::too_large);
    EXPECT_EQ(error_of("/extension"), ErrorCode::too_large);
}

TEST_F(Client, LeftoverBytesAreNotTheNextAnswer) {
    origin_.on("/smuggle", status(304) + ok("", "forged"));
    origin_.on("/next", ok("", "true"));
    EXPECT_EQ(get("/smuggle").value().status, 304U);
    EXPECT_EQ(get("/next").value().body, "true");
}

TEST_F(Client, ASilentServerCostsItsTimeAndNoMore) {
    origin_.on("/silent", and_hang(""));
    auto patient = request("/silent");
    patient.timeout = std::chrono::seconds(1);
    const auto response = send(std::move(patient));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::timeout);
}

TEST_F(Client, AFieldWithALineBreakIsNotSent) {
    auto injected = request("/feed");
    injected.headers.set("If-None-Match", "\"a\"\r\nX-Injected: 1");
    EXPECT_EQ(send(std::move(injected)).error().code(), ErrorCode::invalid);
    EXPECT_TRUE(origin_.requests().empty());
}

TEST_F(Client, SaysWhichHostItCannotReach) {
    FetchRequest closed("http://127.0.0.1:1/");
    closed.allow_private = true;
    const auto response = send(std::move(closed));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::unreachable);
    EXPECT_NE(response.error().detail().find("127.0.0.1"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet::http
