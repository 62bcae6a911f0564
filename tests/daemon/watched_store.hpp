#pragma once
// A store that tells how it is used, and can be made to wait and to fail.

#include "store/store.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::tests {

/// What the tests look at: how often the writer committed, and a gate that holds its next group back.
struct Watch {
    std::atomic<int> commits = 0;
    std::atomic<int> relaxed = 0;
    std::atomic<bool> full = false;  // and takes in no poll and nothing of a hub
    std::atomic<bool> refuses_subscriptions = false;
    std::atomic<int> batches = 1'000;  // of pruning that are done, all later ones fail
    std::mutex mutex;
    std::condition_variable changed;
    bool shut = false;
    bool at_the_gate = false;

    void pass() {
        std::unique_lock lock(mutex);
        at_the_gate = true;
        changed.notify_all();
        changed.wait(lock, [this] { return !shut; });
        at_the_gate = false;
    }
    void shut_gate() {
        const std::lock_guard lock(mutex);
        shut = true;
    }
    void open_gate() {
        const std::lock_guard lock(mutex);
        shut = false;
        changed.notify_all();
    }
    bool is_waited_at() {
        const std::lock_guard lock(mutex);
        return shut && at_the_gate;
    }
    void wait_for_arrival() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return at_the_gate; });
    }
};

class WatchedWriter final : public store::Writer {
public:
    WatchedWriter(std::unique_ptr<store::Writer> inner, Watch& watch) : inner_(std::move(inner)), watch_(watch) {}
    Result<void> begin() override {
        watch_.pass();
        return inner_->begin();
    }
    Result<void> begin_relaxed() override {
        ++watch_.relaxed;
        watch_.pass();
        return inner_->begin_relaxed();
    }
    void spare_savepoints() override { inner_->spare_savepoints(); }
    Result<void> commit() override {
        ++watch_.commits;
        return inner_->commit();
    }
    void rollback() noexcept override { inner_->rollback(); }
    Result<void> sync_config(const store::ConfigSpec& config, store::Timestamp now) override {
        return inner_->sync_config(config, now);
    }
    Result<store::IngestReport> record_fetch(const store::FetchRecord& record) override {
        if (watch_.full) return fail(ErrorCode::unavailable, "the disk is full");
        return inner_->record_fetch(record);
    }
    Result<void> reschedule(const std::vector<store::FeedSchedule>& schedules) override {
        return inner_->reschedule(schedules);
    }
    Result<void> move_feed(store::FeedId feed, const std::string& address, store::Timestamp now) override {
        return inner_->move_feed(feed, address, now);
    }
    Result<void> hold(const store::HostHold& hold) override { return inner_->hold(hold); }
    Result<void> save_subscription(const store::Subscription& s) override {
        if (watch_.refuses_subscriptions) return fail(ErrorCode::unavailable, "the disk is full");
        return inner_->save_subscription(s);
    }
    Result<store::PushId> keep_push(const store::Push& push) override {
        if (watch_.full) return fail(ErrorCode::unavailable, "the disk is full");
        return inner_->keep_push(push);
    }
    Result<void> drop_push(store::PushId id) override { return inner_->drop_push(id); }
    Result<void> recall_stories() override { return inner_->recall_stories(); }
    Result<void> change_story(const store::StoryOrder& order, store::Timestamp t) override {
        return inner_->change_story(order, t);
    }
    Result<store::IngestReport> carry_out_orders(store::Timestamp t) override { return inner_->carry_out_orders(t); }
    Result<store::PruneReport> prune(const store::Retention& retention, std::uint32_t limit,
                                     store::Timestamp t) override {
        if (watch_.batches-- <= 0) return fail(ErrorCode::unavailable, "the disk is full");
        return limit == 0 ? throw std::runtime_error("a limit of nothing") : inner_->prune(retention, limit, t);
    }
    Result<void> checkpoint() override { return inner_->checkpoint(); }

private:
    std::unique_ptr<store::Writer> inner_;
    Watch& watch_;
};

class WatchedStore final : public store::Store {
public:
    WatchedStore(store::Store& inner, Watch& watch) : inner_(inner), watch_(watch) {}
    Result<std::unique_ptr<store::Writer>> writer() override {
        auto writer = inner_.writer();
        if (!writer) return writer.error();
        return std::make_unique<WatchedWriter>(std::move(*writer), watch_);
    }
    Result<std::unique_ptr<store::Reader>> reader() override { return inner_.reader(); }
    Result<std::int64_t> leave_order(const store::StoryOrder& order, store::Timestamp t) override {
        return inner_.leave_order(order, t);
    }

private:
    store::Store& inner_;
    Watch& watch_;
};

}  // namespace broadsheet::tests
