// What a subscriber asks of hubs.

#include "tests/daemon/websub_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::HasSubstr;

TEST_F(WebSubTest, SubscribesToTheSelfTopicWithASecret) {
    begin();
    ASSERT_EQ(hub_asked_.size(), 1U);
    EXPECT_EQ(hub_asked_[0].method, "POST");
    EXPECT_THAT(hub_asked_[0].body, HasSubstr("hub.topic=http%3A%2F%2Fnews.example%2Ffeed&"));
    EXPECT_THAT(hub_asked_[0].body,
                HasSubstr("hub.callback=https%3A%2F%2Fme.example%2Fwebsub%2F" + subscription().token));
    EXPECT_THAT(hub_asked_[0].body, HasSubstr("hub.secret=" + subscription().secret));
    EXPECT_GE(subscription().secret.size(), 32U);
    EXPECT_FALSE(hub_asked_[0].allow_private) << "a hub is a stranger as the feed is";
    go(12h);
    EXPECT_EQ(hub_asked_.size(), 1U) << "not at every poll";
}

TEST_F(WebSubTest, AsksNoHubThatCannotReachUs) {
    begin("http://localhost:8080");
    EXPECT_TRUE(hub_asked_.empty());
}

TEST_F(WebSubTest, AShortLeaseIsRenewedInItsSecondHalfAsWell) {
    begin();
    confirm("subscribe", feed_url, "60");
    EXPECT_EQ(subscription().lease_until, now() + 60s);
    go(28s);
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(22s);
    EXPECT_EQ(hub_asked_.size(), 2U);
    go(8min);
    EXPECT_EQ(hub_asked_.size(), 2U) << "a hub that does not ask back is not asked more often than a feed";
}

TEST_F(WebSubTest, ALeaseOfAMomentIsNoReasonToAskWithoutEnd) {
    begin();
    for (int second = 0; second < 300; ++second) {
        if (subscription().stage == store::Subscription::Stage::asked || hub_asked_.size() > 1)
            confirm("subscribe", feed_url, "1");
        pass(1s);
        settle();
    }
    EXPECT_GE(hub_asked_.size(), 3U);
    EXPECT_LE(hub_asked_.size(), 12U);
}

TEST_F(WebSubTest, ASubscriptionOfAClockThatWasAheadIsRenewed) {
    clock_.jump_wall(days(400));
    begin();
    confirm("subscribe", feed_url);
    stop();
    clock_.jump_wall(-days(400));
    begin();
    EXPECT_EQ(hub_asked_.size(), 2U);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
    EXPECT_LE(*subscription().lease_until, now() + days(10));
}

TEST_F(WebSubTest, ARequestThatIsRedirectedAsAGetIsNone) {
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") {
            hub_asked_.push_back(asked);
            auto response = answer(200, "http://hub.example/other");
            response.redirects.push_back({hub_status_, asked.url, response.url});
            return response;
        }
        auto response = answer(200, asked.url, rss_of({"a"}));
        response.headers.set("Link", "<" + hub_url + ">; rel=\"hub\"");
        return response;
    });
    hub_status_ = 302;
    begin();
    ASSERT_EQ(hub_asked_.size(), 1U);
    EXPECT_GE(subscription().next_step, now() + days(6)) << "as one that the hub does not take";
}

TEST_F(WebSubTest, ALeaseOfDaysIsNoReasonToLookThroughAllSubscriptions) {
    begin();
    const auto looks = clock_.sleeps().size();
    confirm("subscribe", feed_url);
    settle();
    EXPECT_EQ(clock_.sleeps().size(), looks);
    go(days(4));
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(days(5));
    EXPECT_GE(hub_asked_.size(), 2U);
}

TEST_F(WebSubTest, AFailedRenewalIsTriedAgainBeforeTheLeaseEnds) {
    begin();
    confirm("subscribe", feed_url, "86400");
    const auto end = *subscription().lease_until;
    hub_status_ = 503;
    while (hub_asked_.size() < 3 && now() < end) go(10min);
    hub_status_ = 202;
    while (hub_asked_.size() < 4 && now() < end) go(10min);
    EXPECT_LT(now(), end);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
}

TEST_F(WebSubTest, AFeedThatLeavesTheConfigLeavesItsHub) {
    begin();
    confirm("subscribe", feed_url);
    const auto token = subscription().token;
    EXPECT_EQ(confirm("unsubscribe", feed_url).status, 404U) << "not before it was meant";
    config_.feeds.clear();
    reload();
    ASSERT_EQ(hub_asked_.size(), 2U);
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=unsubscribe&hub.topic=http%3A%2F%2Fnews.example%2Ffeed&"));
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("https%3A%2F%2Fme.example%2Fwebsub%2F" + token));
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret, token), 410U);
    EXPECT_EQ(confirm("unsubscribe", "http://other.example/", "", token).status, 404U);
    EXPECT_EQ(confirm("subscribe", feed_url, "60", token).status, 404U);
    const auto confirmed = confirm("unsubscribe", feed_url, "", token);
    EXPECT_EQ(confirmed.status, 200U);
    EXPECT_EQ(*confirmed.body, "c<b>");
    EXPECT_EQ(confirm("unsubscribe", feed_url, "", token).status, 200U) << "it may not have heard";
    go(days(1));
    EXPECT_EQ(confirm("unsubscribe", feed_url, "", token).status, 404U);
    go(days(8));
    EXPECT_EQ(hub_asked_.size(), 2U);
}

