// Which of the hubs that a feed names is asked, and for how long.

#include "tests/daemon/websub_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

const std::string second_hub = "http://second.example/";
const std::string third_hub = "http://third.example/";

class WebSubChoiceTest : public WebSubTest {
protected:
    std::vector<std::string> asked_hubs() const {
        std::vector<std::string> hubs;
        for (const auto& asked : hub_asked_) hubs.push_back(asked.url);
        return hubs;
    }
    /// Hour by hour, so that the store and hubs have their say in between.
    void go_on(std::chrono::hours time) {
        for (std::chrono::hours hour{0}; hour < time; ++hour) go(1h);
    }
};

TEST_F(WebSubChoiceTest, OneIsEnough) {
    hubs_ = {hub_url, second_hub};
    begin();
    confirm("subscribe", feed_url);
    guids_ = {"a", "b"};
    go_on(48h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url));
}

TEST_F(WebSubChoiceTest, WhereOneFailsTheNextIsAsked) {
    hubs_ = {hub_url, second_hub};
    hub_status_ = 503;
    begin();
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub));
    EXPECT_EQ(subscription().hub, second_hub);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
    guids_ = {"a", "b"};
    go_on(48h);
    EXPECT_EQ(hub_asked_.size(), 2U) << "it does, and stays";
}

TEST_F(WebSubChoiceTest, WhereOneRefusesTheNextIsAsked) {
    hubs_ = {hub_url, second_hub};
    hub_status_ = 404;
    begin();
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub));
}

TEST_F(WebSubChoiceTest, WhereOneDeniesTheNextIsAsked) {
    hubs_ = {hub_url, second_hub};
    begin();
    confirm("subscribe", feed_url);
    const auto old = subscription();
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    go(10s);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub));
    EXPECT_NE(subscription().token, old.token);
    EXPECT_EQ(confirm("subscribe", feed_url, "60", old.token).status, 404U);
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
}

TEST_F(WebSubChoiceTest, WhereOneNeverAsksBackTheNextIsAsked) {
    hubs_ = {hub_url, second_hub};
    begin();
    go(23h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url));
    go(2h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub));
}

TEST_F(WebSubChoiceTest, WhereOneNeverAsksBackTheNextIsAskedAcrossARestartAsWell) {
    hubs_ = {hub_url, second_hub};
    begin();
    go(13h);
    begin();
    guids_.emplace_back("b");
    go(13h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub));
}

TEST_F(WebSubChoiceTest, AHubWhoseLeaseRunsMayThinkAgain) {
    hubs_ = {hub_url, second_hub};
    begin();
    confirm("subscribe", feed_url, "86400");
    hub_status_ = 503;
    while (hub_asked_.size() < 2) go(10min);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, hub_url));
    go_on(48h);
    EXPECT_EQ(hub_asked_.back().url, second_hub);
}

TEST_F(WebSubChoiceTest, WhereAllHaveFailedDocumentsMakeNoneDueBeforeItsTime) {
    hubs_ = {hub_url, third_hub};
    hub_status_ = 404;
    begin();
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    go_on(2h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, third_hub));
    hub_status_ = 202;
    for (int day = 0; day < 6; ++day) {
        guids_.push_back("day " + std::to_string(day));
        go_on(24h);
    }
    EXPECT_EQ(hub_asked_.size(), 2U);
    go_on(24h);
    guids_.emplace_back("a week later");
    go_on(24h);
    EXPECT_THAT(asked_hubs(), testing::Contains(hub_url).Times(2));
}

TEST_F(WebSubChoiceTest, AHubThatHasDeniedRestsAcrossARestartAsWell) {
    hubs_ = {hub_url, second_hub};
    hub_status_ = 404;
    begin();
    EXPECT_EQ(confirm("denied", feed_url).status, 200U);
    begin();
    guids_.emplace_back("b");
    go_on(5h);
    EXPECT_THAT(asked_hubs(), testing::ElementsAre(hub_url, second_hub, hub_url)) << "that it refused is not known";
    guids_.emplace_back("c");
    go_on(5h);
    EXPECT_EQ(hub_asked_.size(), 3U);
}

TEST_F(WebSubChoiceTest, AHubThatRefusesToRenewGivesWayWhenItsLeaseHasEnded) {
    hubs_ = {hub_url, "http://second.example/"};
    begin();
    confirm("subscribe", feed_url, "172800");
    hub_status_ = 403;
    go_on(72h);
    ASSERT_GE(hub_asked_.size(), 3U);
    EXPECT_EQ(hub_asked_[1].url, hub_url) << "while the lease runs it may think again";
    EXPECT_EQ(hub_asked_.back().url, "http://second.example/");
}

TEST_F(WebSubChoiceTest, AFeedThatNamesOtherHubsWithoutEndHasFewOfThemAsked) {
    begin();
    hub_status_ = 403;
    for (int poll = 0; poll < 24; ++poll) {
        const auto failed = hub_asked_.empty() ? hub_url : hub_asked_.back().url;
        hubs_ = {failed};
        for (int i = 0; i < 6; ++i) hubs_.push_back("http://victim" + std::to_string(10 * poll + i) + ".example/");
        guids_.push_back(std::to_string(poll));
        go(1h);
    }
    EXPECT_LE(hub_asked_.size(), 16U);
}

TEST_F(WebSubChoiceTest, AnAddressThatIsAnotherInEachDocumentIsFollowedOnceADay) {
    begin();
    confirm("subscribe", feed_url);
    for (int poll = 0; poll < 24; ++poll) {
        self_ = feed_url + "?" + std::to_string(poll);
        guids_.push_back(self_);
        go(1h);
    }
    EXPECT_EQ(hub_asked_.size(), 2U) << "the first is believed";
    go_on(48h);
    EXPECT_LE(hub_asked_.size(), 4U);
}

TEST_F(WebSubChoiceTest, AFeedThatNamesNoneAnyLongerLetsItsLeaseRunOut) {
    begin();
    confirm("subscribe", feed_url, "172800");
    hubs_.clear();
    guids_ = {"a", "b"};
    go_on(6h);
    EXPECT_EQ(deliver(rss_of({"c"}), subscription().secret), 202U) << "until then";
    go_on(30h);
    stop();
    begin();
    go_on(72h);
    EXPECT_EQ(hub_asked_.size(), 1U) << "nor does the next process renew it, whose first polls bring nothing new";
    hubs_ = {hub_url};
    guids_ = {"a", "b", "d"};
    for (int hour = 0; hour < 48 && hub_asked_.size() < 2; ++hour) go(1h);
    EXPECT_EQ(hub_asked_.size(), 2U) << "it does again";
    EXPECT_EQ(confirm("subscribe", feed_url).status, 200U);
}

}  // namespace
}  // namespace broadsheet::tests
