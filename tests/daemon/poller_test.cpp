// Many feeds over time: seen from the servers.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <stdexcept>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerTest, ATooManyRequestsHoldsTheHostThatSaidSoAcrossARestart) {
    add_feed("http://moved.example/1");
    add_feed("http://busy.example/2");
    add_feed("http://other.example/3");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url != "http://moved.example/1") return answer(200, asked.url, rss_of({"a"}));
        auto response = answer(429, "http://busy.example/1");
        response.headers.set("Retry-After", "10800");
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(10s);
    EXPECT_EQ(client_.asked().size(), 3U);
    pass(30min);
    start();
    run();
    pass(130min);
    EXPECT_EQ(asked_of("http://busy.example/2"), 1U);
    EXPECT_EQ(asked_of("http://moved.example/1"), 1U);
    EXPECT_GE(asked_of("http://other.example/3"), 2U);
    pass(40min);
    EXPECT_EQ(asked_of("http://busy.example/2"), 2U);
}

TEST_F(PollerTest, ABugOfOursEndsNoPollingForGood) {
    add_feed("http://a.example/1");
    add_feed("http://a.example/2");
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> { throw std::length_error("too long"); });
    start();
    run();
    pass(90min);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    pass(60min);
    EXPECT_EQ(poller_->totals().polled - poller_->totals().lost, 2U);
    EXPECT_EQ(client_.asked().size(), 6U) << "once an interval";
}

TEST_F(PollerTest, ATooManyRequestsHoldsTheFeedAloneWhereTheAdminSaysSo) {
    for (const char* url : {"http://a.example/1", "http://a.example/2"})
        add_feed(url).fetch.rate_limit = config::RateLimit::url;
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == "http://a.example/2") return answer(200, asked.url, rss_of({"a"}));
        auto response = answer(429, asked.url);
        response.headers.set("Retry-After", "86400");
        return response;
    });
    start();
    run();
    pass(3h);
    EXPECT_EQ(asked_of("http://a.example/1"), 1U);
    EXPECT_GE(asked_of("http://a.example/2"), 2U);
}

TEST_F(PollerTest, AnUnavailableFeedHoldsNoOther) {
    add_feed("http://a.example/1");
    add_feed("http://a.example/2");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == "http://a.example/2") return answer(200, asked.url, rss_of({"a"}));
        auto response = answer(503, asked.url);
        response.headers.set("Retry-After", "86400");
        return response;
    });
    start();
    run();
    pass(3h);
    EXPECT_EQ(asked_of("http://a.example/1"), 1U);
    EXPECT_GE(asked_of("http://a.example/2"), 2U);
}

TEST_F(PollerTest, WhatIsCutShortWaitsForAllThatWePromise) {
    auto& feed = add_feed("http://a.example/1");
    feed.fetch.interval = 1min;
    client_.on_any([](const Asked& asked) {
        auto response = answer(200, asked.url, rss_of({"a"}));
        response.headers.set("ETag", "\"1\"");
        return response;
    });
    start();
    run();
    pass(1min);
    client_.be_slow("http://a.example/1", 20s);
    while (poller_->in_flight() == 0) pass(1s);
    EXPECT_GE(poller_->cut_short().at(0).next.when, now() + 10min);
    EXPECT_LE(poller_->cut_short().at(0).next.when, now() + 11min);
    EXPECT_EQ(poller_->cut_short().at(0).next.reason, feeds::Bound::min_interval);
    config_.feeds.front().username = "me";
    pass(1min);
    reload();
    while (poller_->in_flight() == 0) pass(1s);
    EXPECT_GE(poller_->cut_short().at(0).next.when, now() + 24h) << "it was asked for all of its document";
}

TEST_F(PollerTest, WhatIsCutShortIsNotAskedAnewByTheNextProcess) {
    add_feed("http://a.example/1");
    add_feed("http://b.example/2");
    client_.be_slow("http://a.example/1", 20s);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(10s);
    const auto cut_short = poller_->cut_short();
    ASSERT_EQ(cut_short.size(), 1U);
    EXPECT_GE(cut_short[0].next.when, now() + 1h);
    EXPECT_LE(cut_short[0].next.when, now() + 66min);
    EXPECT_THAT(cut_short[0].next.bounds,
                testing::ElementsAre(feeds::PollBound{feeds::Bound::interval, 1h},
                                     feeds::PollBound{feeds::Bound::min_interval, 10min},
                                     testing::Field(&feeds::PollBound::name, feeds::Bound::jitter)))
        << "what the answer before said has been waited for";
    tasks_->cancel();
    run_coroutine(context_, tasks_->join());
    ASSERT_TRUE(run_coroutine(context_, service_->reschedule(cut_short)));
    start();
    run();
    pass(59min);
    EXPECT_EQ(asked_of("http://a.example/1"), 1U);
    pass(7min);
    EXPECT_EQ(asked_of("http://a.example/1"), 2U);
}

