// Feeds of the config that come to be at one address: it is asked once.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

const std::string plain = "http://a.example/feed";
const std::string secure = "https://a.example/feed";
const std::string feed = "http://site.example/feed";

class PollerDuplicatesTest : public PollerTest {
protected:
    /// All that is there are pages of one site, and the feed that each of them offers.
    void offer_everywhere() {
        client_.on_any([](const Asked& asked) {
            if (asked.url == feed) return answer(200, feed, rss_of({"a"}));
            return answer(200, asked.url, "<link rel=alternate type=application/rss+xml href=/feed>");
        });
    }
    /// Both addresses of a feed are configured, and the one has said that it moved to the other.
    void give_way() {
        add_feed(plain);
        add_feed(secure);
        move_for_good(plain, secure);
        start();
        run();
        pass(3h);
        ASSERT_TRUE(record(plain).state.retired);
    }
};

TEST_F(PollerDuplicatesTest, AFeedThatMovesToWhereAnotherIsPolledGivesWayToItWhileItIs) {
    give_way();
    const auto asked = asked_of(plain);
    EXPECT_LE(asked, 2U);
    EXPECT_EQ(record(plain).state.address, "");
    EXPECT_EQ(event_kinds(), std::vector<std::string>{"duplicate"});
    start();
    run();
    pass(3h);
    EXPECT_EQ(asked_of(plain), asked);
    EXPECT_GE(asked_of(secure), 5U);
    config_.feeds.pop_back();
    reload();
    pass(3h);
    EXPECT_EQ(asked_of(plain), asked + 1);
    EXPECT_FALSE(record(plain).state.retired);
    EXPECT_EQ(record(plain).state.address, secure);
}

TEST_F(PollerDuplicatesTest, AFeedThatHasMovedGivesWayToOneThatIsConfiguredThereLater) {
    add_feed(plain);
    move_for_good(plain, secure);
    start();
    run();
    pass(24h * 8);
    ASSERT_EQ(record(plain).state.address, secure);
    add_feed(secure);
    reload();
    pass(24h);
    const auto asked = asked_of(plain);
    EXPECT_TRUE(record(plain).state.retired);
    EXPECT_EQ(event_kinds().front(), "duplicate");
    config_.feeds.pop_back();
    reload();
    const auto asked_there = asked_of(secure);
    pass(24h);
    EXPECT_EQ(asked_of(plain), asked) << "it has moved for good";
    EXPECT_GT(asked_of(secure), asked_there);
    EXPECT_FALSE(record(plain).state.retired);
}

TEST_F(PollerDuplicatesTest, TwoPagesThatOfferTheSameFeedHaveItPolledOnce) {
    add_feed("http://site.example/p1");
    add_feed("http://site.example/p2");
    offer_everywhere();
    start();
    run();
    pass(1h);
    EXPECT_EQ(record("http://site.example/p1").state.address, feed);
    EXPECT_FALSE(record("http://site.example/p1").state.retired);
    EXPECT_TRUE(record("http://site.example/p2").state.retired);
    const auto asked = asked_of(feed);
    pass(24h);
    EXPECT_LE(asked_of(feed), asked + 25) << "once an hour";
}

TEST_F(PollerDuplicatesTest, OfAnyNumberOfPagesThatOfferTheSameFeedAllButOneGiveWayOnce) {
    for (int page = 0; page < 5; ++page) add_feed("http://site.example/p" + std::to_string(page));
    offer_everywhere();
    start();
    run();
    pass(24h);
    auto kinds = event_kinds();
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "duplicate"), 4);
    EXPECT_LE(asked_of(feed), 26U);
}

TEST_F(PollerDuplicatesTest, APageWhoseFeedAnotherHasComeToMeanwhileGivesWayToIt) {
    for (const char* page : {"http://a.example/1", "http://site.example/2", "http://site.example/3"}) add_feed(page);
    client_.on_any([](const Asked& asked) {
        if (asked.url.ends_with("feed")) return answer(200, asked.url, rss_of({asked.url}));
        return answer(200, asked.url, "<link rel=alternate type=application/rss+xml href=/feed>");
    });
    start();
    run();
    pass(1h);
    EXPECT_FALSE(gave_way(record("http://a.example/1").state));
    EXPECT_FALSE(gave_way(record("http://site.example/2").state));
    EXPECT_TRUE(gave_way(record("http://site.example/3").state));
}

TEST_F(PollerDuplicatesTest, AFeedThatComesBackToWhereAnotherHasBeenFoundMeanwhileIsNotPolledThereAsWell) {
    const auto first = add_feed("http://site.example/p1");
    offer_everywhere();
    start();
    run();
    pass(1h);
    config_.feeds.clear();
    add_feed("http://site.example/p2");
    reload();
    pass(1h);
    config_.feeds.push_back(first);
    reload();
    pass(3h);
    const auto asked = asked_of(feed);
    pass(24h);
    EXPECT_LE(asked_of(feed), asked + 25) << "once an hour";
    EXPECT_EQ(record("http://site.example/p2").state.schedule_reason, store::Standing::duplicate);
}

TEST_F(PollerDuplicatesTest, WhoInsistsDoesNotEndAFeedThatGaveWay) {
    give_way();
    const auto asked = asked_of(plain);
    start();
    EXPECT_EQ(poll_once(true).polled, 1U);
    EXPECT_EQ(asked_of(plain), asked);
    EXPECT_TRUE(gave_way(record(plain).state));
}

TEST_F(PollerDuplicatesTest, AFeedThatGaveWayToOneThatEndsIsPolledAgain) {
    give_way();
    client_.on_any([&](const Asked& asked) {
        return asked.url == secure ? answer(410, secure) : answer(200, plain, rss_of({"a", "b"}));
    });
    pass(24h * 4);
    EXPECT_TRUE(record(secure).state.retired);
    EXPECT_FALSE(record(plain).state.retired);
    EXPECT_EQ(record(plain).articles, 2U);
}

TEST_F(PollerDuplicatesTest, AFeedThatGaveWayToOneThatMovesOnIsPolledAgainUntilItHasDoneSoToo) {
    const std::string target = "https://b.example/feed";
    give_way();
    client_.on_any([&](const Asked& asked) {
        auto response = answer(200, target, rss_of({"a"}));
        if (asked.url == plain) response.redirects.push_back({301, plain, secure});
        if (asked.url != target) response.redirects.push_back({301, secure, target});
        return response;
    });
    pass(24h * 9);
    ASSERT_EQ(record(secure).state.address, target);
    EXPECT_FALSE(record(plain).state.retired);
    pass(24h * 9);
    EXPECT_TRUE(record(plain).state.retired);
    EXPECT_EQ(record(plain).state.move.to, target);
}

}  // namespace
}  // namespace broadsheet::tests
