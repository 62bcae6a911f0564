#pragma once
// Keeps every feed on its schedule: asks the queue what may start, starts it, sleeps until the next. Net thread only.

#include "daemon/base/budget.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/flight_log.hpp"
#include "daemon/host_turns.hpp"
#include "daemon/poll_queue.hpp"
#include "daemon/probes.hpp"
#include "daemon/refresh.hpp"
#include "daemon/start_window.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

/// What a polling pass came to.
struct PollSummary {
    std::uint64_t polled = 0;     ///< a page and the feed it offers are one
    std::uint64_t unchanged = 0;  ///< 304, or a document without news
    std::uint64_t failed = 0;
    std::uint64_t lost = 0;      ///< of these: could not be stored
    std::uint64_t deferred = 0;  ///< feeds that were to be polled, and are not, as it is no time to ask for them
    std::uint64_t added = 0;     ///< articles, also such as hubs have brought
    std::uint64_t revised = 0;   ///< likewise
};

class Poller {
public:
    /// Told after each poll that was stored, well or not, but not where it goes on at what a page offers; what it came
    /// to has become the feed's state.
    using Observer = std::function<void(const PolledFeed&, const Refreshed&)>;

    /// `tasks` runs the polls; it is joined before the poller is destroyed.
    Poller(Refresher& refresher, Clock& clock, TaskGroup& tasks, boost::asio::any_io_executor executor,
           unsigned concurrency);

    void observe(Observer observer) { observer_ = std::move(observer); }

    /// What polls and pushes are taken down in; one without a file at first. A push that processes have died of more
    /// than once is dropped.
    [[nodiscard]] FlightLog& flights() { return flights_; }

    /// Makes these the feeds that are polled: known ones keep their state and place, new ones join, others leave. What
    /// is overdue is spread out.
    void apply(std::vector<PolledFeed> feeds, unsigned concurrency);

    /// What the feeds whose polls are on their way wait for should these never come to an end: a process that is
    /// stopped, and started again, must not ask anew at once.
    [[nodiscard]] std::vector<store::FeedSchedule> cut_short() const;

    /// Who asks the same hosts for something else than feeds.
    [[nodiscard]] HostTurns& turns() { return turns_; }

    /// Keeps a document that a hub brought, and takes it in after the poll in flight if there is one, in another
    /// process if this one ends before. Errors: unavailable (too much waits to be taken in, or this is about to end),
    /// and those of the store.
    [[nodiscard]] awaitable<Result<void>> push(store::Push push);

    /// Takes in what other processes have kept and not taken in, before any poll, and drops that of feeds which have
    /// left the config. To be called after the first apply(). Errors: those of the store.
    [[nodiscard]] awaitable<Result<void>> recall_pushes();

    /// Completes when nothing is left to be taken in but what the store does not take for now.
    [[nodiscard]] awaitable<void> finish_pushes();

    /// The feed as it is polled; nullptr: it is not.
    [[nodiscard]] const PolledFeed* find(store::FeedId feed) const;

    /// The hub that has brought news of a feed will bring no more: it is polled as it would be without one.
    void distrust_hub(store::FeedId feed);

    /// Polls until cancelled.
    [[nodiscard]] awaitable<void> run();

    /// Polls once what is due, or (`force`) everything that `wanted` names, and completes when the last poll has ended.
    /// Force passes over a server's Retry-After as well, but for each feed only once a day.
    [[nodiscard]] awaitable<PollSummary> run_once(std::function<bool(const PolledFeed&)> wanted, bool force);

    [[nodiscard]] const PollSummary& totals() const { return totals_; }
    [[nodiscard]] std::size_t in_flight() const { return queue_.in_flight() + adrift_; }
    [[nodiscard]] std::size_t places() const { return queue_.slots(); }  ///< of feeds and turns, kept for reuse
    [[nodiscard]] std::size_t hosts() const { return queue_.hosts() + turns_.holds().size(); }  ///< that are known
    [[nodiscard]] std::size_t failing() const { return failing_; }    ///< feeds whose last poll failed
    [[nodiscard]] std::size_t thrown() const { return thrown_; }      ///< polls and pushes that ended with an exception
    [[nodiscard]] bool in_outage() const { return probes_.is_on(); }  ///< most hosts cannot be reached: polling pauses
    /// Why the last poll could not be stored; empty: it could. Until one can be again, they go out one by one.
    [[nodiscard]] const std::string& store_fault() const { return store_fault_; }

private:
    /// What a hub has brought: the store has it.
    struct Pushed {
        store::KeptPush kept;
        Budget::Share share;      // until it is taken in
        bool is_believed = true;  // else its hub has lost its say since
    };
    /// A poll that is on its way: at the host that its feed names, until it has left that one.
    struct Flight {
        Flight();
        bool has_left = false;
        std::optional<HostTurns::Turn> turn;  // at the host where it goes on
        bool is_adrift = false;               // that host could not be asked, which is not stored yet
    };
    struct Slot {
        PolledFeed feed;
        bool listed = false;                      // in the config that applies now
        bool is_failing = false;                  // counted among those that are
        std::optional<feeds::Timestamp> excused;  // the poll that is held against nobody
        std::optional<Flight> flight;             // of its poll
        bool is_asked = false;                    // a request of its last poll has gone out
        std::list<Pushed> pushes;                 // as they came
        bool is_taking_push = false;              // the first of them is being read or stored
        // What happens once it is busy no longer.
        std::unique_ptr<PolledFeed> changed;  // becomes the feed
        bool loses_hub = false;
        [[nodiscard]] bool is_busy() const { return flight || is_taking_push; }
    };

    struct PushLine;

