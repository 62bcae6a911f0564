// What hubs are owed, as servers among others.

#include "tests/daemon/websub_fixture.hpp"

#include <algorithm>
#include <set>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::HasSubstr;

class WebSubHostsTest : public WebSubTest {};

TEST_F(WebSubHostsTest, HubsHaveTheirHostsBudgetAsFeedsDo) {
    for (int i = 0; i < 4; ++i) add_feed("http://news.example/more/" + std::to_string(i));
    begin();
    go(30s);
    ASSERT_EQ(hub_asked_.size(), 5U);
    for (std::size_t i = 1; i < hub_asked_.size(); ++i) EXPECT_GE(hub_asked_[i].time - hub_asked_[i - 1].time, 2s);
}

TEST_F(WebSubHostsTest, WhereAHubRedirectsHasItsTurnsToo) {
    for (int i = 0; i < 4; ++i) add_feed("http://news.example/more/" + std::to_string(i));
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") {
            auto response = answer(202, "http://behind.example/hub");
            response.redirects.push_back({307, asked.url, response.url});
            return response;
        }
        auto response = answer(200, asked.url, rss_of({"a"}));
        const auto number = asked.url.back();
        response.headers.set(
            "Link", std::string("<http://hub") + number + ".example/>; rel=hub, <" + asked.url + ">; rel=self");
        return response;
    });
    begin();
    go(30s);
    const auto& hops = client_.hops();
    ASSERT_EQ(hops.size(), 5U);
    for (std::size_t i = 1; i < hops.size(); ++i) EXPECT_GE(hops[i].time - hops[i - 1].time, 2s);
}

TEST_F(WebSubHostsTest, ARequestThatWaitsForDaysIsSentOnce) {
    config_.feeds.front().fetch.host_spacing = 20h;
    for (int i = 0; i < 4; ++i) add_feed("http://site" + std::to_string(i) + ".example/").fetch.host_spacing = 20h;
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") hub_asked_.push_back(asked);
        if (asked.method == "POST") return answer(202, asked.url);
        auto response = answer(200, asked.url, rss_of({"a"}));
        response.headers.set("Link", "<" + hub_url + ">; rel=hub, <" + asked.url + ">; rel=self");
        return response;
    });
    begin();
    for (std::size_t confirmed = 0; confirmed < 5;) {
        go(1h);
        for (; confirmed < hub_asked_.size(); ++confirmed)
            for (const auto& known : store_.reader().subscriptions().value())
                if (hub_asked_[confirmed].body.find(known.token) != std::string::npos)
                    confirm("subscribe", known.topic, "864000", known.token);
    }
    go(days(1));
    std::set<std::string> bodies;
    for (const auto& asked : hub_asked_) bodies.insert(asked.body);
    EXPECT_EQ(hub_asked_.size(), 5U);
    EXPECT_EQ(bodies.size(), 5U);
}

TEST_F(WebSubHostsTest, AHubThatIsAskedTooMuchIsLeftAloneAndSoIsItsHost) {
    add_feed("http://hub.example/feed");
    hub_status_ = 429;
    hub_fields_ = {{"Retry-After", "172800"}};
    begin();
    go(30s);
    const auto asked = client_.asked().size();
    ASSERT_EQ(hub_asked_.size(), 1U);
    go(days(1));
    begin();
    go(23h);
    for (std::size_t i = asked; i < client_.asked().size(); ++i)
        EXPECT_THAT(client_.asked()[i].url, testing::Not(HasSubstr("hub.example")));
    go(2h);
    EXPECT_GE(hub_asked_.size(), 2U);
}

TEST_F(WebSubHostsTest, AHubThatIsAskedTooMuchStandsForItselfWhereLimitsArePerAddress) {
    config_.feeds.front().fetch.rate_limit = config::RateLimit::url;
    add_feed("http://hub.example/feed");
    hub_status_ = 429;
    begin();
    go(30s);
    ASSERT_EQ(hub_asked_.size(), 1U);
    const auto asked = client_.asked().size();
    go(3h);
    const auto is_neighbour = [](const Asked& one) { return one.url == "http://hub.example/feed"; };
    EXPECT_GE(std::count_if(client_.asked().begin() + static_cast<std::ptrdiff_t>(asked), client_.asked().end(),
                            is_neighbour),
              1);
    EXPECT_EQ(hub_asked_.size(), 1U);
}

