// When nobody answers: what is our own fault, and what is not.

#include "tests/daemon/poller_fixture.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerOutage : public PollerTest {
protected:
    /// Each at a host of its own, which answers while there is no fault.
    void add_sites(int count) {
        for (int i = 0; i < count; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
        client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
            if (slow_) asked.heard();
            if (fault_) return *fault_;
            auto response = answer(200, asked.url, rss_of({"a"}));
            response.headers.set("ETag", "\"1\"");
            return response;
        });
    }

    std::optional<Error> fault_;
    bool slow_ = false;
};

TEST_F(PollerOutage, AnOutageOfOurOwnCountsAgainstNobodyAndRecoveryIsSpread) {
    add_sites(200);
    start();
    run();
    pass(1min);
    ASSERT_EQ(client_.asked().size(), 200U);
    fault_ = fail(ErrorCode::unreachable, "no route");
    pass(6h);
    const auto probes = client_.asked().size() - 200;
    EXPECT_LE(probes, 6 * 12 * 3 + 40U);
    EXPECT_GE(probes, 6 * 10 * 3U);
    fault_.reset();
    pass(7min);
    std::map<std::chrono::sys_seconds, int> by_second;
    for (auto i = 200 + probes; i < client_.asked().size(); ++i) ++by_second[client_.asked()[i].time];
    for (const auto& [second, count] : by_second) EXPECT_LE(count, 24);
    EXPECT_GE(client_.asked().size(), 400 + probes);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        EXPECT_EQ(feed.state.error_count, 0U) << feed.url;
        EXPECT_EQ(feed.state.validators.etag, "\"1\"") << feed.url;
    }
}

TEST_F(PollerOutage, ARedirectIsAnAnswer) {
    fault_ = fail(ErrorCode::unreachable, "no route");
    for (int i = 0; i < 12; ++i) {
        const auto number = std::to_string(i);
        add_feed("http://old" + number + ".example/feed");
        client_.be_slow("http://old" + number + ".example/feed", 10s);
    }
    add_sites(40);
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url.find("old") == std::string::npos) return *fault_;
        asked.heard();
        auto response = answer(200, asked.url, rss_of({"a"}));
        response.redirects.push_back({302, asked.url, "http://new" + asked.url.substr(10)});
        return response;
    });
    start();
    run();
    pass(9s);
    ASSERT_TRUE(poller_->in_outage());
    pass(7s);
    EXPECT_FALSE(poller_->in_outage());
    EXPECT_EQ(client_.hops().size(), 12U) << "and none of them waits to be a probe of its own";
}

TEST_F(PollerOutage, TheEndOfAnOutageIsSeenThoughNothingIsDueForLong) {
    add_sites(8);
    for (auto& feed : config_.feeds) feed.fetch.interval = 12h;
    fault_ = fail(ErrorCode::unreachable, "no route");
    client_.have_no_route();
    start();
    run();
    pass(1h);
    fault_.reset();
    client_.have_no_route(false);
    pass(12min);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_EQ(feed.state.error, "") << feed.url;
}

TEST_F(PollerOutage, PassesOfOneDoNotAddUp) {
    add_sites(8);
    start();
    poll_once(false);
    fault_ = fail(ErrorCode::unreachable, "no route");
    for (int i = 0; i < 20; ++i) {
        clock_.advance(70min);
        start();
        poll_once(false);
    }
    fault_.reset();
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        EXPECT_EQ(feed.state.error_count, 0U) << feed.url;
        EXPECT_LE(*feed.state.next_poll, now() + 70min) << feed.url;
    }
}

TEST_F(PollerOutage, PassesThatPollAFeedOrTwoSeeItTogether) {
    const auto pass_later = [this] {
        clock_.advance(5min);
        start();
        poll_once(false);
    };
    add_sites(1);
    for (int i = 1; i < 12; ++i) {
        add_feed("http://site" + std::to_string(i) + ".example/feed");
        pass_later();
    }
    fault_ = fail(ErrorCode::unreachable, "no route");
    for (int i = 0; i < 12 * 12; ++i) pass_later();
    for (const auto& feed : store_.reader().feeds().value()) {
        EXPECT_EQ(feed.state.error_count, 0U) << feed.url;
        EXPECT_LE(*feed.state.next_poll, now() + 70min) << feed.url;
    }
    fault_.reset();
    for (int i = 0; i < 14; ++i) pass_later();
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_EQ(feed.state.error, "") << feed.url;
}

TEST_F(PollerOutage, AListOfWhichMostIsGoneIsNoOutage) {
    for (int i = 0; i < 30; ++i) add_feed("http://gone" + std::to_string(i) + ".example/feed");
    for (int i = 0; i < 3; ++i)
        add_feed("http://here" + std::to_string(i) + ".example/feed").fetch.max_interval = 30min;
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url.starts_with("http://gone")) return fail(ErrorCode::unreachable, "no route");
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(24h);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        if (feed.url.starts_with("http://gone")) {
            EXPECT_GE(feed.state.error_count, 4U) << feed.url;
            EXPECT_LE(asked_of(feed.url), 8U) << feed.url;
        } else {
            EXPECT_GE(asked_of(feed.url), 40U) << feed.url;
        }
    }
}

TEST_F(PollerOutage, HostsThatStayAwayWhileOthersAreThereHaveTroubleOfTheirOwn) {
    add_sites(12);
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        const bool is_good = asked.url.starts_with("http://site1.") || asked.url.starts_with("http://site2.");
        if (fault_ && !is_good) return *fault_;
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::unreachable, "it dropped the connection");
    pass(24h);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        if (feed.state.error.empty()) continue;
        EXPECT_GE(feed.state.error_count, 3U) << feed.url;
        EXPECT_LE(asked_of(feed.url), 12U) << feed.url;
    }
}

TEST_F(PollerOutage, NobodyIsProbedMoreOftenThanItIsEverAsked) {
    add_sites(5);
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::unreachable, "no route");
    client_.have_no_route();
    pass(24h);
    for (const auto& feed : config_.feeds) EXPECT_LE(asked_of(feed.url), 24 * 6 + 4U);
    fault_.reset();
    client_.have_no_route(false);
    pass(15min);
    EXPECT_FALSE(poller_->in_outage());
}

TEST_F(PollerOutage, ServersThatTakeTheRequestAndSayNothingAreProbedNoMoreOftenThanPolled) {
    add_sites(6);
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::timeout, "no whole answer within 30 seconds");
    pass(24h);
    EXPECT_TRUE(poller_->in_outage());
    for (const auto& feed : config_.feeds) EXPECT_LE(asked_of(feed.url), 24 + 2U);
}

TEST_F(PollerOutage, NameServersThatForgetEverybodyAreAnOutage) {
    add_sites(20);
    start();
    run();
    pass(1min);
    EXPECT_FALSE(poller_->in_outage());
    fault_ = fail(ErrorCode::not_found, "there is no such host");
    pass(6h);
    EXPECT_EQ(poller_->failing(), 0U);
    EXPECT_TRUE(poller_->in_outage());
    fault_.reset();
    pass(10min);
    EXPECT_FALSE(poller_->in_outage());
}

TEST_F(PollerOutage, ServersThatAllTakeConnectionsAndSayNothingAreAnOutage) {
    add_sites(20);
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::timeout, "no whole answer within 30 seconds");
    pass(6h);
    EXPECT_TRUE(poller_->in_outage());
    EXPECT_EQ(poller_->failing(), 0U);
    fault_.reset();
    pass(10min);
    EXPECT_FALSE(poller_->in_outage());
}

TEST_F(PollerOutage, SlowServersAreNoOutage) {
    add_sites(20);
    start();
    run();
    pass(1min);
    slow_ = true;
    fault_ = fail(ErrorCode::timeout, "no whole answer within 30 seconds");
    pass(24h);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_GE(feed.state.error_count, 4U) << feed.url;
}

TEST_F(PollerOutage, WhatIsRefusedBeforeAnybodyIsAskedEndsNone) {
    add_sites(8);
    add_feed("http://forbidden.example/feed");
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == "http://forbidden.example/feed") return fail(ErrorCode::refused, "a private address");
        if (fault_) return *fault_;
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::unreachable, "no route");
    pass(30h);
    EXPECT_TRUE(poller_->in_outage());
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        if (feed.url == "http://forbidden.example/feed") continue;
        EXPECT_LE(feed.state.error_count, 1U) << feed.url;
    }
}

TEST_F(PollerOutage, AnAnswerThatIsNoneCountsAndIsNotAskedForSoonerForIt) {
    add_sites(20);
    add_feed("http://odd.example/feed");
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (fault_ && asked.url == "http://odd.example/feed") {
            asked.heard();
            return fail(ErrorCode::refused, "redirects to ftp://odd.example/");
        }
        if (fault_) return *fault_;
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1min);
    fault_ = fail(ErrorCode::unreachable, "no route");
    pass(6h);
    fault_.reset();
    pass(10min);
    EXPECT_FALSE(poller_->in_outage());
    std::vector<std::chrono::sys_seconds> asked;
    for (const auto& request : client_.asked())
        if (request.url == "http://odd.example/feed") asked.push_back(request.time);
    ASSERT_GE(asked.size(), 2U);
    EXPECT_LE(asked.size(), 6U);
    for (std::size_t i = 1; i < asked.size(); ++i) EXPECT_GE(asked[i] - asked[i - 1], 1h);
    stop();
    EXPECT_EQ(store_.reader().feed("http://odd.example/feed").value().state.error_count, asked.size() - 1);
}

}  // namespace
}  // namespace broadsheet::tests
