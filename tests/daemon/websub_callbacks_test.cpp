// What a subscriber believes of what hubs say to it.

#include "tests/daemon/websub_fixture.hpp"
#include "tests/http/coded.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::HasSubstr;

class WebSubCallbackTest : public WebSubTest {};

TEST_F(WebSubTest, WhatComesBeforeItWasMeantIsNotWantedYet) {
    begin();
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret), 404U) << "not 410, which may end it";
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret), 202U);
}

TEST_F(WebSubCallbackTest, ConfirmsWhatItAskedForAndNothingElse) {
    begin();
    EXPECT_EQ(confirm("subscribe", "http://other.example/").status, 404U);
    EXPECT_EQ(confirm("unsubscribe", feed_url).status, 404U);
    const auto confirmed = confirm("subscribe", feed_url);
    EXPECT_EQ(confirmed.status, 200U);
    EXPECT_EQ(*confirmed.body, "c<b>");
    EXPECT_THAT(std::string(confirmed.headers.get("Content-Type")), HasSubstr("text/plain"));
    EXPECT_EQ(subscription().lease_until, now() + days(10));
}

TEST_F(WebSubCallbackTest, ConfirmsAgainForAHubThatMayNotHaveHeardIt) {
    begin();
    confirm("subscribe", feed_url);
    const auto lease = subscription().lease_until;
    go(1h);
    const auto again = confirm("subscribe", feed_url, "8640000");
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(*again.body, "c<b>");
    EXPECT_EQ(subscription().lease_until, lease) << "but grants itself no more than it was asked for";
    confirm("subscribe", feed_url, "345600");
    EXPECT_EQ(subscription().lease_until, now() + days(4));
    EXPECT_EQ(confirm("subscribe", "http://other.example/").status, 404U);
    EXPECT_EQ(confirm("unsubscribe", feed_url).status, 404U);
    go(days(1));
    EXPECT_EQ(confirm("subscribe", feed_url).status, 404U) << "that is no answer to our request any longer";
    go(days(3));
    ASSERT_GE(hub_asked_.size(), 2U);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
    confirm("denied", feed_url);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 404U);
}

TEST_F(WebSubCallbackTest, ConfirmsNothingWithoutAChallenge) {
    begin();
    http::HttpRequest request("GET", "/websub/x");
    request.query = {{"hub.mode", "subscribe"}, {"hub.topic", feed_url}, {"hub.lease_seconds", "60"}};
    EXPECT_EQ(run_coroutine(context_, subscriber_->confirm(subscription().token, request)).status, 404U);
    EXPECT_EQ(subscription().stage, store::Subscription::Stage::asked);
}

TEST_F(WebSubCallbackTest, ANoIsFinalForAWhile) {
    begin();
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    go(days(6));
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(days(1) + 12h);
    EXPECT_EQ(hub_asked_.size(), 2U);
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret), 404U) << "it may be granted now";
}

TEST_F(WebSubCallbackTest, TakesWhatIsSignedAndDropsWhatIsNot) {
    begin();
    confirm("subscribe", feed_url);
    EXPECT_EQ(deliver(rss_of({"b"}), "guessed"), 202U);
    EXPECT_EQ(record(feed_url).articles, 1U);
    EXPECT_EQ(deliver("<html>", subscription().secret), 202U);
    EXPECT_EQ(deliver(rss_of({"b", "a"}), subscription().secret), 202U);
    EXPECT_EQ(record(feed_url).articles, 2U);
    EXPECT_EQ(record(feed_url).state.validators.etag, "\"1a\"");
    EXPECT_EQ(deliver(rss_of({"c"}), subscription().secret, "unknown"), 410U);
    EXPECT_EQ(record(feed_url).articles, 2U);
}

TEST_F(WebSubCallbackTest, KeepsWhatComesBeforeItIsRead) {
    begin();
    confirm("subscribe", feed_url);
    const auto schedule = record(feed_url).state.next_poll;
    EXPECT_EQ(deliver_and_no_more(rss_of({"b", "a"})), 202U);
    EXPECT_EQ(record(feed_url).articles, 1U);
    EXPECT_THAT(store_.reader().pushes().value(), testing::SizeIs(1));
    settle();
    EXPECT_EQ(record(feed_url).articles, 2U);
    EXPECT_THAT(store_.reader().pushes().value(), testing::IsEmpty());
    EXPECT_EQ(record(feed_url).state.next_poll, schedule);
}

