// What a subscriber says to hubs, and what it believes of them.

#include "daemon/websub_subscriber.hpp"

#include "feeds/digest.hpp"
#include "tests/daemon/polling_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::HasSubstr;

const std::string feed_url = "http://news.example/feed";
const std::string hub_url = "http://hub.example/";

class WebSubTest : public Polling {
protected:
    WebSubTest() : Polling(100ms) {
        add_feed(feed_url);
        client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
            if (asked.url == hub_url) {
                hub_asked_.push_back(asked);
                auto response = answer(hub_status_, asked.url);
                for (const auto& [name, value] : hub_fields_) response.headers.set(name, value);
                return response;
            }
            if (asked.headers.find("If-None-Match")) return answer(304, asked.url);
            auto response = answer(200, asked.url, rss_of(guids_));
            response.headers.set("ETag", "\"1\"");
            response.headers.set("Link", "<" + hub_url + ">; rel=\"hub\", <" + feed_url + ">; rel=\"self\"");
            return response;
        });
    }
    ~WebSubTest() override { stop(); }

    void begin(const std::string& base_url = "https://me.example") {
        start();
        subscriber_ = std::make_unique<WebSubSubscriber>(client_, *service_, clock_, *poller_, context_.get_executor());
        subscriber_->use(base_url);
        run_coroutine(context_, subscriber_->load()).value();
        poller_->observe(
            [this](const PolledFeed& feed, const Refreshed& refreshed) { subscriber_->offered(feed, refreshed.hub); });
        run();
        auto subscribing = subscriber_->run();
        tasks_->spawn("websub", std::move(subscribing));
        go(10s);
    }

    /// Time, and what the store and a hub have to say at its end.
    void go(std::chrono::milliseconds time) {
        pass(time);
        settle();
        pass(1s);
        settle();
    }
    void settle() {
        for (int step = 0; step < 20; ++step) {
            context_.restart();
            context_.run_one_for(5ms);
        }
    }

    store::Subscription subscription() { return store_.reader().subscriptions().value().at(0); }

    http::HttpResponse confirm(const std::string& mode, const std::string& topic, const std::string& lease = "864000") {
        http::HttpRequest request("GET", "/websub/x");
        request.query = {
            {"hub.mode", mode}, {"hub.topic", topic}, {"hub.challenge", "c<b>"}, {"hub.lease_seconds", lease}};
        return run_coroutine(context_, subscriber_->confirm(subscription().token, request));
    }

    unsigned deliver(const std::string& body, const std::string& secret, std::string token = {}) {
        if (token.empty()) token = subscription().token;
        http::HttpRequest request("POST", "/websub/x");
        request.body = body;
        request.headers.set("X-Hub-Signature", "sha256=" + feeds::hmac_hex("sha256", secret, body));
        const auto status = run_coroutine(context_, subscriber_->deliver(token, request)).status;
        settle();  // the push goes on behind the answer
        return status;
    }

    std::size_t polls() const {
        std::size_t count = 0;
        for (const auto& asked : client_.asked()) count += asked.url == feed_url ? 1 : 0;
        return count;
    }

    std::vector<Asked> hub_asked_;
    unsigned hub_status_ = 202;
    std::vector<std::pair<std::string, std::string>> hub_fields_;
    std::vector<std::string> guids_{"a"};
    std::unique_ptr<WebSubSubscriber> subscriber_;
};

TEST_F(WebSubTest, SubscribesToTheSelfTopicWithASecret) {
    begin();
    ASSERT_EQ(hub_asked_.size(), 1U);
    EXPECT_EQ(hub_asked_[0].method, "POST");
    EXPECT_THAT(hub_asked_[0].body, HasSubstr("hub.topic=http%3a%2f%2fnews.example%2ffeed&"));
    EXPECT_THAT(hub_asked_[0].body,
                HasSubstr("hub.callback=https%3a%2f%2fme.example%2fwebsub%2f" + subscription().token));
    EXPECT_THAT(hub_asked_[0].body, HasSubstr("hub.secret=" + subscription().secret));
    EXPECT_GE(subscription().secret.size(), 32U);
    go(12h);
    EXPECT_EQ(hub_asked_.size(), 1U) << "not at every poll";
}

TEST_F(WebSubTest, AsksNoHubThatCannotReachUs) {
    begin("http://localhost:8080");
    EXPECT_TRUE(hub_asked_.empty());
}