TEST_F(PollerTest, ARetiredFeedIsLeftAlone) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(410, asked.url); });
    start();
    run();
    pass(std::chrono::days(3));
    EXPECT_EQ(client_.asked().size(), 2U);
    start();
    run();
    pass(std::chrono::days(3));
    EXPECT_EQ(client_.asked().size(), 2U);
    start();
    poll_once(true);
    EXPECT_EQ(client_.asked().size(), 3U);
}

TEST_F(PollerTest, AFeedThatHasEndedIsNotExpectedToBeThere) {
    add_feed("http://ended.example/feed");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(410, asked.url); });
    start();
    run();
    pass(std::chrono::days(4));
    ASSERT_TRUE(record("http://ended.example/feed").state.retired);
    client_.on_any([](const Asked&) { return fail(ErrorCode::unreachable, "no route"); });
    for (int i = 0; i < 6; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    start();
    run();
    pass(5min);
    EXPECT_TRUE(poller_->in_outage()) << "nobody has ever been reached";
}

TEST_F(PollerTest, ARestartIsNoReasonToAskAServerTwiceAtOnce) {
    add_feed("http://a.example/1");
    add_feed("http://a.example/2");
    client_.on_any(
        [](const Asked& asked) -> Result<http::FetchResponse> { return answer(200, asked.url, rss_of({})); });
    start();
    run();
    pass(3s);
    ASSERT_EQ(client_.asked().size(), 1U);
    start();
    run();
    pass(10s);
    ASSERT_EQ(client_.asked().size(), 2U);
    EXPECT_GE(client_.asked()[1].time - client_.asked()[0].time, 2s);
}

TEST_F(PollerTest, ARestartUnderAPollIsNoReasonToAskItsServerTwiceAtOnce) {
    add_feed("http://a.example/1").fetch.host_spacing = 5s;
    client_.be_slow("http://a.example/1", 20s);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    for (std::size_t process = 0; process < 3; ++process) {
        start();
        run();
        pass(5s + 500ms);
        ASSERT_EQ(client_.asked().size(), process + 1);
    }
    start();
    poll_once(true);
    ASSERT_EQ(client_.asked().size(), 4U);
    for (std::size_t i = 1; i < 3; ++i) EXPECT_GE(client_.asked()[i].time - client_.asked()[i - 1].time, 5s) << i;
}

TEST_F(PollerTest, APageAndTheFeedItOffersAreOnePoll) {
    add_feed("http://a.example/");
    client_.on_any([](const Asked& asked) {
        const bool page = asked.url == "http://a.example/";
        return answer(200, asked.url, page ? "<link rel=alternate type=application/rss+xml href=/rss>" : rss_of({"a"}));
    });
    start();
    int told = 0;
    poller_->observe([&told](const PolledFeed&, const Refreshed&) { ++told; });
    const auto summary = poll_once(false);
    EXPECT_EQ(client_.asked().size(), 2U);
    EXPECT_EQ(summary.polled, 1U);
    EXPECT_EQ(summary.unchanged, 0U);
    EXPECT_EQ(told, 1);
    const auto metrics = metrics_.render();
    EXPECT_THAT(metrics, testing::HasSubstr("broadsheet_fetches_total{outcome=\"discovered\"} 1"));
    EXPECT_THAT(metrics, testing::Not(testing::HasSubstr("outcome=\"unchanged\"")));
}

TEST_F(PollerTest, APollThatCouldNotBeStoredIsOneThatFailed) {
    add_feed("http://a.example/");
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> { throw std::length_error("too long"); });
    start();
    const auto summary = poll_once(false);
    EXPECT_EQ(summary.polled, 1U);
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(summary.lost, 1U);
}

TEST_F(PollerTest, WhatIsOverdueAfterAStartIsSpread) {
    for (int i = 0; i < 100; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    run();
    for (int tenth = 0; tenth < 80; ++tenth) {
        const auto before = client_.asked().size();
        pass(100ms);
        EXPECT_LE(client_.asked().size(), before + 2) << tenth;
    }
    EXPECT_EQ(client_.asked().size(), 100U);
}

}  // namespace
}  // namespace broadsheet::tests
