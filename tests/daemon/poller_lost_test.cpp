// Polls whose outcome the store does not take: the servers are asked no sooner for it.

#include "tests/daemon/poller_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerLostTest : public PollerTest {
protected:
    Asked last_asked() const { return client_.asked().back(); }
};

TEST_F(PollerLostTest, AServerThatSaidWhenToComeAgainIsHeard) {
    add_feed("http://busy.example/1");
    add_feed("http://busy.example/2");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(429, asked.url);
        response.headers.set("Retry-After", "86400");
        return response;
    });
    watch_.full = true;
    start();
    run();
    pass(23h);
    EXPECT_EQ(client_.asked().size(), 1U);
    pass(3h);
    EXPECT_GE(client_.asked().size(), 2U);
    EXPECT_GE(poller_->totals().lost, 1U);
}

TEST_F(PollerLostTest, AFeedThatFailsIsAskedLessAndLess) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(500, asked.url); });
    watch_.full = true;
    start();
    run();
    pass(24h);
    EXPECT_LE(client_.asked().size(), 6U);
    EXPECT_EQ(poller_->failing(), 1U);
}

TEST_F(PollerLostTest, ADocumentIsAskedForAnewByWhatIsStored) {
    add_feed("http://a.example/1");
    unsigned version = 1;
    client_.on_any([&version](const Asked& asked) -> Result<http::FetchResponse> {
        const auto etag = "\"" + std::to_string(version) + "\"";
        if (asked.headers.get("If-None-Match") == etag) return answer(304, asked.url);
        auto response = answer(200, asked.url, rss_of({"a", "b" + std::to_string(version)}));
        response.headers.set("ETag", etag);
        return response;
    });
    start();
    run();
    pass(10s);
    watch_.full = true;
    version = 2;
    pass(4h);
    const auto asked = client_.asked().size();
    EXPECT_GE(asked, 2U);
    EXPECT_LE(asked, 6U) << "as often as any feed, and no more often";
    EXPECT_EQ(last_asked().headers.get("If-None-Match"), "\"1\"") << "of the document that is stored";
    watch_.full = false;
    pass(3h);
    EXPECT_EQ(record("http://a.example/1").articles, 3U);
    EXPECT_EQ(last_asked().headers.get("If-None-Match"), "\"2\"");
}

TEST_F(PollerLostTest, AStoreThatTakesNothingIsTriedWithOneAtATime) {
    for (int host = 0; host < 200; ++host) add_feed("http://h" + std::to_string(host) + ".example/");
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({asked.url})); });
    start();
    run();
    pass(1min);
    ASSERT_EQ(client_.asked().size(), 200U);
    EXPECT_EQ(poller_->store_fault(), "");
    watch_.full = true;
    pass(6h);
    EXPECT_EQ(poller_->store_fault(), "the disk is full");
    const auto asked = client_.asked().size();
    pass(1h);
    EXPECT_GE(client_.asked().size() - asked, 50U);
    EXPECT_LE(client_.asked().size() - asked, 60U);
    watch_.full = false;
    for (int second = 0; second < 90 && !poller_->store_fault().empty(); ++second) pass(1s);
    EXPECT_EQ(poller_->store_fault(), "");
    const auto again = client_.asked().size();
    pass(2s);
    EXPECT_LE(client_.asked().size() - again, 41U) << "what waited is spread as after a start";
    pass(1min);
    EXPECT_GE(client_.asked().size() - again, 100U);
}

TEST_F(PollerLostTest, APageWhoseFeedCouldNotBeNotedIsAskedAsSeldomAsAnyFeed) {
    const std::string page = "http://site.example/";
    add_feed(page);
    client_.on_any([](const Asked& asked) {
        return answer(200, asked.url, "<link rel=alternate type=application/rss+xml href=/feed>");
    });
    watch_.full = true;
    start();
    EXPECT_EQ(poll_once(false).polled, 1U);
    EXPECT_EQ(asked_of(page), 1U);
    run();
    pass(50min);
    EXPECT_EQ(asked_of(page), 1U);
}

TEST_F(PollerLostTest, AnEndThatCouldNotBeNotedIsAskedForADayLater) {
    const std::string url = "http://a.example/1";
    add_feed(url);
    client_.on_any([](const Asked& asked) { return answer(410, asked.url); });
    start();
    run();
    pass(1min);
    watch_.full = true;
    pass(26h);
    EXPECT_EQ(asked_of(url), 2U);
    EXPECT_FALSE(record(url).state.retired);
}

TEST_F(PollerLostTest, WhatIsLostIsCountedOnce) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    watch_.full = true;
    start();
    const auto summary = poll_once(false);
    EXPECT_EQ(summary.polled, 1U);
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(summary.lost, 1U);
    EXPECT_EQ(summary.added, 0U);
}

}  // namespace
}  // namespace broadsheet::tests
