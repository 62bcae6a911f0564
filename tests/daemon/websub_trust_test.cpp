// When a hub's word counts in place of polls, and until when.

#include "tests/daemon/websub_fixture.hpp"

#include <utility>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class WebSubNewsTest : public WebSubTest {};

TEST_F(WebSubNewsTest, AHubMustBringNewsBeforePollsBecomeRareAndLosesItWhenItMissesSome) {
    begin();
    confirm("subscribe", feed_url);
    go(5h);
    EXPECT_GE(polls(), 4U) << "a promise alone is nothing";
    deliver(rss_of({"b", "a"}), subscription().secret);
    go(2h);
    EXPECT_EQ(record(feed_url).state.schedule_reason, feeds::Bound::hub);
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

TEST_F(WebSubNewsTest, AHubThatBringsHalfOfTheNewsIsBelievedLessAndLess) {
    begin();
    confirm("subscribe", feed_url, "8640000");
    std::size_t trusted = 0;
    for (int post = 0; post < 20 * 24; ++post) {
        const auto guid = "n" + std::to_string(post);
        guids_.insert(guids_.begin(), guid);
        guids_.resize(std::min<std::size_t>(guids_.size(), 10));
        if (post % 2 == 0) deliver(rss_of({guid}), subscription().secret);
        go(1h);
        trusted += record(feed_url).state.schedule_reason == feeds::Bound::hub ? 1 : 0;
    }
    EXPECT_LE(trusted, 5U * 25) << "hours, in twenty days";
    EXPECT_LE(record(feed_url).state.hub_misses, 5U);
    EXPECT_GE(record(feed_url).state.hub_misses, 4U);
}

TEST_F(WebSubNewsTest, AHubThatKeepsItsWordAgainIsForgivenWhatItMissed) {
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"b", "a"}), subscription().secret);
    guids_ = {"older", "b", "a"};
    go(2h);
    EXPECT_EQ(record(feed_url).state.hub_misses, 0U) << "the poll was due before its word was taken";
    deliver(rss_of({"c"}), subscription().secret);
    EXPECT_NE(record(feed_url).state.push_until, std::nullopt) << "and is taken again";
    guids_ = {"c", "older", "b", "a"};
    while (record(feed_url).state.schedule_reason != feeds::Bound::hub) go(1h);
    guids_ = {"missed", "c", "older", "b", "a"};
    for (int hour = 0; hour < 26 && record(feed_url).state.hub_misses == 0; ++hour) go(1h);
    ASSERT_EQ(record(feed_url).state.hub_misses, 1U);
    go(20h);
    deliver(rss_of({"d"}), subscription().secret);
    EXPECT_EQ(record(feed_url).state.push_until, std::nullopt) << "not so soon";
    go(25h);
    deliver(rss_of({"e"}), subscription().secret);
    EXPECT_NE(record(feed_url).state.push_until, std::nullopt);
    guids_ = {"e", "d", "missed", "c", "older", "b", "a"};
    go(50h);
    EXPECT_NE(record(feed_url).state.push_until, std::nullopt);
    EXPECT_EQ(record(feed_url).state.hub_misses, 0U);
}

TEST_F(WebSubNewsTest, WhatIsKnownAnyhowProvesNothing) {
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"a"}), subscription().secret);
    deliver(rss_of({}), subscription().secret);
    EXPECT_EQ(record(feed_url).state.push_until, std::nullopt);
    const auto before = polls();
    go(24h);
    EXPECT_GE(polls(), before + 3);
    EXPECT_NE(record(feed_url).state.schedule_reason, feeds::Bound::hub);
}

TEST_F(WebSubNewsTest, ADocumentThatTheHubHadBroughtIsNoReasonToPollMore) {
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"b", "a"}), subscription().secret);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"b", "a"})); });
    go(2h);
    EXPECT_EQ(record(feed_url).state.schedule_reason, feeds::Bound::hub);
    deliver(rss_of({"c", "b", "a"}), subscription().secret);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"c", "b", "a"})); });
    const auto before = polls();
    go(49h);
    EXPECT_LE(polls(), before + 2);
    EXPECT_THAT(event_kinds(), testing::IsEmpty());
}

TEST_F(WebSubNewsTest, WhatIsBroughtWhileAPollIsOnItsWayIsNotMissed) {
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"b", "a"}), subscription().secret);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"c", "b", "a"})); });
    client_.be_slow(feed_url, 20s);
    while (poller_->in_flight() == 0) pass(10s);
    EXPECT_EQ(deliver_and_no_more(rss_of({"c", "b", "a"})), 202U);
    go(1min);
    EXPECT_EQ(record(feed_url).articles, 3U);
    EXPECT_THAT(event_kinds(), testing::IsEmpty());
    EXPECT_NE(record(feed_url).state.push_until, std::nullopt);
}

