// The health of feeds, as its page and its JSON say it.

#include "daemon/views.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using testing::ElementsAre;

feeds::Timestamp at(std::int64_t seconds) {
    return feeds::Timestamp(std::chrono::seconds(seconds));
}

store::FeedRecord health(const std::string& title, unsigned errors, bool detached) {
    store::FeedRecord feed;
    feed.title = title;
    feed.url = "https://" + title + ".example/feed";
    feed.sections = {"sea", "land"};
    feed.state.error_count = errors;
    if (errors > 0) feed.state.error = "it is down";
    feed.state.last_poll = at(1'790'000'000);
    feed.detached = detached;
    return feed;
}

TEST(StatusView, PutsTroubleFirstAndWhatIsDetachedLast) {
    const auto status = status_view({health("gone", 0, true), health("fine", 0, false), health("down", 3, false)}, {});
    std::vector<std::string> titles;
    for (const auto& row : status.rows) titles.push_back(row.title);
    EXPECT_THAT(titles, ElementsAre("down", "fine", "gone"));
    EXPECT_EQ(status.rows[0].error, "it is down");
    EXPECT_EQ(status.rows[0].sections, "sea, land");
    EXPECT_EQ(status.rows[0].last_poll, "2026-09-21T14:13:20Z");
    EXPECT_EQ(status.rows[0].next_poll, "");
}

TEST(StatusView, SaysWhichFeedsFail) {
    auto retired = health("retired", 2, false);
    retired.state.retired = at(1'790'000'000);
    auto excused = health("excused", 0, false);
    excused.state.error = "our own connection was down";
    const auto status = status_view(
        {excused, health("removed", 3, true), health("down", 3, false), retired, health("fine", 0, false)}, {});
    std::vector<std::string> titles;
    std::vector<std::string> failing;
    for (const auto& row : status.rows) {
        titles.push_back(row.title);
        if (row.failing) failing.push_back(row.title);
    }
    EXPECT_THAT(titles, ElementsAre("down", "retired", "excused", "fine", "removed"));
    EXPECT_THAT(failing, ElementsAre("down"));
    EXPECT_TRUE(status.rows[1].retired);
}

TEST(StatusJson, SaysOfEachFeedWhatThePageSays) {
    store::Stats stats;
    stats.articles = 12;
    const auto document =
        boost::json::parse(status_json({health("down", 3, false)}, stats, {}, "disk full")).as_object();
    EXPECT_EQ(document.at("articles").to_number<int>(), 12);
    EXPECT_EQ(document.at("store_fault").as_string(), "disk full");
    const auto& feed = document.at("feeds").as_array().at(0).as_object();
    EXPECT_EQ(feed.at("url").as_string(), "https://down.example/feed");
    EXPECT_EQ(feed.at("error_count").to_number<int>(), 3);
    EXPECT_EQ(feed.at("error").as_string(), "it is down");
    EXPECT_EQ(feed.at("last_poll").as_string(), "2026-09-21T14:13:20Z");
    EXPECT_TRUE(feed.at("next_poll").is_null());
    auto detached = health("gone", 0, true);
    detached.state.next_poll = at(1'790'000'000);
    EXPECT_TRUE(boost::json::parse(status_json({detached}, stats, {}, "")).at("feeds").at(0).at("next_poll").is_null());
}

}  // namespace
}  // namespace broadsheet
