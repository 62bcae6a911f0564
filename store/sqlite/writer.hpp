#pragma once
// The Writer over one connection: transactions and savepoints around what ingest, sync and prune do.

#include "store/sqlite/connection.hpp"
#include "store/sqlite/lock_file.hpp"
#include "store/sqlite/story_placing.hpp"
#include "store/store.hpp"

namespace broadsheet::store::sqlite {

class SqliteWriter final : public Writer {
public:
    SqliteWriter(std::string path, Connection connection, LockFile lock);

    Result<void> begin() override;
    Result<void> begin_relaxed() override;
    void spare_savepoints() override { bare_ = true; }
    Result<void> commit() override;
    void rollback() noexcept override;
    Result<void> sync_config(const ConfigSpec& config, Timestamp now) override;
    Result<IngestReport> record_fetch(const FetchRecord& record) override;
    Result<void> reschedule(const std::vector<FeedSchedule>& schedules) override;
    Result<void> move_feed(FeedId feed, const std::string& address, Timestamp now) override;
    Result<void> hold(const HostHold& hold) override;
    Result<void> save_subscription(const Subscription& subscription) override;
    Result<PushId> keep_push(const Push& push) override;
    Result<void> drop_push(PushId id) override;
    Result<void> recall_stories() override;
    Result<void> change_story(const StoryOrder& order, Timestamp now) override;
    Result<IngestReport> carry_out_orders(Timestamp now) override;
    Result<PruneReport> prune(const Retention& retention, std::uint32_t limit, Timestamp now) override;
    Result<void> checkpoint() override;

private:
    /// Runs `work` in a transaction, or in a savepoint of the group's, or in a group that does without.
    template <class T, class Work>
    Result<T> apart(Work work);
    Result<IngestReport> record_state(const FetchRecord& record);
    template <class T, class Work>
    Result<T> bare(Work work);
    void end_group();
    [[nodiscard]] Result<void> check() const;
    Result<void> begin_with(bool relaxed);
    void set_relaxed(bool relaxed);

    std::string path_;
    LockFile lock_;
    Connection connection_;
    StoryPlacing stories_;
    std::optional<Transaction> group_;
    bool relaxed_ = false;
    bool bare_ = false;     ///< the group's calls stand in no savepoints
    bool spoiled_ = false;  ///< … and one of them has left half of its work
};

}  // namespace broadsheet::store::sqlite
