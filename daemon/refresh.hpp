#pragma once
// One feed, from what is known of it to what is stored of it: the way of the data as a list of steps. Net thread;
// parsing runs on the worker pool.

#include "daemon/base/budget.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/http/client.hpp"
#include "daemon/outage.hpp"
#include "daemon/poll_record.hpp"
#include "daemon/polled_feed.hpp"
#include "daemon/store_service.hpp"
#include "daemon/updates.hpp"

#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <vector>

namespace broadsheet {

struct Metrics;

/// What a refresh came to.
struct Refreshed {
    store::FetchState state;  ///< that the feed has now, in the store or not
    feeds::Verdict verdict = feeds::Verdict::failed;
    bool is_push = false;  ///< what a hub brought: `state` is that of the poll before
    store::IngestReport report;
    std::optional<feeds::HubOffer> hub;   ///< PollRecord::hub()
    std::optional<store::HostHold> hold;  ///< no request to this host for so long
    std::optional<Error> lost;            ///< why all of it, or its last step, could not be stored
};

/// Why nothing, or not all, of it is stored; nullopt: it is.
[[nodiscard]] inline std::optional<Error> loss_of(const Result<Refreshed>& result) {
    return result ? result->lost : std::optional(result.error());
}

class Refresher {
public:
    Refresher(http::HttpClient& client, StoreService& store, boost::asio::thread_pool& workers, Clock& clock,
              UpdateListener& updates, Metrics& metrics);

    /// Polls the feed once and stores the outcome. Errors: cancelled; everything that is wrong with the feed itself is
    /// in the state, and what the store said in `lost`. The feed must outlive the call. `gate` is asked where it is
    /// redirected, `is_pushed` whether a hub has brought something of the feed that waits for the end of this.
    [[nodiscard]] awaitable<Result<Refreshed>> refresh(const PolledFeed& feed, http::Gate gate = {},
                                                       std::function<void()> sent = {},
                                                       std::function<bool()> is_pushed = {});

    /// Ends the polls of a feed that has moved for good to where `other` is configured, for as long as that one is.
    [[nodiscard]] awaitable<Result<Refreshed>> give_way(const PolledFeed& feed, std::string other);

    /// Keeps what a hub has brought, across restarts. Errors: those of the store.
    [[nodiscard]] awaitable<Result<store::PushId>> keep_push(store::Push push);
    /// What is kept, in the order it came. Errors: those of the store.
    [[nodiscard]] awaitable<Result<std::vector<store::KeptPush>>> kept_pushes();
    /// Nobody is to take it in any longer.
    [[nodiscard]] awaitable<void> drop_push(store::PushId id);

    /// As refresh(), for a document that a hub brought, which is kept no longer once it is stored. `is_believed`: what
    /// is new in it proves that the hub keeps its word. Errors: as there, those of reading from the store, of
    /// feeds::read_feed and of http::decoded().
    [[nodiscard]] awaitable<Result<Refreshed>> take_push(const PolledFeed& feed, store::KeptPush push,
                                                         bool is_believed);

    /// Stores that the last poll, which brought nothing, has left this state and not the one it was stored with.
    [[nodiscard]] awaitable<void> amend(store::FeedId feed, store::FetchState state);

    /// No document is being read or stored while this is held: the time to change where articles go. Errors: cancelled.
    [[nodiscard]] awaitable<Result<Budget::Share>> between_documents();

    /// Do documents wait that have come in already?
    [[nodiscard]] bool is_behind() const { return documents_.is_awaited(); }

    /// Before any poll of this process: where one feed can be reached, one that never could be says nothing of our own
    /// connection.
    void expect(const PolledFeed& feed);

    /// What the feed's last poll, of another process and not long ago, says of our own connection.
    void recall(const PolledFeed& feed);

    /// What the polls so far say of our own connection.
    [[nodiscard]] const OutageWatch& outage() const { return outage_; }

private:
    void note_reach(const std::string& host, bool known, bool reached);
    awaitable<Result<Budget::Share>> room_for(std::size_t size);
    void count(const Result<http::FetchResponse>& response, const PollRecord& record);
    awaitable<Result<Refreshed>> pass_over(const PolledFeed& feed);
    awaitable<void> spend_full_fetch(const PolledFeed& feed, feeds::Timestamp now);
    awaitable<Result<void>> read_document(const PolledFeed& feed, http::FetchResponse& response, feeds::Timestamp now,
                                          PollRecord& record, Budget::Share& share);
    awaitable<void> keep(const PolledFeed& feed, const http::FetchResponse& response, feeds::Timestamp now);
    awaitable<Result<Refreshed>> store(const PolledFeed& feed, PollRecord& record,
                                       const std::function<bool()>& is_pushed);
    awaitable<Result<void>> amend_by_report(const PolledFeed& feed, bool same_feed, bool missed,
                                            const PollRecord& record, Refreshed& refreshed);
    awaitable<Result<void>> follow_move(const PolledFeed& feed, bool same_feed, Refreshed& refreshed);
    awaitable<Result<void>> give_way_to(std::string other, const PolledFeed& feed, Refreshed& refreshed);

    http::HttpClient& client_;
    StoreService& store_;
    boost::asio::thread_pool& workers_;
    Clock& clock_;
    UpdateListener& updates_;
    Metrics& metrics_;
    OutageWatch outage_;
    Budget documents_;  ///< bytes that are being read or stored
};

}  // namespace broadsheet