TEST_F(WebSubTest, ConfirmsWhatItAskedForAndNothingElse) {
    begin();
    EXPECT_EQ(confirm("subscribe", "http://other.example/").status, 404U);
    EXPECT_EQ(confirm("unsubscribe", feed_url).status, 404U);
    const auto confirmed = confirm("subscribe", feed_url);
    EXPECT_EQ(confirmed.status, 200U);
    EXPECT_EQ(*confirmed.body, "c<b>");
    EXPECT_THAT(std::string(confirmed.headers.get("Content-Type")), HasSubstr("text/plain"));
    EXPECT_EQ(subscription().lease_until, now() + days(10));
    EXPECT_EQ(confirm("subscribe", feed_url).status, 404U) << "once for each request";
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

TEST_F(WebSubTest, HubsHaveTheirHostsBudgetAsFeedsDo) {
    for (int i = 0; i < 4; ++i) add_feed("http://news.example/more/" + std::to_string(i));
    begin();
    go(30s);
    ASSERT_EQ(hub_asked_.size(), 5U);
    for (std::size_t i = 1; i < hub_asked_.size(); ++i) EXPECT_GE(hub_asked_[i].time - hub_asked_[i - 1].time, 2s);
}

TEST_F(WebSubTest, AHubThatIsAskedTooMuchIsLeftAloneAndSoIsItsHost) {
    add_feed("http://hub.example/feed");
    hub_status_ = 429;
    hub_fields_ = {{"Retry-After", "172800"}};
    begin();
    go(30s);
    const auto asked = client_.asked().size();
    ASSERT_EQ(hub_asked_.size(), 1U);
    go(days(1) + 23h);
    for (std::size_t i = asked; i < client_.asked().size(); ++i)
        EXPECT_THAT(client_.asked()[i].url, testing::Not(HasSubstr("hub.example")));
    go(2h);
    EXPECT_GE(hub_asked_.size(), 2U);
}

TEST_F(WebSubTest, ANoIsFinalForAWhile) {
    begin();
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    go(days(6));
    EXPECT_EQ(hub_asked_.size(), 1U);
    go(days(1) + 12h);
    EXPECT_EQ(hub_asked_.size(), 2U);
    EXPECT_EQ(deliver(rss_of({"b"}), subscription().secret), 410U);
}

TEST_F(WebSubTest, TakesWhatIsSignedAndDropsWhatIsNot) {
    begin();
    confirm("subscribe", feed_url);
    EXPECT_EQ(deliver(rss_of({"b"}), "guessed"), 202U);
    EXPECT_EQ(record(feed_url).articles, 1U);
    EXPECT_EQ(deliver("<html>", subscription().secret), 202U);
    EXPECT_EQ(deliver(rss_of({"b", "a"}), subscription().secret), 202U);
    EXPECT_EQ(record(feed_url).articles, 2U);
    EXPECT_EQ(record(feed_url).state.validators.etag, "\"1\"");
    EXPECT_EQ(deliver(rss_of({"c"}), subscription().secret, "unknown"), 410U);
    EXPECT_EQ(record(feed_url).articles, 2U);
}

TEST_F(WebSubTest, AHubMustBringNewsBeforePollsBecomeRareAndLosesItWhenItMissesSome) {
    begin();
    confirm("subscribe", feed_url);
    go(5h);
    EXPECT_GE(polls(), 4U) << "a promise alone is nothing";
    deliver(rss_of({"b", "a"}), subscription().secret);
    go(2h);
    EXPECT_EQ(record(feed_url).state.schedule_reason, "hub");
    const auto before = polls();
    go(22h);
    EXPECT_EQ(polls(), before);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        return answer(200, asked.url, rss_of({"missed", "b", "a"}));
    });
    go(4h);
    EXPECT_EQ(record(feed_url).articles, 3U);
    EXPECT_THAT(event_kinds(), testing::ElementsAre("hub-missed"));
    EXPECT_THAT(metrics_.render(), HasSubstr("broadsheet_hub_misses_total 1"));
    EXPECT_EQ(record(feed_url).state.push_until, std::nullopt) << "across a restart as well";
    go(24h);
    EXPECT_GE(polls(), before + 3) << "back to polling";
}

}  // namespace
}  // namespace broadsheet::tests
