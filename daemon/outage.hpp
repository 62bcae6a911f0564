#pragma once
// Is it us? When most of many hosts fail at once that have not failed before, the fault is at our end, and no feed is
// to suffer for it. Decides only; the poller acts. Pure: time comes with each call.

#include "daemon/poll_queue.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet {

class OutageWatch {
public:
    using Time = PollQueue::Time;

    /// Polls that ended within one window of each other are judged together.
    static constexpr std::chrono::minutes window{5};

    /// A poll of that host has ended. `known`: it could be reached until now. A list may be full of hosts that are
    /// gone: what was never there says nothing, unless nobody ever was; nor does what stays away when others are back.
    void note(const std::string& host, bool known, bool reached, Time now);

    /// There are hosts that could be reached until now, whether or not they have been asked.
    void expect_known() { any_known_ = true; }

    /// Is our own connection taken to be down? Then it is until one host is reached.
    [[nodiscard]] bool is_on() const { return on_; }

private:
    struct Heard {
        std::string host;
        Time when;
        bool known = false;
        bool reached = false;
    };
    using Hosts = std::list<Heard>;

    [[nodiscard]] Heard& find(const std::string& host);
    [[nodiscard]] std::size_t& like(const Heard& heard) { return counts_[heard.known ? 1 : 0][heard.reached ? 1 : 0]; }
    void forget(Time before);
    [[nodiscard]] bool most_fail() const;

    Hosts hosts_;  // of the window, as they were heard of last
    std::unordered_map<std::string_view, Hosts::iterator> by_host_;
    std::array<std::array<std::size_t, 2>, 2> counts_{};  // of them, by known and reached
    std::unordered_set<std::string> doubted_;             // failed while it was us, and have not been reached since
    bool any_known_ = false;
    bool on_ = false;
};

}  // namespace broadsheet
