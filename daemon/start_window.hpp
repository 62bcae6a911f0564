#pragma once
// How many polls may be in flight, so that servers that were slow for a moment and answer all at once bring no more
// than can be read as it comes. Plain data.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <cstddef>

namespace broadsheet {

/// Few at first; one more for each that ends, and for each moment that passes, lest servers that stay slow keep the
/// others waiting.
class StartWindow {
public:
    static constexpr std::size_t least = 64;
    static constexpr std::chrono::milliseconds moment{20};

    /// More has come in than could be read at once.
    void begin_anew(SteadyTime now) {
        since_ = now;
        ended_ = 0;
    }
    void note_end() { ++ended_; }

    [[nodiscard]] std::size_t size(SteadyTime now) const {
        return least + ended_ + static_cast<std::size_t>((now - since_) / moment);
    }

private:
    SteadyTime since_{};
    std::size_t ended_ = 0;
};

}  // namespace broadsheet
