#pragma once
// Requests that are no polls: to hubs, and to where polls are redirected. They wait for their hosts in one line with
// the polls, and are turned away where a host wants to be left alone. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/holds.hpp"
#include "daemon/poll_queue.hpp"
#include "store/records.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

class HostTurns {
public:
    /// `queue` is the polls'; `changed` is notified when something of it may be started that could not be before.
    HostTurns(PollQueue& queue, Clock& clock, Wakeup& changed) : queue_(queue), clock_(clock), changed_(changed) {}

    /// Nothing is asked of these hosts and addresses before their times.
    void hold(const std::vector<store::HostHold>& holds);

    [[nodiscard]] const Holds& holds() const { return holds_; }

    /// For how long an address, or its host, wants to be left alone. 0 or less: it does not.
    [[nodiscard]] std::chrono::milliseconds held_for(const std::string& url) const;

    /// Those that are over.
    void forget_holds() { holds_.forget_past(clock_.steady()); }

    /// The right to one request to a host: it counts as one until it goes. Must not outlive what gave it.
    class Turn {
    public:
        Turn(HostTurns& turns, PollQueue::Slot slot) : turns_(&turns), slot_(slot) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), slot_(other.slot_) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn();

        /// The request goes out.
        void note_request() const { turns_->queue_.note_request(slot_, turns_->clock_.steady()); }

    private:
        HostTurns* turns_;
        PollQueue::Slot slot_;
    };

    /// Waits until an address may be asked by what it wants itself, and its host by that and by `limits`. unavailable:
    /// one of them wants to be left alone for long; cancelled: the waiting coroutine was.
    [[nodiscard]] awaitable<Result<Turn>> wait_for(std::string url, PollQueue::HostLimits limits);

    /// The queue has started a slot: gives the turn to who waits for it. False: it is a poll's.
    [[nodiscard]] bool give(PollQueue::Slot slot);

private:
    struct Waiting;

    void send_away(const std::string& host);
    void give_back(PollQueue::Slot slot, bool has_started);
    [[nodiscard]] std::optional<Error> is_left_alone(const std::string& url) const;

    PollQueue& queue_;
    Clock& clock_;
    Wakeup& changed_;
    Holds holds_;
    std::unordered_map<PollQueue::Slot, Waiting*> waiting_;
};

}  // namespace broadsheet
