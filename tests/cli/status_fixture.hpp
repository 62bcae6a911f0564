#pragma once
// A store with two feeds, for the subcommands that tell of them.

#include "store/store.hpp"
#include "tests/cli/program.hpp"

namespace broadsheet::cli {

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
            {{}, {{"https://a.example/", "A\x1b[2J", {}, 0}, {"https://b.example/", "B", {}, 0}}}, now));
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.time = now;
        record.state.last_poll = now;
        record.state.next_poll = now + std::chrono::hours(1);
        record.state.status = 503;
        record.state.error_class = "unavailable";
        record.state.error = "the server is busy";
        record.state.error_count = 3;
        record.state.schedule_reason = feeds::Bound::backoff;
        record.state.bounds = {{feeds::Bound::interval, std::chrono::minutes(10)},
                               {feeds::Bound::backoff, std::chrono::minutes(58)},
                               {feeds::Bound::jitter, std::chrono::minutes(2)}};
        ASSERT_TRUE(writer->record_fetch(record));
    }
};

}  // namespace broadsheet::cli
