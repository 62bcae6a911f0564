#pragma once
// Which feed may be polled now: due times, a bound on all requests, and per host a bound and a pause. Decides only; the
// poller acts. Pure: time comes with each call. Feeds are known by slots, small numbers of the caller's choosing.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

class PollQueue {
public:
    using Slot = std::uint32_t;
    using Time = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

    /// How politely a feed's host is to be treated.
    struct HostLimits {
        unsigned in_flight = 1;
        std::chrono::milliseconds spacing{2000};  ///< between two starts
    };

    explicit PollQueue(unsigned concurrency) : concurrency_(concurrency) {}

    void set_concurrency(unsigned concurrency) { concurrency_ = concurrency; }

    /// A slot that is in flight or waits for its host keeps its place and takes on the new limits.
    void add(Slot slot, const std::string& host, HostLimits limits, Time due);
    void remove(Slot slot);

    /// The next feed that may start at `now`, in order of due times as far as hosts allow; it counts as in flight until
    /// finish().
    [[nodiscard]] std::optional<Slot> start(Time now);

    /// nullopt: not to be polled again.
    void finish(Slot slot, std::optional<Time> next_due);

    /// No feed of this host starts before `until`.
    void hold(const std::string& host, Time until);

    /// But now they may.
    void lift(const std::string& host);

    /// When start() can next have something, unless finish() or add() is called before; nullopt: never.
    [[nodiscard]] std::optional<Time> next_event();

    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
    [[nodiscard]] bool idle() { return in_flight_ == 0 && !next_event(); }

private:
    enum class State : std::uint8_t { absent, scheduled, waiting, in_flight };
    struct Entry {
        State state = State::absent;
        std::uint32_t host = 0;
        std::uint32_t generation = 0;  // outdates what the heap holds of it
        HostLimits limits;
    };
    struct Host {
        unsigned in_flight = 0;
        bool offered = false;  // stands in ready_
        Time next_start{};
        std::deque<std::pair<Time, Slot>> waiting;  // with the times they were due
    };
    struct Due {
        Time when;
        Slot slot;
        std::uint32_t generation;
        bool operator>(const Due& other) const { return when > other.when; }
    };
    using Ready = std::tuple<Time, unsigned, std::uint32_t>;  // of hosts due at one time the one least in use
    template <class T>
    using Heap = std::priority_queue<T, std::vector<T>, std::greater<>>;

    std::uint32_t host_index(const std::string& host);
    void schedule(Slot slot, Time due);
    [[nodiscard]] bool outdated(const Due& due) const;
    void collect_due(Time now);
    void offer(std::uint32_t host);
    [[nodiscard]] bool may_start(const Host& host) const;

    unsigned concurrency_;
    std::size_t in_flight_ = 0;
    std::vector<Entry> entries_;
    std::vector<Host> hosts_;
    std::unordered_map<std::string, std::uint32_t> host_indexes_;
    Heap<Due> due_;
    Heap<Ready> ready_;  // hosts with feeds waiting, by the time they may start one
};

}  // namespace broadsheet
