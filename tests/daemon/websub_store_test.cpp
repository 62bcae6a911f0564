// What becomes of subscriptions where the store or the clock fails.

#include "tests/daemon/websub_fixture.hpp"

#include <chrono>
#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using Stage = store::Subscription::Stage;

class WebSubStoreTest : public WebSubTest {
protected:
    [[nodiscard]] std::size_t goodbyes() const {
        std::size_t count = 0;
        for (const auto& asked : hub_asked_) count += asked.body.find("unsubscribe") == std::string::npos ? 0 : 1;
        return count;
    }
};

TEST_F(WebSubStoreTest, AGrantThatCannotBeStoredIsNone) {
    begin();
    ASSERT_EQ(confirm("subscribe", feed_url).status, 200U);
    const auto former = subscription();
    hubs_ = {"http://other.example/hub"};
    guids_ = {"b", "a"};
    go(25h);
    ASSERT_EQ(subscription().hub, "http://other.example/hub");
    watch_.refuses_subscriptions = true;
    EXPECT_EQ(confirm("subscribe", feed_url).status, 503U);
    settle();
    EXPECT_EQ(goodbyes(), 0U) << "to the one that has granted what we need";
    EXPECT_EQ(subscription().stage, Stage::asked);
    EXPECT_EQ(deliver(rss_of({"c"}), former.secret, former.token), 202U);
    watch_.refuses_subscriptions = false;
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U) << "when the hub asks again";
    go(10s);
    EXPECT_EQ(subscription().stage, Stage::active);
    EXPECT_EQ(goodbyes(), 1U);
}

TEST_F(WebSubStoreTest, ADenialThatCannotBeStoredIsNone) {
    begin();
    ASSERT_EQ(confirm("subscribe", feed_url).status, 200U);
    const auto granted = subscription();
    watch_.refuses_subscriptions = true;
    EXPECT_EQ(confirm("denied", feed_url).status, 503U);
    EXPECT_EQ(deliver(rss_of({"c"}), granted.secret), 202U);
    watch_.refuses_subscriptions = false;
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    EXPECT_EQ(subscription().stage, Stage::denied);
    EXPECT_EQ(deliver(rss_of({"d"}), granted.secret), 410U);
}

TEST_F(WebSubStoreTest, NoHubIsBlamedForAStoreThatTakesNothing) {
    hubs_ = {hub_url, "http://other.example/hub"};
    watch_.refuses_subscriptions = true;
    begin();
    EXPECT_TRUE(hub_asked_.empty()) << "it might ask back, and nobody would know of what";
    watch_.refuses_subscriptions = false;
    go(2min);
    ASSERT_EQ(hub_asked_.size(), 1U);
    EXPECT_EQ(hub_asked_[0].url, hub_url);
}

TEST_F(WebSubStoreTest, AClockThatGoesBackHoldsUpNoRenewal) {
    begin();
    clock_.jump_wall(days(365));
    ASSERT_EQ(confirm("subscribe", feed_url).status, 200U);
    clock_.jump_wall(-days(365));
    const auto asked = hub_asked_.size();
    go(days(11));
    EXPECT_GT(hub_asked_.size(), asked);
}

TEST_F(WebSubStoreTest, AClockThatGoesBackLengthensNoRestOfAHub) {
    clock_.jump_wall(days(365));
    hub_status_ = 429;
    begin();
    ASSERT_EQ(hub_asked_.size(), 1U);
    clock_.jump_wall(-days(365));
    hub_status_ = 202;
    go(days(3));
    EXPECT_GT(hub_asked_.size(), 1U);
}

}  // namespace
}  // namespace broadsheet::tests
