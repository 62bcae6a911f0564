#pragma once
// Times at which feeds are due, most of them far ahead. Only the nearest minute that has any is kept in order, as a
// heap; each later one is a list, made a heap when it becomes the nearest. So what a time costs goes with how many
// share its minute, not with how many there are. Not safe for threads.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace broadsheet {

class DueTimes {
public:
    using Slot = std::uint32_t;
    using Time = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;
    struct Due {
        Time when;
        Slot slot;
        bool operator>(const Due& other) const { return std::tie(when, slot) > std::tie(other.when, other.slot); }
    };

    void push(Due due) {
        if (due.when < nearest_end_)
            nearest_.push(due);
        else
            later_[std::chrono::floor<std::chrono::minutes>(due.when)].push_back(due);
    }

    [[nodiscard]] bool empty() const { return nearest_.empty() && later_.empty(); }

    /// There must be one.
    [[nodiscard]] const Due& earliest() {
        if (nearest_.empty()) {
            const auto minute = later_.begin();
            nearest_ = Heap(std::greater<>(), std::move(minute->second));
            nearest_end_ = minute->first + std::chrono::minutes(1);
            later_.erase(minute);
        }
        return nearest_.top();
    }

    /// Takes away what earliest() has just given.
    void pop() { nearest_.pop(); }

private:
    using Minute = std::chrono::time_point<std::chrono::steady_clock, std::chrono::minutes>;
    using Heap = std::priority_queue<Due, std::vector<Due>, std::greater<>>;

    Heap nearest_;  // all that is due before nearest_end_
    Time nearest_end_ = Time::min();
    std::map<Minute, std::vector<Due>> later_;
};

}  // namespace broadsheet
