// When nobody answers: what is our own fault, and what is not.

#include "tests/daemon/poller_fixture.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerTest, AnOutageOfOurOwnCountsAgainstNobodyAndRecoveryIsSpread) {
    for (int i = 0; i < 200; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    bool connected = true;
    client_.on_any([&connected](const Asked& asked) -> Result<http::FetchResponse> {
        if (!connected) return fail(ErrorCode::unreachable, "no route");
        auto response = answer(200, asked.url, rss_of({"a"}));
        response.headers.set("ETag", "\"1\"");
        return response;
    });
    start();
    run();
    pass(1min);
    ASSERT_EQ(client_.asked().size(), 200U);
    connected = false;
    pass(6h);
    const auto probes = client_.asked().size() - 200;
    EXPECT_LE(probes, 6 * 60 * 3 + 20U);
    EXPECT_GE(probes, 6 * 50 * 3U);
    connected = true;
    pass(2min);
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

TEST_F(PollerTest, TheEndOfAnOutageIsSeenThoughNothingIsDueForLong) {
    for (int i = 0; i < 8; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed").fetch.interval = 12h;
    bool connected = false;
    client_.on_any([&connected](const Asked& asked) -> Result<http::FetchResponse> {
        if (!connected) return fail(ErrorCode::unreachable, "no route");
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1h);
    connected = true;
    pass(2min);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_EQ(feed.state.error, "") << feed.url;
}

TEST_F(PollerTest, AListOfWhichMostIsGoneIsNoOutage) {
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

TEST_F(PollerTest, NameServersThatForgetEverybodyAreAnOutage) {
    for (int i = 0; i < 20; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    bool known = true;
    client_.on_any([&known](const Asked& asked) -> Result<http::FetchResponse> {
        if (!known) return fail(ErrorCode::not_found, "there is no such host");
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1min);
    known = false;
    pass(6h);
    EXPECT_EQ(poller_->failing(), 0U);
}

TEST_F(PollerTest, SlowServersAreNoOutage) {
    for (int i = 0; i < 20; ++i) add_feed("http://slow" + std::to_string(i) + ".example/feed");
    bool slow = false;
    client_.on_any([&slow](const Asked& asked) -> Result<http::FetchResponse> {
        if (slow) return fail(ErrorCode::timeout, "no whole answer within 30 seconds");
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(1min);
    slow = true;
    pass(24h);
    stop();
    for (const auto& feed : store_.reader().feeds().value()) EXPECT_GE(feed.state.error_count, 4U) << feed.url;
}

TEST_F(PollerTest, APassAsksNobodyTwiceWhereHostsCanBeReachedAgain) {
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
