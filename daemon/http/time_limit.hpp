#pragma once
// How long a request of ours may take, and what is said when it has. Net thread only.

#include "daemon/http/deadlines.hpp"
#include "feeds/counted.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace broadsheet::http {

/// In all, and for the time being.
class TimeLimit {
public:
    /// With a body that is read for the sake of the connection alone.
    static constexpr std::chrono::seconds rest_patience{2};

    TimeLimit(Deadlines& deadlines, SteadyTime now, std::chrono::seconds whole, std::chrono::milliseconds spent)
        : deadline_(deadlines, now + whole - spent), end_(now + whole - spent), allowed_(whole) {}

    /// From here to resume() it waits for us, not for the server: in all no longer than a whole request may take.
    void pause(SteadyTime now) {
        paused_at_ = now;
        move_to(now + allowed_ - paused_);
    }
    void resume(SteadyTime now) {
        const auto waited = now - *std::exchange(paused_at_, std::nullopt);
        paused_ += waited;
        end_ += waited;
        move_to(end_);
    }
    [[nodiscard]] std::chrono::milliseconds paused() const { return paused_; }

    /// Nothing that it does from then on gives it more time.
    void end_for_others(SteadyTime now) {
        move_to(now);
        ended_for_others_ = true;
    }

    /// What is done from now on counts as connecting to `host`.
    void begin_connecting(const std::string& host, SteadyTime now, std::chrono::seconds allowed) {
        if (now + allowed >= end_) return;
        connecting_to_ = host;
        connecting_allowed_ = allowed;
        move_to(now + allowed);
    }
    void connected() {
        if (!connecting_to_.empty()) move_to(end_);
        connecting_to_.clear();
    }

    /// All that matters has come.
    void begin_rest(SteadyTime now) {
        if (std::exchange(in_rest_, true)) return;
        move_to(std::min(end_, now + rest_patience));
    }

    [[nodiscard]] Deadlines::Deadline& deadline() { return deadline_; }
    [[nodiscard]] bool passed() const { return deadline_.passed(); }
    [[nodiscard]] Error late() const {
        if (ended_for_others_)
            return fail(ErrorCode::unavailable, "its large answer came slowly and held memory that others waited for");
        if (paused_at_)
            return fail(ErrorCode::unavailable,
                        "no memory for its large answer within " + feeds::counted(allowed_.count(), "second"));
        if (!connecting_to_.empty())
            return fail(ErrorCode::unreachable, "no connection to " + connecting_to_ + " within " +
                                                    feeds::counted(connecting_allowed_.count(), "second"));
        return fail(ErrorCode::timeout, "no whole answer within " + feeds::counted(allowed_.count(), "second"));
    }

private:
    void move_to(SteadyTime when) {
        if (!ended_for_others_) deadline_.move_to(when);
    }

    Deadlines::Deadline deadline_;
    SteadyTime end_;
    std::chrono::seconds allowed_;
    std::string connecting_to_;
    std::chrono::seconds connecting_allowed_{0};
    std::optional<SteadyTime> paused_at_;
    std::chrono::milliseconds paused_{0};
    bool ended_for_others_ = false;
    bool in_rest_ = false;
};

}  // namespace broadsheet::http
