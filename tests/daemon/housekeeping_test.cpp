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
            .sync_config({{"world", "World"}, {"tech", "Tech"}}, {{url, "First", {"world", "tech"}, 0}}, noon)
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
        std::vector<store::RetentionRule> rules(1);
        rules.front().section = section;
        rules.front().before = noon + std::chrono::hours(1);
        return run_coroutine(context_, prune(service_, versions_, rules, noon));
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

TEST_F(HousekeepingTest, NothingToDoLeavesWhatIsServed) {
    store(3, {"tech"});
    const auto all = versions_.all();
    keep_nothing_of("world").value();
    EXPECT_EQ(versions_.all(), all);
}

}  // namespace
}  // namespace broadsheet