TEST_F(WebSubNewsTest, NewsInADifferenceAreMissedAsWell) {
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"b", "a"}), subscription().secret);
    go(2h);
    ASSERT_EQ(record(feed_url).state.schedule_reason, feeds::Bound::hub);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        auto difference = answer(226, asked.url, rss_of({"missed"}));
        difference.headers.set("IM", "feed");
        return difference;
    });
    go(25h);
    EXPECT_THAT(event_kinds(), testing::ElementsAre("hub-missed"));
    EXPECT_NE(record(feed_url).state.schedule_reason, feeds::Bound::hub);
}

TEST_F(WebSubNewsTest, NewsThatAnotherFeedBroughtFirstAreMissedAsWell) {
    add_feed("http://planet.example/feed");
    client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") return answer(202, asked.url);
        auto response = answer(200, asked.url, rss_of(guids_));
        if (asked.url == feed_url)
            response.headers.set("Link", "<" + hub_url + ">; rel=hub, <" + self_ + ">; rel=self");
        return response;
    });
    begin();
    confirm("subscribe", feed_url);
    deliver(rss_of({"b", "a"}), subscription().secret);
    guids_ = {"b", "a"};
    go(2h);
    ASSERT_EQ(record(feed_url).state.schedule_reason, feeds::Bound::hub);
    guids_ = {"missed", "b", "a"};
    go(26h);
    EXPECT_EQ(record(feed_url).articles, 3U);
    EXPECT_THAT(event_kinds(), testing::ElementsAre("hub-missed"));
}

class WebSubTrustTest : public WebSubNewsTest {
protected:
    /// The hub has brought news, and its feed is polled once a day.
    void trust(const std::string& lease = "864000") {
        begin();
        confirm("subscribe", feed_url, lease);
        deliver(rss_of({"b", "a"}), subscription().secret);
        guids_ = {"b", "a"};
        go(2h);
        ASSERT_EQ(record(feed_url).state.schedule_reason, feeds::Bound::hub);
    }
    void expect_none() {
        EXPECT_EQ(record(feed_url).state.push_until, std::nullopt);
        EXPECT_NE(record(feed_url).state.schedule_reason, feeds::Bound::hub);
        EXPECT_LE(*record(feed_url).state.next_poll, now() + 6h) << "as it has posted of late";
        const auto before = polls();
        go(12h);
        EXPECT_GE(polls(), before + 2);
    }
};

TEST_F(WebSubTrustTest, EndsWithADenial) {
    trust();
    confirm("denied", feed_url);
    settle();
    expect_none();
}

TEST_F(WebSubTrustTest, EndsWithADenialDuringAPoll) {
    trust();
    client_.be_slow(feed_url, 60s);
    for (int i = 0; i < 10'000 && poller_->in_flight() == 0; ++i) pass(20s);
    ASSERT_EQ(poller_->in_flight(), 1U);
    confirm("denied", feed_url);
    go(2min);
    expect_none();
}

TEST_F(WebSubTrustTest, IsNotGivenBackByWhatTheHubBroughtBefore) {
    trust();
    client_.be_slow(feed_url, 60s);
    for (int i = 0; i < 10'000 && poller_->in_flight() == 0; ++i) pass(20s);
    ASSERT_EQ(poller_->in_flight(), 1U);
    EXPECT_EQ(deliver_and_no_more(rss_of({"c", "b", "a"})), 202U);
    confirm("denied", feed_url);
    go(2min);
    EXPECT_EQ(record(feed_url).articles, 3U);
    expect_none();
}

TEST_F(WebSubTrustTest, EndsWhereTheFeedNamesAnotherHub) {
    trust();
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.method == "POST") return answer(202, asked.url);
        auto response = answer(200, asked.url, rss_of({"b", "a"}) + "<!-- moved -->");
        response.headers.set("Link", "<http://other.example/>; rel=\"hub\", <" + feed_url + ">; rel=\"self\"");
        return response;
    });
    for (int i = 0; i < 30 && subscription().hub == hub_url; ++i) go(1h);
    ASSERT_EQ(subscription().hub, "http://other.example/");
    expect_none();
}

TEST_F(WebSubTrustTest, EndsWhereTheFeedLeavesTheConfigThoughItComesBack) {
    trust();
    auto feeds = std::exchange(config_.feeds, {});
    reload();
    config_.feeds = std::move(feeds);
    reload();
    EXPECT_EQ(record(feed_url).state.push_until, std::nullopt);
    const auto before = polls();
    go(3h);
    EXPECT_GT(polls(), before) << "nobody knows what came between";
}

TEST_F(WebSubTrustTest, EndsWithTheLease) {
    trust("36000");
    EXPECT_LE(*record(feed_url).state.next_poll, now() + 9h);
    const auto before = polls();
    go(9h);
    EXPECT_EQ(polls(), before + 1);
    EXPECT_NE(record(feed_url).state.schedule_reason, feeds::Bound::hub);
    go(6h);
    EXPECT_GE(polls(), before + 4);
}

}  // namespace
}  // namespace broadsheet::tests
