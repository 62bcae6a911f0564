// Feeds that redirect: seen from every server on the way.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerTest, EveryServerOnTheWayOfARedirectKeepsItsBudget) {
    for (int i = 0; i < 5; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    for (int i = 0; i < 5; ++i) add_feed("http://redirector.example/" + std::to_string(i));
    add_feed("http://shared.example/own");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(200, asked.url, rss_of({"a"}));
        if (asked.url.ends_with("/own")) return response;
        const bool fans_out = asked.url.starts_with("http://redirector");
        const auto to = fans_out ? "http://target" + asked.url.substr(26) + ".example/" : "http://shared.example/feed";
        response.redirects.push_back({302, asked.url, to});
        response.url = to;
        return response;
    });
    start();
    run();
    pass(2h + 30min);
    std::map<std::string, std::vector<std::chrono::sys_seconds>> by_host;
    for (const auto& asked : client_.asked()) by_host[feeds::authority_of(asked.url)].push_back(asked.time);
    for (const auto& hop : client_.hops()) by_host[feeds::authority_of(hop.url)].push_back(hop.time);
    EXPECT_GE(by_host["redirector.example"].size(), 10U);
    EXPECT_GE(by_host["shared.example"].size(), 12U);
    EXPECT_GE(by_host["target3.example"].size(), 2U);
    for (auto& [host, times] : by_host) {
        std::sort(times.begin(), times.end());
        for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 2s) << host;
    }
    EXPECT_EQ(poller_->failing(), 0U);
}

TEST_F(PollerTest, NoRedirectLeadsToAnAddressThatSaidWhenToComeAgain) {
    const std::string busy = "http://busy.example/doc";
    for (const char* url : {"http://a.example/", "http://b.example/", "http://busy.example/calm"}) add_feed(url);
    client_.on_any([&busy](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == "http://busy.example/calm") return answer(200, asked.url, rss_of({"a"}));
        auto response = answer(503, busy);
        response.headers.set("Retry-After", "14400");
        response.redirects.push_back({302, asked.url, busy});
        return response;
    });
    client_.be_slow("http://b.example/", 5s);
    start();
    run();
    pass(1h);
    EXPECT_EQ(client_.hops().size(), 1U);
    start();
    run();
    pass(2h);
    EXPECT_EQ(client_.hops().size(), 1U) << "nor after a restart";
    EXPECT_GE(asked_of("http://busy.example/calm"), 2U) << "it is one address that is busy";
    pass(3h);
    EXPECT_GE(client_.hops().size(), 2U);
}

TEST_F(PollerTest, AnAddressThatSaysNotWhenToComeAgainIsHeldAgainstNobody) {
    for (const char* url : {"http://a.example/", "http://b.example/"}) add_feed(url);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(503, "http://busy.example/doc");
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(1min);
    EXPECT_EQ(client_.hops().size(), 2U);
}

TEST_F(PollerTest, NoRedirectLeadsToAServerThatWantsToBeLeftAlone) {
    add_feed("http://busy.example/1");
    bool calm = false;
    client_.on_any([&calm](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(calm ? 500 : 429, asked.url);
        if (asked.url == "http://busy.example/1") return response;
        response = answer(200, "http://busy.example/2", rss_of({"a"}));
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    poll_once(false);
    add_feed("http://site.example/feed");
    start();
    run();
    pass(3h);
    EXPECT_GE(asked_of("http://site.example/feed"), 2U);
    EXPECT_TRUE(client_.hops().empty());
    run_coroutine(context_, service_->ping()).value();
    const auto state = record("http://site.example/feed").state;
    EXPECT_EQ(state.error_class, "unavailable");
    EXPECT_FALSE(state.error.empty());
    EXPECT_EQ(state.error_count, 0U) << "that we keep away is no failure of its own";
    EXPECT_EQ(poller_->failing(), 1U) << "the other";
    calm = true;
    pass(8h);
    EXPECT_FALSE(client_.hops().empty());
}

TEST_F(PollerTest, ARedirectWaitsForNoServerThatHasComeToWantToBeLeftAlone) {
    for (const char* url : {"http://a.example/", "http://b.example/", "http://c.example/"}) add_feed(url);
    client_.on_any([](const Asked& asked) {
        auto response = answer(429, "http://busy.example/");
        response.headers.set("Retry-After", "36000");
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(10s);
    EXPECT_EQ(client_.hops().size(), 1U);
    for (const auto& feed : config_.feeds) {
        EXPECT_EQ(record(feed.url).state.error_class, "unavailable") << feed.url;
        EXPECT_GT(record(feed.url).state.next_poll, now()) << feed.url;
    }
    pass(11h);
    EXPECT_EQ(client_.hops().size(), 2U) << "the one that it was said to";
}

TEST_F(PollerTest, AnAddressThatWantsToBeLeftAloneIsAskedForByNoneWhoWaitedForItsServer) {
    auto latency = 1000ms;  // so that all are redirected at once, for they begin one after the other
    for (const char* url : {"http://a.example/", "http://b.example/", "http://c.example/"}) {
        add_feed(url).fetch.host_spacing = 2s;
        client_.be_slow(url, std::exchange(latency, latency - 50ms));
    }
    client_.on_any([](const Asked& asked) {
        auto response = answer(503, "http://busy.example/");
        response.headers.set("Retry-After", "36000");
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(1min);
    EXPECT_EQ(client_.hops().size(), 1U);
}

TEST_F(PollerTest, AFeedIsNotPolledWhileTheAddressBehindItsRedirectIsHeld) {
    for (const char* url : {"http://a.example/", "http://b.example/", "http://c.example/"}) add_feed(url);
    bool calm = true;
    client_.on_any([&calm](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(calm ? 200 : 503, "http://busy.example/", calm ? rss_of({"a"}) : "");
        if (!calm) response.headers.set("Retry-After", "36000");
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    poll_once(false);
    calm = false;
    start();
    run();
    pass(9h);
    EXPECT_EQ(client_.asked().size(), 4U) << "once each, and then one of them";
}

TEST_F(PollerTest, AFeedIsNotPolledWhileTheServerBehindItsRedirectIsHeld) {
    add_feed("http://busy.example/1");
    add_feed("http://site.example/feed");
    bool calm = true;
    client_.on_any([&calm](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == "http://busy.example/1") return answer(calm ? 304 : 429, asked.url);
        auto response = answer(200, "http://busy.example/2", rss_of({"a"}));
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    poll_once(false);
    calm = false;
    start();
    run();
    pass(1h + 10min);
    const auto before = asked_of("http://site.example/feed");
    pass(2h);
    EXPECT_EQ(asked_of("http://site.example/feed"), before);
}

}  // namespace
}  // namespace broadsheet::tests