TEST_F(WebSubTest, AFeedThatLeftWhileNobodyRanLeavesItsHubAtTheStart) {
    begin();
    confirm("subscribe", feed_url);
    stop();
    config_.feeds.clear();
    begin();
    ASSERT_EQ(hub_asked_.size(), 2U);
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=unsubscribe"));
    stop();
    begin();
    EXPECT_EQ(hub_asked_.size(), 2U) << "and once only";
}

TEST_F(WebSubTest, SwitchedOffItLeavesAndSwitchedOnItComesBack) {
    begin();
    confirm("subscribe", feed_url);
    config_.feeds.front().fetch.websub = false;
    reload();
    ASSERT_EQ(hub_asked_.size(), 2U);
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=unsubscribe"));
    config_.feeds.front().fetch.websub = true;
    reload();
    go(2h);
    ASSERT_EQ(hub_asked_.size(), 3U);
    EXPECT_THAT(hub_asked_[2].body, HasSubstr("hub.mode=subscribe"));
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
}

TEST_F(WebSubTest, ANewBaseUrlIsANewCallback) {
    begin();
    confirm("subscribe", feed_url);
    reload("https://new.example");
    go(10s);
    ASSERT_EQ(hub_asked_.size(), 3U);
    EXPECT_THAT(hub_asked_[1].body + hub_asked_[2].body, HasSubstr("callback=https%3A%2F%2Fme.example"));
    EXPECT_THAT(hub_asked_[1].body + hub_asked_[2].body, HasSubstr("callback=https%3A%2F%2Fnew.example"));
}

TEST_F(WebSubTest, ANewBaseUrlOverARestartIsANewCallback) {
    begin();
    confirm("subscribe", feed_url);
    const auto old = subscription().token;
    stop();
    begin("https://new.example");
    go(10s);
    ASSERT_EQ(hub_asked_.size(), 3U);
    const auto left = hub_asked_[1].body.find("unsubscribe") != std::string::npos ? 1U : 2U;
    EXPECT_THAT(hub_asked_[left].body, HasSubstr("hub.mode=unsubscribe"));
    EXPECT_THAT(hub_asked_[left].body, HasSubstr("callback=https%3A%2F%2Fme.example%2Fwebsub%2F" + old));
    EXPECT_THAT(hub_asked_[3 - left].body, HasSubstr("hub.mode=subscribe"));
    EXPECT_THAT(hub_asked_[3 - left].body, HasSubstr("callback=https%3A%2F%2Fnew.example"));
    EXPECT_EQ(confirm("unsubscribe", feed_url, "", old).status, 200U);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
    stop();
    begin("https://new.example");
    EXPECT_EQ(hub_asked_.size(), 3U);
}

TEST_F(WebSubTest, WithoutAnAddressForHubsOverARestartTheyAreLeft) {
    for (const bool switched_off : {false, true}) {
        hub_asked_.clear();
        begin();
        confirm("subscribe", feed_url);
        const auto old = subscription().token;
        stop();
        config_.feeds.front().fetch.websub = !switched_off;
        begin(switched_off ? "https://me.example" : "http://me.example");
        ASSERT_EQ(hub_asked_.size(), 2U);
        EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=unsubscribe"));
        EXPECT_THAT(hub_asked_[1].body, HasSubstr("callback=https%3A%2F%2Fme.example%2Fwebsub%2F" + old));
        stop();
        config_.feeds.front().fetch.websub = true;
    }
}

TEST_F(WebSubTest, AnotherHubOrTopicTakesTheOldOnesPlace) {
    begin();
    confirm("subscribe", feed_url);
    const auto old = subscription();
    guids_ = {"a", "b"};
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") hub_asked_.push_back(asked);
        if (asked.method == "POST") return answer(202, asked.url);
        auto response = answer(200, asked.url, rss_of(guids_));
        response.headers.set("Link", "<http://other.example/hub>; rel=hub, <" + feed_url + ">; rel=self");
        return response;
    });
    go(3h);
    ASSERT_EQ(hub_asked_.size(), 2U);
    EXPECT_EQ(hub_asked_[1].url, "http://other.example/hub");
    EXPECT_THAT(hub_asked_[1].body, HasSubstr("hub.mode=subscribe"));
    EXPECT_NE(subscription().token, old.token);
    EXPECT_NE(subscription().secret, old.secret);
    EXPECT_EQ(confirm("unsubscribe", feed_url, "", old.token).status, 404U) << "not before the other has granted it";
    EXPECT_EQ(deliver(rss_of({"c"}), old.secret, old.token), 202U);
    EXPECT_EQ(record(feed_url).articles, 3U);
    confirm("subscribe", feed_url);
    go(10s);
    ASSERT_EQ(hub_asked_.size(), 3U);
    EXPECT_EQ(hub_asked_[2].url, hub_url);
    EXPECT_THAT(hub_asked_[2].body, HasSubstr("hub.mode=unsubscribe"));
    EXPECT_THAT(hub_asked_[2].body, HasSubstr(old.token));
    EXPECT_EQ(record(feed_url).state.push_until, std::nullopt) << "the other has brought nothing yet";
    EXPECT_EQ(deliver(rss_of({"d"}), old.secret, old.token), 410U);
    EXPECT_EQ(confirm("unsubscribe", feed_url, "", old.token).status, 200U);
}

TEST_F(WebSubTest, RenewsInTheSecondHalfOfALeaseAcrossARestart) {
    begin();
    confirm("subscribe", feed_url);
    const auto token = subscription().token;
    stop();
    begin();
    go(days(5) - 1h);
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(days(3) + 2h);
    EXPECT_GE(hub_asked_.size(), 2U);
    EXPECT_EQ(subscription().token, token);
    EXPECT_EQ(subscription().stage, store::Subscription::Stage::active) << "the old lease holds meanwhile";
}

}  // namespace
}  // namespace broadsheet::tests
