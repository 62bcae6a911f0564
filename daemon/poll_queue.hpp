#pragma once
// Which feed may be polled now: due times, a bound on all requests, and per host a bound and a pause. Decides only; the
// poller acts. Pure: time comes with each call. Feeds, and who else asks their hosts, are known by slots, small
// numbers.

#include "daemon/due_times.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

class PollQueue {
public:
    using Slot = DueTimes::Slot;
    using Time = DueTimes::Time;

    /// How politely a feed's host is to be treated.
    struct HostLimits {
        unsigned in_flight = 1;
        /// Between the start before and its own: three weeks at most.
        std::chrono::duration<std::int32_t, std::milli> spacing{2000};
    };

    explicit PollQueue(unsigned concurrency) : concurrency_(concurrency) {}

    /// One that nobody has.
    [[nodiscard]] Slot take_slot();
    /// Of somebody who neither waits nor is in flight: it may be taken again.
    void free_slot(Slot slot) { free_slots_.push_back(slot); }
    /// How many there are, free ones as well.
    [[nodiscard]] std::size_t slots() const { return entries_.size(); }

    void set_concurrency(unsigned concurrency) { concurrency_ = concurrency; }

    /// A slot that is in flight or waits for its host keeps its place and takes on the new limits.
    void add(Slot slot, const std::string& host, HostLimits limits, Time due);
    /// From now on, also where it waits already.
    void limit(Slot slot, HostLimits limits);
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

    /// Its request goes out only now: the host's spacing counts from here.
    void note_request(Slot slot, Time now);

    /// This host was asked then, by somebody else.
    void note_start(const std::string& host, Time when);

    /// And so was every other, whatever hosts there will be.
    void note_start_everywhere(Time when);

    /// Those that no feed waits for, and that were asked so long ago that it no longer matters, need not be known.
    void forget_hosts(Time now);

    /// Hosts that are known.
    [[nodiscard]] std::size_t hosts() const { return host_indexes_.size(); }

    /// When start() can next have something, unless finish() or add() is called before; nullopt: never.
    [[nodiscard]] std::optional<Time> next_event();

    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
    /// Those that are yet to start, whenever that may be. Looks at all.
    [[nodiscard]] std::size_t waiting() const;

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    static constexpr Time long_ago = Time() - std::chrono::days(10'000);

    enum class State : std::uint8_t { absent, scheduled, waiting, in_flight };
    // With a million feeds, what a decision costs is how much memory it looks at that nothing has looked at of late: an
    // entry lies in one line of the cache, and so does a host.
    struct alignas(32) Entry {
        Time due{};
        HostLimits limits;
        std::uint32_t host = none;
        Slot before = none;  // in the host's line
        Slot after = none;
        State state = State::absent;
    };
    struct alignas(64) Host {
        std::string name;
        Time last_start{};
        Time held_until{};
        Slot first = none;  // of those that wait in line, as they became due
        Slot last = none;
        unsigned in_flight = 0;
        bool offered = false;  // stands in ready_
    };
    using Ready = std::tuple<Time, unsigned, std::uint32_t>;  // of hosts due at one time the one least in use

    std::uint32_t host_index(const std::string& host);
    [[nodiscard]] bool is_of(const Entry& entry, const std::string& host) const;
    void schedule(Slot slot, Time due);
    [[nodiscard]] bool outdated(const DueTimes::Due& due) const;
    void collect_due(Time now);
    void enter_line(Slot slot);
    void leave_line(Slot slot);
    void offer(std::uint32_t host);
    [[nodiscard]] bool may_start(const Host& host) const;
    [[nodiscard]] Time next_start(const Host& host) const;

    unsigned concurrency_;
    Time started_everywhere_ = long_ago;
    std::size_t in_flight_ = 0;
    std::vector<Entry> entries_;
    std::vector<Slot> free_slots_;
    std::deque<Host> hosts_;                 // stable: their names are looked up where they are
    std::vector<std::uint32_t> free_hosts_;  // of no name, to be used again
    std::unordered_map<std::string_view, std::uint32_t> host_indexes_;
    DueTimes due_;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>>
        ready_;  // hosts with feeds waiting, by the time they may start one
};

}  // namespace broadsheet
