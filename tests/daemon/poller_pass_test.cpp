// `broadsheet poll`: what is due, once.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <optional>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerPassTest : public PollerTest {};

TEST_F(PollerPassTest, OneThatIsAlwaysToldToComeLaterHoldsUpNoneThatHasWaitedLonger) {
    for (const char* url : {"http://a.example/busy", "http://a.example/1", "http://a.example/2"}) add_feed(url);
    bool first = true;
    client_.on_any([&first](const Asked& asked) {
        const bool busy = !first && asked.url == "http://a.example/busy";
        return busy ? answer(429, asked.url) : answer(200, asked.url, rss_of({"a"}));
    });
    for (int day = 0; day < 8; ++day, first = false) {
        start();
        poll_once(false);
        clock_.advance(24h + 30min);
    }
    for (const auto& feed : config_.feeds) EXPECT_GE(asked_of(feed.url), 5U) << feed.url;
}

TEST_F(PollerPassTest, ForceStaysConditionalAndPassesOverRetryAfterOnceADay) {
    add_feed("http://a.example/1");
    bool calm = true;
    client_.on_any([&calm](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(calm ? 200 : 503, asked.url, rss_of({"a"}));
        response.headers.set("ETag", "\"1\"");
        if (!calm) response.headers.set("Retry-After", "86400");
        return response;
    });
    start();
    poll_once(true);
    calm = false;
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    EXPECT_EQ(client_.asked().back().headers.get("If-None-Match"), "\"1\"");
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    start();
    EXPECT_EQ(poll_once(true).polled, 0U);
    EXPECT_EQ(client_.asked().size(), 3U);
}

TEST_F(PollerPassTest, ForceKnowsOfARetryAfterThatALargerBoundHides) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(503, asked.url);
        response.headers.set("Retry-After", "1800");
        return response;
    });
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    EXPECT_EQ(record("http://a.example/1").state.schedule_reason, feeds::Bound::interval);
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    start();
    EXPECT_EQ(poll_once(true).polled, 0U);
}

TEST_F(PollerPassTest, ForcePassesOverAHeldHostOnceADay) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(429, asked.url); });
    start();
    poll_once(false);
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    start();
    EXPECT_EQ(poll_once(true).polled, 0U);
}

TEST_F(PollerPassTest, APassKeepsOutOfSkippedHours) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        return answer(200, asked.url, rss_of({"a"}, "<skipHours><hour>10</hour></skipHours>"));
    });
    start();
    EXPECT_EQ(poll_once(false).polled, 1U);  // at eight
    clock_.advance(2h);
    start();
    EXPECT_EQ(poll_once(false).polled, 0U);
    EXPECT_EQ(poll_once(true).polled, 1U);
}

TEST_F(PollerPassTest, APassFollowsAPageToItsFeed) {
    add_feed("http://a.example/");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url.ends_with("/rss")) return answer(200, asked.url, rss_of({"a", "b"}));
        return answer(200, asked.url, "<!doctype html><link rel=alternate type=application/rss+xml href=/rss>");
    });
    start();
    EXPECT_EQ(poll_once(false).added, 2U);
    EXPECT_EQ(client_.asked().size(), 2U);
}

TEST_F(PollerPassTest, APassDoesNotWaitForAHostThatWantsToBeLeftAlone) {
    add_feed("http://a.example/1");
    add_feed("http://a.example/2");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(429, asked.url); });
    start();
    const auto told = poll_once(false);
    EXPECT_EQ(told.polled, 1U);
    EXPECT_EQ(told.deferred, 1U);
    start();
    const auto held = poll_once(false);
    EXPECT_EQ(held.polled, 0U);
    EXPECT_EQ(held.deferred, 1U) << "what was told waits for its time, and is not due";
}

TEST_F(PollerPassTest, APassWaitsForAHostThatWantsToBeLeftAloneForAMoment) {
    add_feed("http://a.example/1");
    add_feed("http://a.example/2");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(429, asked.url);
        response.headers.set("Retry-After", "30");
        return response;
    });
    start();
    const auto summary = poll_once(false);
    EXPECT_EQ(summary.polled, 2U);
    EXPECT_EQ(summary.deferred, 0U);
    EXPECT_GE(client_.asked().back().time - client_.asked().front().time, 30s);
}

TEST_F(PollerPassTest, APassBehindAPollThatWasCutShortKeepsItsServersSpacing) {
    add_feed("http://a.example/1").fetch.host_spacing = 5s;
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    run();
    pass(10s);
    client_.be_slow("http://a.example/1", 20s);
    pass(2h);
    const auto asked = client_.asked().size();
    while (client_.waiting() == 0) pass(1s);
    start();
    client_.be_slow("http://a.example/1", 0s);
    EXPECT_EQ(poll_once(false).polled, 1U);
    const auto& all = client_.asked();
    ASSERT_GT(all.size(), asked + 1);
    EXPECT_GE(all.back().time - all[all.size() - 2].time, 5s);
}

TEST_F(PollerPassTest, APassAsksFewOnceItKnows) {
    for (int host = 0; host < 8; ++host)
        for (int feed = 0; feed < 5; ++feed)
            add_feed("http://site" + std::to_string(host) + ".example/" + std::to_string(feed));
    std::optional<Error> fault;
    client_.on_any([&fault](const Asked& asked) -> Result<http::FetchResponse> {
        if (fault) return *fault;
        return answer(200, asked.url, rss_of({"a"}));
    });
    PollSummary pass;
    const auto asked_in_pass = [this, &pass] {
        const auto before = client_.asked().size();
        clock_.advance(15min);
        start();
        pass = poll_once(false);
        return client_.asked().size() - before;
    };
    EXPECT_EQ(asked_in_pass(), 40U);
    EXPECT_EQ(pass.deferred, 0U);
    clock_.advance(1h);
    fault = fail(ErrorCode::unreachable, "no route");
    EXPECT_LE(asked_in_pass(), 8U + 3U);
    EXPECT_EQ(pass.polled + pass.deferred, 40U);
    for (int quarter = 0; quarter < 30; ++quarter) EXPECT_LE(asked_in_pass(), 3U);
    for (int hour = 0; hour < 5; ++hour) {
        clock_.advance(55min);  // and all are due
        EXPECT_EQ(asked_in_pass(), 3U);
    }
    fault.reset();
    std::size_t asked = 0;
    for (int quarter = 0; quarter < 6; ++quarter) asked += asked_in_pass();
    EXPECT_GE(asked, 40U);
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_EQ(feed.state.error, "") << feed.url;
}

TEST_F(PollerPassTest, APassAsksNobodyTwiceWhereHostsCanBeReachedAgain) {
    for (int i = 0; i < 20; ++i) add_feed("http://dead" + std::to_string(i) + ".example/feed");
    add_feed("http://late.example/feed");
    client_.be_slow("http://late.example/feed", 5s);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url != "http://late.example/feed") return fail(ErrorCode::unreachable, "no route");
        return answer(304, asked.url);
    });
    start();
    poll_once(true);
    EXPECT_EQ(client_.asked().size(), 21U);
}

}  // namespace
}  // namespace broadsheet::tests
