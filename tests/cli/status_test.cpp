#include "store/store.hpp"
#include "tests/cli/program.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;

class Status : public Program {
protected:
    /// A store with one feed that failed and one that was never polled.
    void fill() {
        write("feeds.toml",
              "[daemon]\ndatabase = \"store.db\"\n[[feeds]]\nurl = \"https://a.example/\"\n[[feeds]]\nurl = "
              "\"https://b.example/\"\n");
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        auto writer = store->writer().value();
        const auto now = store::Timestamp(std::chrono::seconds(1'700'000'000));
        ASSERT_TRUE(writer->sync_config(
            {}, {{"https://a.example/", "A\x1b[2J", {}, 0}, {"https://b.example/", "B", {}, 0}}, now));
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.time = now;
        record.state.last_poll = now;
        record.state.next_poll = now + std::chrono::hours(1);
        record.state.status = 503;
        record.state.error_class = "unavailable";
        record.state.error = "the server is busy";
        record.state.error_count = 3;
        ASSERT_TRUE(writer->record_fetch(record));
    }
};

TEST_F(Status, ShowsEveryFeedInOneLine) {
    fill();
    const Outcome outcome = run("status -c feeds.toml");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(lines_of(outcome.out), 3U) << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("2023-11-14T22:13:20Z  2023-11-14T23:13:20Z  503"));
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
