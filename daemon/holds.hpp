#pragma once
// Who wants to be left alone, and until when: hosts, and single addresses. Plain data.

#include "daemon/base/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace broadsheet {

class Holds {
public:
    /// The later of two times counts; gives it.
    SteadyTime hold(const std::string& place, SteadyTime until) {
        auto& held = held_[place];
        return held = std::max(held, until);
    }

    /// SteadyTime::min(): it has never said so.
    [[nodiscard]] SteadyTime until(const std::string& place) const {
        if (held_.empty()) return SteadyTime::min();
        const auto held = held_.find(place);
        return held == held_.end() ? SteadyTime::min() : held->second;
    }

    void forget_past(SteadyTime now) {
        std::erase_if(held_, [now](const auto& held) { return held.second <= now; });
    }

    [[nodiscard]] bool empty() const { return held_.empty(); }
    [[nodiscard]] std::size_t size() const { return held_.size(); }

private:
    std::unordered_map<std::string, SteadyTime> held_;
};

}  // namespace broadsheet
