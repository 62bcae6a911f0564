// Reloads: what a changed config means for polls to come and in flight.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <stdexcept>
#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerTest, AChangedIntervalCountsAtOnce) {
    const std::string url = "http://a.example/1";
    auto& feed = add_feed(url);
    feed.fetch.interval = 20h;
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(1h);
    EXPECT_EQ(asked_of(url), 1U);
    config_.feeds.front().fetch.interval = 2h;
    poller_->apply(plan(), 256);
    pass(90min);
    EXPECT_EQ(asked_of(url), 2U) << "two hours after the last poll";
    config_.feeds.front().fetch.interval = 20h;
    poller_->apply(plan(), 256);
    pass(18h);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerTest, AFeedThatIsTakenOutAndPutBackUnderItsPollIsAskedOnce) {
    const std::string url = "http://a.example/1";
    add_feed(url);
    client_.be_slow(url, 20s);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(5s);
    ASSERT_EQ(asked_of(url), 1U);
    config_.feeds.clear();
    reload();
    EXPECT_EQ(poller_->find(record(url).id), nullptr);
    add_feed(url);
    reload();
    EXPECT_NE(poller_->find(record(url).id), nullptr);
    pass(50min);
    EXPECT_EQ(asked_of(url), 1U);
    pass(1h);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerTest, AFeedThatWasTakenOutAndPutBackStaysKnown) {
    const std::string url = "http://a.example/1";
    add_feed(url);
    start();
    config_.feeds.clear();
    reload();
    add_feed(url);
    reload();
    reload();
    EXPECT_NE(poller_->find(record(url).id), nullptr);
}

TEST_F(PollerTest, AReloadDoesNotHastenAPollThatCouldNotBeStored) {
    const std::string url = "http://a.example/1";
    auto& feed = add_feed(url);
    feed.fetch.interval = 2h;
    client_.be_slow(url, 20s);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(1min);
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> { throw std::length_error("too long"); });
    while (asked_of(url) < 2) pass(1s);
    config_.feeds.front().fetch.interval = 1h;
    reload();
    pass(9min);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerTest, WhatIsOnItsWayDuringAReloadGoesWhereItBelongsByThen) {
    const std::string url = "http://a.example/1";
    add_feed(url);
    config_.sections.emplace_back().id = "tech";
    client_.be_slow(url, 20s);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    while (asked_of(url) < 1) pass(1s);
    config_.feeds.front().sections = {"tech"};
    reload();
    pass(1min);
    const auto page = run_coroutine(context_, service_->page(store::ArticleQuery("tech", 10, 1))).value();
    EXPECT_EQ(page.total, 1U);
}

TEST_F(PollerTest, KnowsHowManyOfTheFeedsOfTheConfigFail) {
    add_feed("http://a.example/1");
    add_feed("http://b.example/1");
    unsigned status = 500;
    client_.on_any([&status](const Asked& asked) {
        return asked.url == "http://a.example/1" ? answer(status, asked.url, rss_of({"a"}))
                                                 : answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(5h);
    EXPECT_EQ(poller_->failing(), 1U);
    start();
    EXPECT_EQ(poller_->failing(), 1U);
    const auto failing = config_.feeds.front();
    config_.feeds.erase(config_.feeds.begin());
    reload();
    EXPECT_EQ(poller_->failing(), 0U);
    config_.feeds.push_back(failing);
    reload();
    EXPECT_EQ(poller_->failing(), 1U);
    status = 200;
    run();
    pass(24h);
    EXPECT_EQ(poller_->failing(), 0U);
}

TEST_F(PollerTest, AChangedHostSpacingCountsAtOnce) {
    for (const char* url : {"http://a.example/1", "http://a.example/2", "http://a.example/3"})
        add_feed(url).fetch.host_spacing = 1h;
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    run();
    pass(61min);
    EXPECT_EQ(client_.asked().size(), 1U);
    for (auto& feed : config_.feeds) feed.fetch.host_spacing = 2s;
    poller_->apply(plan(), 256);
    pass(10s);
    EXPECT_EQ(client_.asked().size(), 3U);
}

TEST_F(PollerTest, AChangedConcurrencyCountsAtOnce) {
    for (int i = 0; i < 9; ++i) add_feed("http://site" + std::to_string(i) + ".example/");
    for (const auto& feed : config_.feeds) client_.be_slow(feed.url, 20s);
    start();
    poller_->apply(plan(), 2);
    run();
    pass(10s);
    EXPECT_EQ(client_.waiting(), 2U);
    poller_->apply(plan(), 256);
    pass(5s);
    EXPECT_GT(client_.waiting(), 2U);
}

TEST_F(PollerTest, FeedsThatLeaveMakePlaceForOthers) {
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    for (int round = 0; round < 20; ++round) {
        config_.feeds.clear();
        const auto url = "http://site" + std::to_string(round) + ".example/feed";
        add_feed(url);
        if (round % 2 == 0) client_.be_slow(url, 30s);
        reload();
        pass(10s);
        ASSERT_EQ(asked_of(url), 1U);
    }
    EXPECT_LE(poller_->places(), 6U) << "those whose polls end later hold theirs until then";
    pass(2h);
    EXPECT_EQ(asked_of("http://site0.example/feed"), 1U);
    EXPECT_EQ(asked_of("http://site19.example/feed"), 2U);
}

}  // namespace
}  // namespace broadsheet::tests
