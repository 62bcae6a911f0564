#include "feeds/time.hpp"
#include "tests/cli/status_fixture.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(Status, ShowsEveryFeedInOneLine) {
    fill();
    const Outcome outcome = run("status -c feeds.toml");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(lines_of(outcome.out), 3U) << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("2023-11-14T22:13:20Z  2023-11-14T23:13:20Z  backoff     503"));
    EXPECT_THAT(outcome.out, HasSubstr("the server is busy (3 times)"));
    EXPECT_THAT(outcome.out, HasSubstr("never"));
    EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos);
}

TEST_F(Status, SpeaksJson) {
    fill();
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("url").as_string(), "https://a.example/");
    EXPECT_EQ(rows[0].at("status").to_number<int>(), 503);
    EXPECT_EQ(rows[0].at("error_class").as_string(), "unavailable");
    EXPECT_EQ(rows[0].at("last_poll").as_string(), "2023-11-14T22:13:20Z");
    EXPECT_TRUE(rows[1].at("last_poll").is_null());
}

TEST_F(Status, ShowsWhatBecameOfFeeds) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        const auto id = store->reader().value()->feed("https://a.example/").value().id;
        store->writer().value()->move_feed(id, "https://c.example/", store::Timestamp(std::chrono::seconds(0))).value();
    }
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("\n1970-01-01T00:00:00Z  A\uFFFD[2J: moved: its address"));
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_EQ(rows[0].at("events").at(0).at("kind").as_string(), "moved");
    EXPECT_TRUE(rows[1].at("events").as_array().empty());
}

TEST_F(Status, ShowsTheLatestEventsAndLeavesNoneOutOfTheJson) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        auto writer = store->writer().value();
        for (const char* url : {"https://a.example/", "https://b.example/"}) {
            store::FetchRecord record;
            record.feed = store->reader().value()->feed(url).value().id;
            record.events.assign(15, {record.time, "denied", "no"});
            ASSERT_TRUE(writer->record_fetch(record));
        }
    }
    EXPECT_EQ(lines_of(run("status -c feeds.toml").out), 3U + 1U + 20U);
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    ASSERT_EQ(rows.size(), 2U);
    for (const auto& row : rows) EXPECT_EQ(row.at("events").as_array().size(), 15U) << row.at("url");
}

TEST_F(Status, ShowsWhereTlsIsNotVerified) {
    fill();
    write("feeds.toml",
          "[daemon]\ndatabase = \"store.db\"\n[[feeds]]\nurl = \"https://a.example/\"\n[[feeds]]\nurl = "
          "\"https://b.example/\"\ntls_verify = false\n");
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("TLS not verified"));
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_TRUE(rows[0].at("tls_verify").as_bool());
    EXPECT_FALSE(rows[1].at("tls_verify").as_bool());
    EXPECT_EQ(rows[1].at("address").as_string(), "https://b.example/");
}

TEST_F(Status, AHostThatWantsToBeLeftAloneMovesTheNextPollOfAllItsFeeds) {
    fill();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto until = now + std::chrono::days(5);
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.state = store->reader().value()->feed("https://a.example/").value().state;
        record.hold = store::HostHold{"a.example", until};
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    const auto why = run("why https://a.example/ -c feeds.toml").out;
    EXPECT_THAT(why, HasSubstr("next poll  " + feeds::to_rfc3339(until) + ", because of host-hold\n"));
    EXPECT_THAT(why, HasSubstr("host-hold *"));
    EXPECT_THAT(run("why B -c feeds.toml").out, HasSubstr("next poll  at once"));
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        ASSERT_TRUE(store->writer().value()->sync_config(
            {{}, {{"https://a.example/", "A", {}, 0}, {"https://a.example/new", "New", {}, 0}}}, {}));
    }
    EXPECT_THAT(run("why New -c feeds.toml").out,
                HasSubstr("because of host-hold: its server wants to be left alone, as it told this feed or another\n"))
        << "and has no bounds";
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_EQ(rows[0].at("next_poll").as_string(), feeds::to_rfc3339(until));
    EXPECT_EQ(rows[0].at("schedule_reason").as_string(), "host-hold");
}

TEST_F(Status, WhatIsDueInAnHourToSkipIsPolledAtItsEnd) {
    fill();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto this_hour = std::chrono::floor<std::chrono::hours>(now);
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.state = store->reader().value()->feed("https://a.example/").value().state;
        // An hour on either side, should this one end meanwhile.
        const auto hour = (this_hour - std::chrono::floor<std::chrono::days>(now)) / std::chrono::hours(1);
        record.state.hints.skip_hours = {static_cast<int>(hour), static_cast<int>((hour + 1) % 24)};
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    const auto why = run("why https://a.example/ -c feeds.toml").out;
    EXPECT_THAT(why, HasSubstr("next poll  " + feeds::to_rfc3339(this_hour + std::chrono::hours(2)) +
                               ", because of skip-hours\n"));
    EXPECT_THAT(why, HasSubstr("skip-hours *"));
}

TEST_F(Status, AHoldMeansNothingToAFeedThatIsPolledAsAnother) {
    fill();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.state.retired = now;
        record.state.schedule_reason = store::Standing::duplicate;
        record.state.move.to = "https://a.example/new";
        record.hold = store::HostHold{"a.example", now + std::chrono::days(1)};
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    EXPECT_THAT(run("why https://a.example/ -c feeds.toml").out, HasSubstr("another feed is polled at"));
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_TRUE(rows[0].at("next_poll").is_null());
    EXPECT_EQ(rows[0].at("schedule_reason").as_string(), "duplicate");
}

TEST_F(Status, BoundsMeanNothingToAFeedThatIsNoLongerPolled) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        const auto feed = store->reader().value()->feed("https://a.example/").value();
        record.feed = feed.id;
        record.state = feed.state;
        record.state.retired = record.time = store::Timestamp(std::chrono::seconds(1'700'000'000));
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("  never      -           503"));
    EXPECT_THAT(run("why https://a.example/ -c feeds.toml").out,
                AllOf(HasSubstr("next poll  never: it is gone for good"), Not(HasSubstr("BOUND"))));
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        ASSERT_TRUE(store->writer().value()->sync_config({{}, {}}, {}));
    }
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("  detached   -           503"));
    EXPECT_THAT(run("why https://a.example/ -c feeds.toml").out,
                AllOf(HasSubstr("next poll  never: it is no longer in the config"), Not(HasSubstr("BOUND"))));
}

TEST_F(Status, BackupCopiesTheStoreOnceAndNeverOverAFile) {
    fill();
    EXPECT_EQ(run("backup -c feeds.toml copy.db").status, 0);
    EXPECT_EQ(store::open_store(path("copy.db"), store::OpenMode::read_only)
                  .value()
                  ->reader()
                  .value()
                  ->feeds()
                  .value()
                  .size(),
              2U);
    const Outcome again = run("backup -c feeds.toml copy.db");
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.err, HasSubstr("copy.db"));
}

}  // namespace
}  // namespace broadsheet::cli
