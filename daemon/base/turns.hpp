#pragma once
// Work of many that gives way to everything else on its thread: each takes a turn before it goes on, and when turns
// have lasted a short while together, whatever has come in meanwhile is seen to before the next. One thread only.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <memory>

namespace broadsheet {

class Turns {
public:
    /// What others wait for turns at most, beside the length of one.
    static constexpr std::chrono::microseconds together{200};

    explicit Turns(boost::asio::any_io_executor executor);

    /// Completes at once where nobody else takes turns; not cancellable.
    [[nodiscard]] awaitable<void> take();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace broadsheet
