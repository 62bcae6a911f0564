#include "daemon/flight_log.hpp"

#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace broadsheet {
namespace {

using store::FeedId;
using Feeds = std::vector<FeedId>;

constexpr FeedId first{1};
constexpr FeedId second{2};

class FlightLogTest : public ::testing::Test {
protected:
    [[nodiscard]] FlightLog open() const { return FlightLog::open(path_).value(); }

    /// What a process has in flight that is killed.
    void die_with(const Feeds& feeds) const {
        const auto die = [&] {
            auto log = open();
            for (const FeedId feed : feeds) log.begin(feed);
            std::raise(SIGKILL);
        };
        EXPECT_EXIT(die(), ::testing::KilledBySignal(SIGKILL), "");
    }

    tests::TempFolder folder_;
    std::string path_ = folder_.file("store.db.flights");
};

TEST_F(FlightLogTest, TellsTheNextProcessWhatThisOneDiesWith) {
    die_with({first, second});
    auto log = open();
    auto cut_off = log.take_cut_off();
    std::sort(cut_off.begin(), cut_off.end());
    EXPECT_EQ(cut_off, (Feeds{first, second}));
    EXPECT_EQ(log.crashes(first), 1U);
    EXPECT_EQ(log.crashes(FeedId{3}), 0U);
}

TEST_F(FlightLogTest, CountsOnUntilThereIsAnEnd) {
    die_with({first, second});
    die_with({first});
    {
        auto log = open();
        EXPECT_EQ(log.take_cut_off(), Feeds{first});
        EXPECT_EQ(log.take_cut_off(), Feeds{});
        EXPECT_EQ(log.crashes(first), 2U);
        EXPECT_EQ(log.crashes(second), 1U);
    }
    auto log = open();
    EXPECT_EQ(log.take_cut_off(), Feeds{}) << "the last process ended in order";
    EXPECT_EQ(log.crashes(first), 2U);
    log.begin(first);
    log.end(first);
    EXPECT_EQ(log.crashes(first), 0U);
    log = FlightLog();
    EXPECT_EQ(open().crashes(first), 0U);
    EXPECT_EQ(open().crashes(second), 1U);
}

TEST_F(FlightLogTest, WhatIsInFlightAtAnOrderlyEndIsNoCrash) {
    {
        auto log = open();
        log.begin(first);
    }
    EXPECT_EQ(open().take_cut_off(), Feeds{});
    EXPECT_EQ(open().crashes(first), 0U);
}

TEST_F(FlightLogTest, TakesDownAsManyAsThereIsRoomForAgainAndAgain) {
    Feeds feeds;
    for (std::int64_t number = 1; number <= 5'000; ++number) feeds.push_back(FeedId{number});
    {
        auto log = open();
        for (const FeedId feed : feeds) log.begin(feed);
        for (const FeedId feed : feeds) log.end(feed);
    }
    feeds.erase(feeds.begin(), feeds.begin() + 1'000);
    die_with(feeds);
    EXPECT_EQ(open().take_cut_off().size(), 4'000U);
}

TEST_F(FlightLogTest, AForeignFileIsAnEmptyOne) {
    std::ofstream(path_) << std::string(200'000, '\x7f');
    die_with({first});
    EXPECT_EQ(open().take_cut_off(), Feeds{first});
}

TEST_F(FlightLogTest, SaysWhyThereCanBeNone) {
    std::filesystem::create_directory(path_);
    const auto log = FlightLog::open(path_);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code(), ErrorCode::unavailable);
    EXPECT_EQ(log.error().detail(), path_ + ": Is a directory");
}

TEST_F(FlightLogTest, OneWithoutAFileKnowsNothing) {
    FlightLog log;
    log.begin(first);
    EXPECT_EQ(log.crashes(first), 0U);
    log.end(first);
}

}  // namespace
}  // namespace broadsheet