TEST_F(WebSubCallbackTest, WhatCannotBeReadIsNotKept) {
    begin();
    confirm("subscribe", feed_url);
    EXPECT_EQ(deliver_and_no_more("<html>"), 202U);
    EXPECT_THAT(store_.reader().pushes().value(), testing::SizeIs(1));
    settle();
    EXPECT_THAT(store_.reader().pushes().value(), testing::IsEmpty());
}

TEST_F(WebSubCallbackTest, WhatIsToBeKeptAndCannotBeIsPutOff) {
    begin();
    confirm("subscribe", feed_url);
    watch_.full = true;
    EXPECT_EQ(deliver(rss_of({"b", "a"}), subscription().secret), 503U);
    watch_.full = false;
    EXPECT_EQ(deliver(rss_of({"b", "a"}), subscription().secret), 202U);
    EXPECT_EQ(record(feed_url).articles, 2U);
}

TEST_F(WebSubCallbackTest, ALargePushIsSignedAsAnyOther) {
    begin();
    confirm("subscribe", feed_url);
    const auto large = rss_of({"b", "a"}) + "<!--" + std::string(200'000, 'x') + "-->";
    EXPECT_EQ(deliver(large, "guessed"), 202U);
    EXPECT_EQ(record(feed_url).articles, 1U);
    EXPECT_EQ(deliver(large, subscription().secret), 202U);
    EXPECT_EQ(record(feed_url).articles, 2U);
}

TEST_F(WebSubCallbackTest, AProcessThatEndsIsNoReasonToAskAServerInTrouble) {
    begin();
    confirm("subscribe", feed_url);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(503, asked.url);
        response.headers.set("Retry-After", "86400");
        return response;
    });
    go(2h);
    ASSERT_EQ(record(feed_url).state.status, 503);
    EXPECT_EQ(deliver_and_no_more(rss_of({"b", "a"})), 202U);
    const auto before = polls();
    begin();
    EXPECT_EQ(record(feed_url).articles, 2U) << "of what the hub had brought";
    EXPECT_EQ(polls(), before);
    EXPECT_GE(*record(feed_url).state.next_poll - *record(feed_url).state.last_poll, 24h);
}

TEST_F(WebSubCallbackTest, TakesOffACodingThatItKnowsAndRefusesOthers) {
    begin();
    confirm("subscribe", feed_url);
    const auto secret = subscription().secret;
    EXPECT_EQ(deliver(http::gzipped(rss_of({"b", "a"})), secret, {}, "gzip"), 202U);
    EXPECT_EQ(record(feed_url).articles, 2U);
    EXPECT_EQ(deliver(rss_of({"c"}), secret, {}, "gzip"), 202U) << "that it is none is found later";
    EXPECT_EQ(deliver(rss_of({"d"}), secret, {}, "odd"), 415U);
    EXPECT_EQ(record(feed_url).articles, 2U);
}

TEST_F(WebSubCallbackTest, DeliveriesMayBeAsLargeAsWhatIsFetched) {
    config_.feeds.front().fetch.max_size = 5'000'000;
    begin();
    EXPECT_EQ(subscriber_->largest_delivery(subscription().token), 0U) << "not before the hub has been believed";
    confirm("subscribe", feed_url);
    EXPECT_EQ(subscriber_->largest_delivery(subscription().token), 5'000'000U);
    EXPECT_EQ(subscriber_->largest_delivery("unknown"), 0U);
}

TEST_F(WebSubCallbackTest, MoreThanCanWaitIsPutOff) {
    begin();
    confirm("subscribe", feed_url);
    client_.be_slow(feed_url, 60s);
    for (int i = 0; i < 1'000 && poller_->in_flight() == 0; ++i) pass(20s);
    ASSERT_EQ(poller_->in_flight(), 1U) << "pushes wait for its end";
    const std::string large(20 << 20, ' ');
    EXPECT_EQ(deliver(large, subscription().secret), 202U);
    EXPECT_EQ(deliver(large, subscription().secret), 503U);
    go(2min);
    EXPECT_EQ(deliver(large, subscription().secret), 202U);
    tasks_->cancel();
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret), 503U) << "there is nobody left to do it";
}

}  // namespace
}  // namespace broadsheet::tests
