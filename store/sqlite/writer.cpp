#include "store/sqlite/writer.hpp"

#include "store/sqlite/event_rows.hpp"
#include "store/sqlite/feed_rows.hpp"
#include "store/sqlite/ingest.hpp"
#include "store/sqlite/prune.hpp"
#include "store/sqlite/push_rows.hpp"
#include "store/sqlite/story_orders.hpp"
#include "store/sqlite/sync.hpp"

namespace broadsheet::store::sqlite {

namespace {

/// Of calls that found that they cannot be done, before they did any of it.
bool is_refusal(ErrorCode code) {
    return code == ErrorCode::not_found || code == ErrorCode::conflict || code == ErrorCode::invalid;
}

/// What stories know in memory goes with what a call had written, also when it throws. After a mere refusal it stays,
/// for the next fetch would have to read it all again.
class StoryMemory {
public:
    StoryMemory(StoryPlacing& stories, const Connection& connection)
        : stories_(stories), connection_(connection), before_(connection.total_changes()) {}
    ~StoryMemory() {
        if (!stands_) stories_.forget();
    }
    StoryMemory(const StoryMemory&) = delete;
    StoryMemory& operator=(const StoryMemory&) = delete;

    template <class T>
    void call_ended(const Result<T>& result) {
        stands_ = result || (is_refusal(result.error().code()) && connection_.total_changes() == before_);
    }

private:
    StoryPlacing& stories_;
    const Connection& connection_;
    std::int64_t before_;
    bool stands_ = false;
};

}  // namespace

SqliteWriter::SqliteWriter(std::string path, Connection connection, LockFile lock)
    : path_(std::move(path)), lock_(std::move(lock)), connection_(std::move(connection)), stories_(connection_) {}

Result<void> SqliteWriter::check() const {
    if (connection_.lost_a_sync()) {
        return fail(ErrorCode::unavailable,
                    "store " + path_ +
                        ": the disk lost a write (fsync failed); nothing more is written"
                        " until broadsheet is restarted, which reads back what is really there");
    }
    if (group_ && !connection_.in_transaction()) {
        return fail(ErrorCode::unavailable,
                    "store " + path_ + ": the transaction was undone by an earlier error in it");
    }
    if (spoiled_) return fail(ErrorCode::conflict, "store " + path_ + ": another call of the group has failed");
    if (!group_ && connection_.file_moved()) {
        return fail(ErrorCode::unavailable, "store " + path_ +
                                                ": the file was moved or removed while in use; put it back, or"
                                                " restart broadsheet to begin anew");
    }
    return {};
}

Result<void> SqliteWriter::begin() {
    return begin_with(false);
}
Result<void> SqliteWriter::begin_relaxed() {
    return begin_with(true);
}

Result<void> SqliteWriter::begin_with(bool relaxed) {
    if (group_) return fail(ErrorCode::internal, "store " + path_ + ": begin() inside a transaction");
    if (auto checked = check(); !checked) return checked;
    set_relaxed(relaxed);
    group_.emplace(connection_);
    auto begun = connection_.status();
    if (!begun) group_.reset();
    return begun;
}

void SqliteWriter::set_relaxed(bool relaxed) {
    if (relaxed == relaxed_) return;
    // The log is written in order and synced by the next full commit, so a relaxed one is lost whole or not at all.
    connection_.script(relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
    relaxed_ = relaxed;
}

Result<void> SqliteWriter::commit() {
    if (!group_) return fail(ErrorCode::internal, "store " + path_ + ": commit() outside a transaction");
    auto checked = check();
    auto done = checked ? group_->commit() : checked;
    if (!done) stories_.forget();
    end_group();
    return done;
}

void SqliteWriter::rollback() noexcept {
    stories_.forget();
    end_group();
}

void SqliteWriter::end_group() {
    group_.reset();
    bare_ = false;
    spoiled_ = false;
}

template <class T, class Work>
Result<T> SqliteWriter::apart(Work work) {
    if (auto checked = check(); !checked) return checked.error();
    if (bare_) return bare<T>(std::move(work));
    if (!group_) set_relaxed(false);
    Transaction transaction(connection_);
    if (auto begun = connection_.status(); !begun) return begun.error();
    StoryMemory memory(stories_, connection_);
    Result<T> result = work();
    if (result) {
        if (auto done = transaction.commit(); !done) result = done.error();
    }
    memory.call_ended(result);
    return result;
}

template <class T, class Work>
Result<T> SqliteWriter::bare(Work work) {
    const std::int64_t before = connection_.total_changes();
    spoiled_ = true;  // should it throw
    StoryMemory memory(stories_, connection_);
    Result<T> result = work();
    if (auto status = connection_.status(); result && !status) result = status.error();
    spoiled_ = !result && connection_.total_changes() != before;
    memory.call_ended(result);
    return result;
}

Result<void> SqliteWriter::sync_config(const ConfigSpec& config, Timestamp now) {
    return apart<void>([&] {
        auto synced = sync(connection_, config.sections, config.feeds, now);
        if (synced) stories_.use(config.stories, now);
        return synced ? connection_.status() : synced;
    });
}

Result<IngestReport> SqliteWriter::record_fetch(const FetchRecord& record) {
    const bool state_alone =
        !record.document && record.articles.empty() && record.events.empty() && !record.hold && !record.push;
    if (group_ && state_alone) return record_state(record);
    return apart<IngestReport>([&] {
        auto report = ingest(connection_, stories_, record);
        if (!report) return report;
        write_events(connection_, record.feed, record.events);
        if (record.hold) write_hold(connection_, *record.hold);
        if (record.push) sqlite::drop_push(connection_, *record.push);
        if (record.push_until && report->tells_anything()) trust_hub(connection_, record.feed, *record.push_until);
        if (auto status = connection_.status(); !status) return Result<IngestReport>(status.error());
        return report;
    });
}

/// What most polls come to: one statement, which leaves nothing behind when it fails and so needs no savepoint.
Result<IngestReport> SqliteWriter::record_state(const FetchRecord& record) {
    if (auto checked = check(); !checked) return checked.error();
    const auto feed = static_cast<std::int64_t>(record.feed);
    write_state(connection_, feed, record.state, 0, record.state.last_change);
    if (auto status = connection_.status(); !status) return status.error();
    if (connection_.changes() == 0) return unknown_feed(feed);
    return IngestReport();
}

Result<void> SqliteWriter::reschedule(const std::vector<FeedSchedule>& schedules) {
    return apart<void>([&] {
        for (const FeedSchedule& schedule : schedules) write_schedule(connection_, schedule);
        return connection_.status();
    });
}

Result<void> SqliteWriter::move_feed(FeedId feed, const std::string& address, Timestamp now) {
    return apart<void>([&] { return sqlite::move_feed(connection_, feed, address, now); });
}

Result<void> SqliteWriter::hold(const HostHold& hold) {
    return apart<void>([&] {
        write_hold(connection_, hold);
        return connection_.status();
    });
}

Result<void> SqliteWriter::save_subscription(const Subscription& subscription) {
    return apart<void>([&] { return sqlite::save_subscription(connection_, subscription); });
}

Result<PushId> SqliteWriter::keep_push(const Push& push) {
    return apart<PushId>([&] { return sqlite::keep_push(connection_, push); });
}

Result<void> SqliteWriter::drop_push(PushId id) {
    return apart<void>([&] {
        sqlite::drop_push(connection_, id);
        return connection_.status();
    });
}

Result<void> SqliteWriter::recall_stories() {
    return apart<void>([&] {
        stories_.recall();
        return connection_.status();
    });
}

Result<void> SqliteWriter::change_story(const StoryOrder& order, Timestamp now) {
    return apart<void>([&] {
        SectionLists sections(connection_);
        auto done = stories_.change(order, sections, now);
        static_cast<void>(sections.commit(now));
        return done;
    });
}

Result<IngestReport> SqliteWriter::carry_out_orders(Timestamp now) {
    return apart<IngestReport>([&]() -> Result<IngestReport> {
        SectionLists sections(connection_);
        for (const auto& [number, order] : waiting_orders(connection_)) {
            const auto done = stories_.change(order, sections, now);
            const bool impossible =
                !done && (done.error().code() == ErrorCode::not_found || done.error().code() == ErrorCode::invalid);
            if (!done && !impossible) return done.error();
            write_outcome(connection_, number, done ? std::string() : done.error().detail(), now);
        }
        IngestReport report;
        report.changed_sections = sections.commit(now);
        if (auto status = connection_.status(); !status) return status.error();
        return report;
    });
}

Result<PruneReport> SqliteWriter::prune(const Retention& retention, std::uint32_t limit, Timestamp now) {
    return apart<PruneReport>([&] { return sqlite::prune(connection_, retention, limit, now); });
}

Result<void> SqliteWriter::checkpoint() {
    if (auto checked = check(); !checked) return checked;
    connection_.run("PRAGMA wal_checkpoint(PASSIVE)");
    return connection_.status();
}

}  // namespace broadsheet::store::sqlite