TEST_F(WebSubHostsTest, AHubThatIsAskedTooMuchKeepsNoFeedOfItsHostFromBeingPolled) {
    for (int i = 0; i < 5; ++i) add_feed("http://hub.example/feed/" + std::to_string(i));
    hub_status_ = 429;
    begin();
    for (int hour = 0; hour < 48; ++hour) go(1h);
    EXPECT_LE(hub_asked_.size(), 3U) << "once a day, for all its feeds";
    for (int i = 0; i < 5; ++i) {
        const auto url = "http://hub.example/feed/" + std::to_string(i);
        const auto is_it = [&url](const Asked& asked) { return asked.url == url; };
        EXPECT_GE(std::count_if(client_.asked().begin(), client_.asked().end(), is_it), 16) << url;
    }
}

TEST_F(WebSubHostsTest, AHubThatSaysSoWhenItIsLeftIsLeftAloneAsWell) {
    begin();
    confirm("subscribe", feed_url);
    hub_status_ = 429;
    hub_fields_ = {{"Retry-After", "172800"}};
    config_.feeds.clear();
    add_feed("http://hub.example/feed");
    reload();
    ASSERT_EQ(hub_asked_.size(), 2U);
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=unsubscribe"));
    const auto asked = client_.asked().size();
    go(1h);
    begin();
    go(46h);
    EXPECT_EQ(client_.asked().size(), asked);
    go(2h);
    EXPECT_GT(client_.asked().size(), asked);
}

TEST_F(WebSubHostsTest, AHubThatWantsToBeLeftAloneKeepsNoOtherFromBeingAsked) {
    add_feed("http://other.example/feed");
    std::vector<std::string> hubs;
    client_.on_any([&hubs](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") hubs.push_back(asked.url);
        if (asked.method == "POST") return answer(asked.url == hub_url ? 429 : 202, asked.url);
        auto response = answer(200, asked.url, rss_of({"a"}));
        const auto hub = asked.url == feed_url ? hub_url : "http://calm.example/";
        response.headers.set("Link", "<" + hub + ">; rel=\"hub\", <" + asked.url + ">; rel=\"self\"");
        return response;
    });
    begin();
    go(30s);
    poller_->turns().hold({{"hub.example", now() + days(6)}});
    hubs.clear();
    go(days(5));
    EXPECT_THAT(hubs, testing::Contains("http://calm.example/"));
    EXPECT_THAT(hubs, testing::Not(testing::Contains(hub_url)));
}

TEST_F(WebSubHostsTest, AHubIsAskedAsSoonAsItsHostMayBe) {
    begin();
    confirm("subscribe", feed_url);
    ASSERT_EQ(hub_asked_.size(), 1U);
    config_.feeds.front().url = "http://news.example/other";
    self_ = config_.feeds.front().url;
    poller_->turns().hold({{"hub.example", now() + 2h}});
    reload();
    go(110min);
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(15min);
    EXPECT_GE(hub_asked_.size(), 2U);
}

TEST_F(WebSubHostsTest, AHubThatIsSilentHoldsUpNoOther) {
    const std::string second = "http://second.example/feed";
    add_feed(second);
    client_.on_any([this, second](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") hub_asked_.push_back(asked);
        if (asked.method == "POST") return answer(202, asked.url);
        auto response = answer(200, asked.url, rss_of({"a"}));
        const std::string hub = asked.url == second ? "http://hub.example/" : "http://silent.example/";
        response.headers.set("Link", "<" + hub + ">; rel=hub, <" + asked.url + ">; rel=self");
        return response;
    });
    client_.be_slow("http://silent.example/", 30s);
    begin();
    go(1s);
    std::vector<std::string> asked;
    for (const auto& request : hub_asked_) asked.push_back(request.url);
    EXPECT_THAT(asked, testing::ElementsAre("http://hub.example/"));
    go(30s);
    EXPECT_EQ(hub_asked_.size(), 2U);
}

}  // namespace
}  // namespace broadsheet::tests