    // A clock that was set back by years must not stop anything for as long.
    static constexpr std::chrono::milliseconds longest_wait = std::chrono::days(8);
    static constexpr std::chrono::hours forgetting_pause{1};
    static constexpr std::chrono::milliseconds push_pause{1'000};  // of what waits for a push, or a push for it
    static constexpr std::chrono::minutes store_pause{1};          // before one that took nothing is tried again

    void place(PollQueue::Slot slot, SteadyTime due);
    [[nodiscard]] PollQueue::Slot new_slot();
    void forget(PollQueue::Slot slot);
    void forget_hosts();
    [[nodiscard]] std::optional<PollQueue::Slot> slot_of(store::FeedId feed) const;
    void revive_duplicates(std::uint64_t& overdue);
    void revive(PollQueue::Slot slot, std::uint64_t& overdue);
    void take_state(PollQueue::Slot slot, store::FetchState state);
    [[nodiscard]] bool is_deadly(store::FeedId feed) const { return flights_.crashes(feed) > 1; }
    [[nodiscard]] static PollQueue::HostLimits limits_of(const PolledFeed& feed);
    void keep_spacing(const PolledFeed& feed);
    void mend_schedule(PolledFeed& feed);
    [[nodiscard]] SteadyTime due_time(const PolledFeed& feed, std::uint64_t& overdue) const;
    [[nodiscard]] SteadyTime held_until(const PolledFeed& feed) const;
    [[nodiscard]] bool is_held(const PolledFeed& feed) const { return held_until(feed) > clock_.steady(); }
    [[nodiscard]] bool may_force(PolledFeed& feed) const;
    [[nodiscard]] bool may_start();
    [[nodiscard]] bool is_full() const { return in_flight() >= window_.size(clock_.steady()); }
    [[nodiscard]] std::chrono::milliseconds skipped_for(const PolledFeed& feed) const;
    [[nodiscard]] bool postpone(PollQueue::Slot slot);
    [[nodiscard]] bool start_what_may();
    [[nodiscard]] bool tries_store() const { return !once_ && !store_fault_.empty(); }
    void note_store(const std::optional<Error>& lost);
    [[nodiscard]] std::optional<SteadyTime> next_event();
    [[nodiscard]] SteadyTime next_look(std::optional<SteadyTime> next);
    [[nodiscard]] SteadyTime spread(std::uint64_t& overdue) const;

    // poller_outage.cpp
    static constexpr std::chrono::hours outage_memory{1};  // of a pass, for the passes before it
    void count_failing(Slot& slot);
    [[nodiscard]] bool pauses() const { return in_outage() && minds_outage_; }
    void follow_outage();
    void look_for_outage(Slot& slot, unsigned errors_before);
    void excuse(Slot& slot, unsigned errors);
    void spread_what_is_due();
    void begin_outage();
    void mix_order(PollQueue::Slot index);
    [[nodiscard]] feeds::Timestamp last_answer() const;
    [[nodiscard]] bool is_recalled(const PolledFeed& feed, feeds::Timestamp last_answer) const;
    void go_on_in_outage(feeds::Timestamp last_answer);
    void end_outage();
    [[nodiscard]] static std::chrono::milliseconds pause_of_probes(const Slot& slot);
    [[nodiscard]] std::chrono::milliseconds wait_of(const Slot& slot) const;

    awaitable<void> poll(PollQueue::Slot slot);
    [[nodiscard]] awaitable<Result<Refreshed>> without_throwing(const PolledFeed& feed,
                                                                awaitable<Result<Refreshed>> work);
    [[nodiscard]] const PolledFeed* first_at_address_of(const PolledFeed& feed);
    void note_address(PollQueue::Slot slot);
    awaitable<void> take_pushes(PollQueue::Slot slot);
    void line_up(store::KeptPush push, Budget::Share share);
    [[nodiscard]] awaitable<bool> take_push(Slot& slot);
    awaitable<Result<void>> pass_on(PollQueue::Slot slot, std::string url);
    void leave(PollQueue::Slot slot);
    void note_request(PollQueue::Slot slot);
    void end_push(PollQueue::Slot slot, bool is_done);
    bool lose_hub(PolledFeed& feed);
    static bool take_change(Slot& slot);
    void note_lost(const PolledFeed& feed, const Error& error);
    void finish(PollQueue::Slot slot, Result<Refreshed> result);
    void settle(PollQueue::Slot slot, std::chrono::milliseconds wait);
    void land(store::FeedId feed);
    void count(const Refreshed& refreshed);
    void count_news(const Refreshed& refreshed);

    Refresher& refresher_;
    Clock& clock_;
    TaskGroup& tasks_;
    Wakeup wakeup_;
    PollQueue queue_;
    HostTurns turns_;
    Budget pushes_;  // bytes of documents that hubs have brought and that are not taken in yet
    Observer observer_;
    FlightLog flights_;
    bool once_ = false;
    bool minds_outage_ = true;  // an admin may insist
    // By the queue's slots; null: no feed's. Stable addresses: polls in flight hold references.
    std::vector<std::unique_ptr<Slot>> slots_;
    std::unordered_map<store::FeedId, PollQueue::Slot> by_id_;          // of what is listed, or still in flight
    std::unordered_multimap<std::string, PollQueue::Slot> duplicates_;  // by the address where another one is polled
    std::unordered_multimap<std::size_t, PollQueue::Slot> by_address_;  // hashed; empty until it is asked for
    std::size_t adrift_ = 0;                                            // polls
    std::size_t failing_ = 0;                                           // feeds of the config
    std::size_t thrown_ = 0;
    StartWindow window_;
    std::string store_fault_;
    SteadyTime next_try_{};  // of a store that took the last poll not
    Probes probes_;          // all that is sent in an outage of our own
    SteadyTime next_forgetting_{};
    PollSummary totals_;
};

}  // namespace broadsheet
