#pragma once
// The memory of bodies on their way in: each may be small for nothing, what goes beyond that comes out of one purse.
// When it is empty bodies wait, and with them their senders, the smallest first; whoever holds some of it and is slow
// is ended for them. So a slow sender costs the others nothing. Net thread only.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>

namespace broadsheet::http {

class BodyMemory {
public:
    static constexpr std::size_t free_size = 128UL * 1024;  ///< of each body
    static constexpr double slowest = 256.0 * 1024;         ///< bytes a second, where others wait
    static constexpr std::chrono::seconds patience{2};      ///< with one that begins, or has not grown of late

    /// `amount`: for all together. One at a time, the oldest, may go beyond, so that it comes to its end.
    BodyMemory(Clock& clock, std::size_t amount);
    BodyMemory(const BodyMemory&) = delete;
    BodyMemory& operator=(const BodyMemory&) = delete;

    /// What one body holds, given back when it goes. Must not outlive the memory.
    class Share {
    public:
        /// `end` is called when others need what this body holds.
        Share(BodyMemory& all, std::function<void()> end) : all_(all), end_(std::move(end)) {}
        ~Share();
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        /// Is so much there for it now?
        [[nodiscard]] bool grow_now(std::size_t bytes);
        /// The same, but waits until it is. cancelled: the waiting coroutine was.
        [[nodiscard]] awaitable<Result<void>> grow(std::size_t bytes);

        /// The body is there: it is ended no more.
        void complete() { end_ = nullptr; }

    private:
        friend class BodyMemory;
        struct Waiting;

        BodyMemory& all_;
        std::function<void()> end_;  // none: it is complete, or has been ended
        bool ended_ = false;
        std::size_t held_ = 0;
        // Without what it has waited since:
        SteadyTime since_;                     // when it began to hold any
        SteadyTime grown_;                     // when it last came to hold more
        Waiting* waiting_ = nullptr;           // on the stack of its coroutine
        std::list<Share*>::iterator place_{};  // among the holders, while it holds any
    };

    [[nodiscard]] std::size_t held() const { return held_; }

private:
    [[nodiscard]] bool may_hold(const Share& share, std::size_t bytes) const;
    void give(Share& share, std::size_t bytes);
    void serve();
    void end_slow();

    Clock& clock_;
    std::size_t amount_;
    std::size_t held_ = 0;
    std::list<Share*> holders_;  // the oldest first
    std::list<Share*> waiting_;  // the smallest first
};

}  // namespace broadsheet::http
