// What goes on for years: hosts that come and go, and clocks that are set.

#include "tests/daemon/poller_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerYearsTest : public PollerTest {
protected:
    void articles_changed(const store::IngestReport& report) override {
        PollerTest::articles_changed(report);
        clock_.jump_wall(std::exchange(jump_, 0h));
    }
    std::chrono::hours jump_{0};  // of the clock, as soon as a poll is stored
};

TEST_F(PollerYearsTest, HostsThatRedirectsLedToAreForgotten) {
    add_feed("http://a.example/1").fetch.max_interval = 1h;
    int hosts = 0;
    client_.on_any([&hosts](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(200, "http://r" + std::to_string(++hosts) + ".example/", rss_of({"a"}));
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(std::chrono::days(10));
    EXPECT_GE(hosts, 100);
    EXPECT_LE(poller_->hosts(), 50U);
}

TEST_F(PollerYearsTest, AFeedOfOnceAMonthIsSoAfterAStartAsWell) {
    auto& fetch = add_feed("http://a.example/1").fetch;
    fetch.interval = fetch.min_interval = fetch.max_interval = std::chrono::days(28);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(1min);
    ASSERT_EQ(client_.asked().size(), 1U);
    stop();
    start();
    run();
    pass(std::chrono::days(27));
    EXPECT_EQ(client_.asked().size(), 1U);
    pass(std::chrono::days(3));
    EXPECT_EQ(client_.asked().size(), 2U);
}

TEST_F(PollerYearsTest, AClockThatIsSetBackWhileAPollIsStoredFreezesNoFeed) {
    config_.sections.emplace_back().id = "world";
    add_feed("http://a.example/1").sections = {"world"};
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    jump_ = -10h;
    pass(10s);
    ASSERT_EQ(changes_, 1U);
    pass(90min);
    EXPECT_EQ(client_.asked().size(), 2U);
}

TEST_F(PollerYearsTest, AClockThatIsSetBackFreezesNoFeed) {
    add_feed("http://a.example/1");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    run();
    pass(10s);
    clock_.jump_wall(-30min);
    start();
    EXPECT_EQ(poll_once(false).polled, 0U) << "what it was meant to wait may not be over";
    clock_.jump_wall(-std::chrono::days(365));
    start();
    run();
    pass(30min);
    EXPECT_EQ(client_.asked().size(), 1U);
    pass(1h);
    EXPECT_EQ(client_.asked().size(), 2U);
    clock_.jump_wall(-std::chrono::days(365));
    std::uint64_t polled = 0;
    for (int restart = 0; restart < 8; ++restart, clock_.advance(20min)) {
        start();
        polled += poll_once(false).polled;
        EXPECT_TRUE(polled == 0 || restart >= 3) << restart;
    }
    EXPECT_EQ(polled, 1U);
}

TEST_F(PollerYearsTest, WhatHasComeDueWhileTheMachineWasSuspendedIsSpread) {
    for (int i = 0; i < 100; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(1min);
    ASSERT_EQ(client_.asked().size(), 100U);
    clock_.advance(8h);
    pass(1s);
    EXPECT_LE(client_.asked().size(), 100 + 25U);
    pass(6s);
    EXPECT_EQ(client_.asked().size(), 200U);
}

}  // namespace
}  // namespace broadsheet::tests
