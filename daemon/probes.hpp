#pragma once
// What goes out while our own connection is down: a few polls now and then, to see whether it is back. Plain data.

#include "daemon/base/clock.hpp"

#include <algorithm>
#include <chrono>

namespace broadsheet {

/// Off at first.
class Probes {
public:
    static constexpr unsigned at_once = 3;                                     // hosts
    static constexpr std::chrono::seconds first_pause{5}, longest_pause{300};  // twice as long each time

    void begin(SteadyTime now) {
        on_ = true;
        pause_ = first_pause;
        next_ = now + pause_;
    }
    void end() {
        on_ = false;
        left_ = 0;
    }
    [[nodiscard]] bool is_on() const { return on_; }

    /// When more may be sent than have been.
    [[nodiscard]] SteadyTime next() const { return next_; }

    [[nodiscard]] bool may_send(SteadyTime now) {
        if (now < next_) return left_ > 0;
        left_ = at_once;
        pause_ = std::min(2 * pause_, longest_pause);
        next_ = now + pause_;
        return true;
    }
    void note_sent() {
        if (left_ > 0) --left_;
    }

private:
    bool on_ = false;
    unsigned left_ = 0;  // that may be sent now
    SteadyTime next_{};
    std::chrono::seconds pause_{};
};

}  // namespace broadsheet
