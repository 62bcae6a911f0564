#include "tests/http/client_fixture.hpp"

#include <future>
#include <thread>

namespace broadsheet::http {
namespace {

using tests::and_close;
using tests::and_hang;
using tests::ok;
using tests::Origin;
using tests::OriginRequest;
using tests::status;

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

TEST_F(Client, RefusesAPortThatIsNoWebServersBeforeItAsksForTheName) {
    FetchRequest mail("http://feeds.invalid:25/feed");
    const auto response = send(std::move(mail));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::refused);
    EXPECT_NE(response.error().detail().find("port 25"), std::string::npos);
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

TEST_F(Client, AsksAgainOnAFreshConnectionWhenTheKeptOneWasTooIdleForTheServer) {
    origin_.on("/a",
               [](const OriginRequest& asked) { return asked.connection == 1 ? ok("", "first") : ok("", "second"); });
    origin_.on("/b", [](const OriginRequest& asked) {
        return asked.connection == 1 ? and_close(status(408)) : ok("", "second");
    });
    EXPECT_EQ(get("/a").value().body, "first");
    EXPECT_EQ(get("/b").value().body, "second");
    origin_.on("/always", and_close(status(408)));
    EXPECT_EQ(get("/always").value().status, 408U);
    EXPECT_EQ(origin_.connections(), 3);
}

TEST_F(Client, ClosesAConnectionThatHasBeenIdleForTooLong) {
    ClientOptions impatient;
    impatient.idle_timeout = std::chrono::seconds(0);
    use(impatient);
    std::promise<void> hung_up;
    origin_.script("/a", [&](const OriginRequest&, const Origin::Send& send_bytes) {
        send_bytes(ok("", "a"));
        while (send_bytes("x")) std::this_thread::yield();
        hung_up.set_value();
    });
    EXPECT_EQ(get("/a").value().body, "a");
    context_.restart();
    context_.run();
    EXPECT_EQ(hung_up.get_future().wait_for(tests::patience), std::future_status::ready);
}

TEST_F(Client, HasNothingToDoOnceItIsClosed) {
    origin_.on("/a", ok("", "a"));
    EXPECT_EQ(get("/a").value().body, "a");
    client_->close();
    context_.restart();
    const auto begun = std::chrono::steady_clock::now();
    context_.run();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, ClientOptions().idle_timeout);
}

TEST_F(Client, WhatIsNoGetGoesOnAConnectionOfItsOwn) {
    origin_.on("/a", [](const OriginRequest& asked) {
        return asked.connection == 1 ? and_close(ok("", "first")) : ok("", "second");
    });
    EXPECT_EQ(get("/a").value().body, "first");
    auto post = request("/a");
    post.method = "POST";
    EXPECT_EQ(send(std::move(post)).value().body, "second");
    EXPECT_EQ(origin_.connections(), 2);
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
    EXPECT_EQ(response.error().detail(), "no whole answer within 1 second");
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
