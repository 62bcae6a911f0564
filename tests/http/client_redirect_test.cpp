#include "tests/http/client_fixture.hpp"

namespace broadsheet::http {
namespace {

using tests::and_close;
using tests::and_hang;
using tests::ok;
using tests::Origin;
using tests::OriginRequest;
using tests::status;

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
    EXPECT_EQ(origin_.requests().size(), 1U);
    origin_.on("/to", status(302, "Location: /fro\r\n"));
    origin_.on("/fro", status(302, "Location: /to\r\n"));
    EXPECT_EQ(error_of("/to"), ErrorCode::refused);
    EXPECT_EQ(origin_.requests().size(), 3U);
}

TEST_F(Client, WaitsForNoPageThatNobodyReads) {
    origin_.on("/old", and_hang("HTTP/1.1 302 Found\r\nLocation: /busy\r\nContent-Length: 1000\r\n\r\nIt has "));
    origin_.on("/busy", and_hang("HTTP/1.1 429 Busy\r\nRetry-After: 3600\r\n\r\nYou have "));
    auto hurried = request("/old");
    hurried.timeout = std::chrono::seconds(3);
    const auto response = send(std::move(hurried));
    ASSERT_TRUE(response) << response.error().detail();
    EXPECT_EQ(response->status, 429U);
    EXPECT_EQ(response->headers.get("Retry-After"), "3600");
}

TEST_F(Client, TrustsAHostAndNotWhereverItRedirects) {
    origin_.on("/same", status(302, "Location: /feed\r\n"));
    origin_.on("/other", status(302, "Location: http://127.0.0.2:" + std::to_string(origin_.port()) + "/feed\r\n"));
    origin_.on("/feed", ok("", "here"));
    const auto trusting = [this](const std::string& path) {
        auto result = request(path);
        result.allow_private = false;
        result.trusted_host = "127.0.0.1";
        return send(std::move(result));
    };
    EXPECT_EQ(trusting("/same").value().body, "here");
    const auto led_on = trusting("/other");
    ASSERT_FALSE(led_on);
    EXPECT_EQ(led_on.error().code(), ErrorCode::refused) << led_on.error().detail();
}

TEST_F(Client, FollowsFiveRedirectsAndNoMore) {
    for (int i = 0; i < 6; ++i)
        origin_.on("/" + std::to_string(i), status(302, "Location: /" + std::to_string(i + 1) + "\r\n"));
    origin_.on("/6", ok("", "here"));
    EXPECT_EQ(get("/1").value().body, "here");
    EXPECT_EQ(error_of("/0"), ErrorCode::refused);
}

awaitable<Result<void>> note(std::vector<std::string>& asked, std::string url) {
    asked.push_back(std::move(url));
    co_return Result<void>();
}

awaitable<Result<void>> wait_long(Clock& clock) {
    co_return co_await clock.sleep_until(clock.steady() + std::chrono::milliseconds(1'200));
}

awaitable<Result<void>> turn_away() {
    co_return fail(ErrorCode::unavailable, "not now");
}

TEST_F(Client, AsksTheGateBeforeEveryRequestButTheFirst) {
    Origin other;
    origin_.on("/old", status(302, "Location: " + other.url("/on") + "\r\n"));
    other.on("/on", status(302, "Location: /feed\r\n"));
    other.on("/feed", ok("", "here"));
    std::vector<std::string> asked;
    auto gated = request("/old");
    gated.gate = [&asked](std::string url) { return note(asked, std::move(url)); };
    EXPECT_EQ(send(std::move(gated)).value().body, "here");
    EXPECT_EQ(asked, std::vector<std::string>({other.url("/on"), other.url("/feed")}));
}

TEST_F(Client, AClosedGateEndsTheRequestAndAPatientOneCostsNoTime) {
    origin_.on("/old", status(302, "Location: /feed\r\n"));
    origin_.on("/feed", ok("", "here"));
    auto refused = request("/old");
    refused.gate = [](const std::string&) { return turn_away(); };
    EXPECT_EQ(send(std::move(refused)).error().code(), ErrorCode::unavailable);
    EXPECT_EQ(origin_.requests().size(), 1U);
    auto patient = request("/old");
    patient.timeout = std::chrono::seconds(1);
    patient.gate = [this](const std::string&) { return wait_long(*clock_); };
    EXPECT_EQ(send(std::move(patient)).value().body, "here");
}

TEST_F(Client, AKeptConnectionThatIsClosedUnderARequestCostsATurnMore) {
    origin_.on("/a", [](const OriginRequest& asked) {
        return asked.connection == 1 && asked.target == "/a" ? and_close("") : ok("", "second");
    });
    origin_.on("/first", ok("", "first"));
    EXPECT_EQ(get("/first").value().body, "first");
    std::vector<std::string> asked;
    auto gated = request("/a");
    gated.gate = [&asked](std::string url) { return note(asked, std::move(url)); };
    std::size_t sent = 0;
    gated.sent = [&sent] { ++sent; };
    EXPECT_EQ(send(std::move(gated)).value().body, "second");
    EXPECT_EQ(asked.size(), 1U);
    EXPECT_EQ(sent, 2U);
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

TEST_F(Client, EveryRedirectLeadsOn) {
    origin_.on("/feed", ok("", "here"));
    for (const int code : {301, 302, 303, 307, 308}) {
        origin_.on("/old", status(code, "Location: feed\r\n"));
        EXPECT_EQ(get("/old").value().body, "here") << code;
    }
    for (const int code : {300, 304, 305, 306}) {
        origin_.on("/odd", status(code, "Location: feed\r\n"));
        EXPECT_EQ(get("/odd").value().status, static_cast<unsigned>(code));
    }
}

TEST_F(Client, ListsTheHopsOfAChainThatIsTooLong) {
    for (int i = 0; i < 9; ++i)
        origin_.on("/" + std::to_string(i), status(302, "Location: /" + std::to_string(i + 1) + "\r\n"));
    const auto response = get("/0");
    ASSERT_FALSE(response.has_value());
    for (int i = 0; i <= 6; ++i)
        EXPECT_NE(response.error().detail().find(origin_.url("/" + std::to_string(i))), std::string::npos) << i;
    EXPECT_EQ(origin_.requests().size(), 6U);
}

TEST_F(Client, FollowsNoRedirectThatHasTwoMinds) {
    origin_.on("/two", status(302, "Location: /a\r\nLocation: /b\r\n"));
    origin_.on("/same", status(302, "Location: /a\r\nLocation: /a\r\n"));
    origin_.on("/a", ok("", "a"));
    EXPECT_EQ(error_of("/two"), ErrorCode::invalid);
    EXPECT_EQ(get("/same").value().body, "a");
}

TEST_F(Client, APrivatePlaceIsRefusedOnEveryHop) {
    // The way in is private, and so is the way on: only the way in was asked about.
    origin_.on("/old", status(302, "Location: http://localhost:" + std::to_string(origin_.port()) + "/feed\r\n"));
    origin_.on("/feed", ok("", "secret"));
    EXPECT_EQ(get("/old").value().body, "secret");
    auto hop = request("/old");
    hop.allow_private = false;
    EXPECT_EQ(send(std::move(hop)).error().code(), ErrorCode::refused);
}

TEST_F(Client, APostBecomesAGetWhereItShould) {
    origin_.on("/done", ok("", "seen"));
    for (const int code : {301, 302, 303, 307, 308}) {
        origin_.on("/form", status(code, "Location: /done\r\n"));
        auto form = request("/form");
        form.method = "POST";
        form.body = "a=b";
        form.headers.set("Content-Type", "application/x-www-form-urlencoded");
        EXPECT_TRUE(send(std::move(form)).has_value());
        const auto last = origin_.requests().back();
        EXPECT_EQ(last.method, code < 307 ? "GET" : "POST") << code;
        EXPECT_EQ(last.body, code < 307 ? "" : "a=b") << code;
        EXPECT_EQ(last.fields.contains("content-type"), code >= 307) << code;
        EXPECT_EQ(last.fields.contains("content-length"), code >= 307) << code;
    }
}

TEST_F(Client, SecretsDoNotComeBackOnceGone) {
    Origin other;
    origin_.on("/away", status(302, "Location: " + other.url("/back") + "\r\n"));
    other.on("/back", status(302, "Location: " + origin_.url("/feed") + "\r\n"));
    origin_.on("/feed", ok("", "x"));
    auto secret = request("/away");
    secret.headers.set("X-Api-Key", "secret");
    secret.headers.set("Accept", "*/*");
    secret.private_fields.emplace_back("x-api-key");
    EXPECT_TRUE(send(std::move(secret)).has_value());
    EXPECT_EQ(origin_.requests().front().fields.at("x-api-key"), "secret");
    EXPECT_FALSE(other.requests().front().fields.contains("x-api-key"));
    EXPECT_FALSE(origin_.requests().back().fields.contains("x-api-key"));
    EXPECT_EQ(origin_.requests().back().fields.at("accept"), "*/*");
}

}  // namespace
}  // namespace broadsheet::http
