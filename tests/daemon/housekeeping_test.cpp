#include "daemon/housekeeping.hpp"

#include "tests/daemon/watched_store.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using tests::fetched;
using tests::incoming;
using tests::run_coroutine;

const store::Timestamp noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);
const std::string url = "https://first.example/feed.xml";

/// Served documents are known to be old by their versions.
class HousekeepingTest : public testing::Test {
protected:
    HousekeepingTest() {
        temp_.writer()
            .sync_config({{{"world", "World"}, {"tech", "Tech"}}, {{url, "First", {"world", "tech"}, 0}}}, noon)
            .value();
    }

    void store(int count, const std::vector<std::string>& sections) {
        std::vector<store::IncomingArticle> entries;
        for (int number = 0; number < count; ++number) {
            entries.push_back(incoming("urn:" + std::to_string(number), "Number " + std::to_string(number), sections));
            entries.back().article.published = noon - std::chrono::minutes(number);
        }
        temp_.writer().record_fetch(fetched(temp_.feed_id(url), noon, entries)).value();
    }

    Result<void> keep_nothing_of(const std::string& section) {
        temp_.release_writer();
        service_.start().value();
        const store::Retention nothing{{{section, noon + std::chrono::hours(1), 0}}, {}};
        return run_coroutine(context_, prune(service_, versions_, nothing, noon));
    }

    tests::TempStore temp_;
    tests::Watch watch_;
    tests::WatchedStore watched_{temp_.store(), watch_};
    boost::asio::io_context context_;
    StoreService service_{watched_, StoreServiceOptions()};
    SectionVersions versions_;
};

TEST_F(HousekeepingTest, ASectionThatLosesWhatAnotherKeepsIsServedAnew) {
    store(3, {"world", "tech"});
    const auto all = versions_.all();
    keep_nothing_of("world").value();
    EXPECT_GT(versions_.of("world"), 0U);
    EXPECT_EQ(versions_.of("tech"), 0U) << "which shows what it showed";
    EXPECT_GT(versions_.all(), all);
}

TEST_F(HousekeepingTest, WhatABatchHasChangedIsServedAnewThoughTheNextOneFails) {
    store(700, {"world"});
    watch_.batches = 1;
    EXPECT_FALSE(keep_nothing_of("world"));
    EXPECT_LT(temp_.reader().stats().value().articles, 700U);
    EXPECT_GT(versions_.of("world"), 0U);
}

TEST(RetentionTest, SectionsKeepWhatTheySayAndFeedsThatSayOtherwiseWhatThey) {
    config::Config config;
    config.store.retention = std::chrono::hours(24 * 90);
    config.store.max_articles = 1000;
    config.sections.resize(2);
    config.sections[0].id = "world";
    config.sections[1].id = "archive";
    config.sections[1].retention.emplace();  // forever
    config.feeds.resize(3);
    config.feeds[0].url = url;
    config.feeds[0].retention = std::chrono::hours(24);
    config.feeds[1].url = "https://kept.example/feed";
    config.feeds[1].retention.emplace();
    const auto retention = retention_at(config, noon);
    ASSERT_EQ(retention.sections.size(), 3U);
    EXPECT_EQ(retention.sections[0].before, noon - std::chrono::hours(24 * 90));
    EXPECT_EQ(retention.sections[0].max_articles, 1000U);
    EXPECT_EQ(retention.sections[1].before, std::nullopt);
    EXPECT_EQ(retention.sections[2].section, "");
    EXPECT_EQ(retention.sections[2].max_articles, 0U);
    ASSERT_EQ(retention.feeds.size(), 2U) << "the third is its sections' matter";
    EXPECT_EQ(retention.feeds[0].feed, url);
    EXPECT_EQ(retention.feeds[0].before, noon - std::chrono::hours(24));
    EXPECT_EQ(retention.feeds[1].before, std::nullopt);
}

TEST_F(HousekeepingTest, NothingToDoLeavesWhatIsServed) {
    store(3, {"tech"});
    const auto all = versions_.all();
    keep_nothing_of("world").value();
    EXPECT_EQ(versions_.all(), all);
}

}  // namespace
}  // namespace broadsheet
