#pragma once
// The store for coroutines: the methods of store::Writer and store::Reader as awaitables. One thread owns the writer
// and commits in groups, a few more own a reader each. Any executor may await; each caller comes back on its own, whose
// context must live until stop() is through. A job is not cancellable: who awaits one gets its result.
//
// A caller is suspended until its job is done, so no queue is ever longer than its callers are many: that is what slows
// a poller down when the disk is slow.

#include "daemon/base/clock.hpp"
#include "daemon/base/metrics.hpp"
#include "store/store.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet {

struct StoreServiceOptions {
    unsigned readers = 2;
    /// Weight of the jobs in one transaction: 17 documents, or 170 polls that brought none. About half of the documents
    /// that may be under way at once (refresh.cpp), so that the others are read while these are written.
    std::size_t max_group = 170;
    std::chrono::milliseconds linger{20};  ///< that the first fetch of a group waits for others to share its commit
    Metrics* metrics = nullptr;            ///< counts here, where there is one; outlives the service
};

class StoreService {
public:
    /// `store` must outlive the service.
    explicit StoreService(store::Store& store, StoreServiceOptions options = {});
    /// As stop(), but blocks.
    ~StoreService();
    StoreService(const StoreService&) = delete;
    StoreService& operator=(const StoreService&) = delete;

    /// Opens writer and readers and starts their threads. Errors: those of Store::writer and Store::reader.
    [[nodiscard]] Result<void> start();
    /// Lets what was asked before come to its end, then closes. From now on every call answers unavailable.
    [[nodiscard]] awaitable<void> stop();

    // Reader. Errors as there, and unavailable when the service is not running.
    [[nodiscard]] awaitable<Result<std::vector<store::FeedRecord>>> feeds();
    [[nodiscard]] awaitable<Result<std::vector<store::PollingRecord>>> polling();
    [[nodiscard]] awaitable<Result<store::Page>> page(store::ArticleQuery query);
    [[nodiscard]] awaitable<Result<store::ArticleRecord>> article(store::ArticleId id);
    [[nodiscard]] awaitable<Result<std::vector<store::RevisionRecord>>> revisions(store::ArticleId id);
    [[nodiscard]] awaitable<Result<std::vector<store::EventRecord>>> events(std::uint32_t limit);
    [[nodiscard]] awaitable<Result<std::vector<store::HostHold>>> holds(store::Timestamp now);
    [[nodiscard]] awaitable<Result<std::vector<store::Subscription>>> subscriptions();
    [[nodiscard]] awaitable<Result<std::vector<store::KeptPush>>> pushes();
    [[nodiscard]] awaitable<Result<store::Push>> push(store::PushId id);
    [[nodiscard]] awaitable<Result<store::StoryRecord>> story(std::int64_t id);
    [[nodiscard]] awaitable<Result<store::Stats>> stats();

    // Writer. Durable when the caller comes back, but for record_fetch of a poll that brought no document, whose state
    // a power cut may set back.
    [[nodiscard]] awaitable<Result<void>> sync_config(store::ConfigSpec config, store::Timestamp now);
    [[nodiscard]] awaitable<Result<void>> recall_stories();
    [[nodiscard]] awaitable<Result<store::IngestReport>> record_fetch(store::FetchRecord record);
    [[nodiscard]] awaitable<Result<void>> reschedule(std::vector<store::FeedSchedule> schedules);
    [[nodiscard]] awaitable<Result<void>> move_feed(store::FeedId feed, std::string address, store::Timestamp now);
    [[nodiscard]] awaitable<Result<void>> hold(store::HostHold hold);
    [[nodiscard]] awaitable<Result<void>> save_subscription(store::Subscription subscription);
    [[nodiscard]] awaitable<Result<store::PushId>> keep_push(store::Push push);
    [[nodiscard]] awaitable<Result<void>> drop_push(store::PushId id);
    /// Looks first, so that nothing is written when there are none.
    [[nodiscard]] awaitable<Result<store::IngestReport>> carry_out_orders(store::Timestamp now);
    [[nodiscard]] awaitable<Result<store::PruneReport>> prune(store::Retention retention, std::uint32_t limit,
                                                              store::Timestamp now);
    [[nodiscard]] awaitable<Result<void>> checkpoint();

    /// A round trip through the writer and a reader: proof that both threads live. An error is one too, but for
    /// cancelled. Readers take it before all that others wait for.
    [[nodiscard]] awaitable<Result<void>> ping();

    /// Jobs that wait for the writer.
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet
