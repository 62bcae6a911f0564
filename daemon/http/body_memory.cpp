#include "daemon/http/body_memory.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace broadsheet::http {

namespace {

constexpr std::chrono::milliseconds look_pause{250};  // while others wait, at who is slow

}  // namespace

struct BodyMemory::Share::Waiting {
    Waiting(Share& share_, std::size_t bytes_, boost::asio::any_io_executor executor)
        : share(share_), bytes(bytes_), wakeup(std::move(executor)), since(share.all_.clock_.steady()) {
        share.waiting_ = this;
        auto& all = share.all_.waiting_;
        const auto wants_more = [bytes_](const Share* other) { return other->waiting_->bytes > bytes_; };
        place = all.insert(std::find_if(all.begin(), all.end(), wants_more), &share);
    }
    ~Waiting() {
        share.waiting_ = nullptr;
        const auto waited = share.all_.clock_.steady() - since;
        if (share.since_ <= since) share.since_ += waited;
        if (share.grown_ <= since) share.grown_ += waited;
        if (!served) share.all_.waiting_.erase(place);
        share.all_.serve();
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    Share& share;
    std::size_t bytes;
    Wakeup wakeup;
    SteadyTime since;
    bool served = false;
    std::list<Share*>::iterator place;
};

BodyMemory::BodyMemory(Clock& clock, std::size_t amount) : clock_(clock), amount_(amount) {}

BodyMemory::Share::~Share() {
    if (held_ == 0) return;
    all_.holders_.erase(place_);
    all_.held_ -= held_;
    all_.serve();
}

bool BodyMemory::Share::grow_now(std::size_t bytes) {
    if (bytes <= held_) return true;
    const bool is_oldest = held_ > 0 && all_.holders_.front() == this;
    const bool has_turn = is_oldest || all_.waiting_.empty() || bytes < all_.waiting_.front()->waiting_->bytes;
    if (!has_turn || !all_.may_hold(*this, bytes)) return false;
    all_.give(*this, bytes);
    return true;
}

awaitable<Result<void>> BodyMemory::Share::grow(std::size_t bytes) {
    if (grow_now(bytes)) co_return Result<void>();
    Waiting waiting(*this, bytes, co_await boost::asio::this_coro::executor);
    while (!waiting.served) {
        all_.end_slow();
        const auto next = all_.clock_.steady() + look_pause;
        const auto woken = co_await all_.clock_.wait(waiting.wakeup, next);
        if (!woken) co_return woken.error();
    }
    co_return Result<void>();
}

bool BodyMemory::may_hold(const Share& share, std::size_t bytes) const {
    if (holders_.empty() || holders_.front() == &share) return true;
    return held_ + (bytes - share.held_) <= amount_;
}

void BodyMemory::give(Share& share, std::size_t bytes) {
    if (share.held_ == 0) {
        share.place_ = holders_.insert(holders_.end(), &share);
        share.since_ = clock_.steady();
    }
    held_ += bytes - share.held_;
    share.held_ = bytes;
    share.grown_ = clock_.steady();
}

/// The smallest first, but for the oldest, for whom there is always some.
void BodyMemory::serve() {
    for (auto next = waiting_.begin(); next != waiting_.end();) {
        Share& share = **next;
        auto& waiting = *share.waiting_;
        const bool is_oldest = share.held_ > 0 && holders_.front() == &share;
        if ((next == waiting_.begin() || is_oldest) && may_hold(share, waiting.bytes)) {
            next = waiting_.erase(next);
            give(share, waiting.bytes);
            waiting.served = true;
            waiting.wakeup.notify();
        } else {
            ++next;
        }
    }
}

/// The slowest first, until there is enough or all that are left are fast. What came at once does not speak for one
/// that has fallen silent.
void BodyMemory::end_slow() {
    using Bytes = std::ptrdiff_t;
    const auto now = clock_.steady();
    auto lacking = static_cast<Bytes>(held_) - static_cast<Bytes>(amount_);
    for (const auto* share : waiting_) lacking += static_cast<Bytes>(share->waiting_->bytes - share->held_);
    std::vector<std::pair<double, Share*>> slow;
    for (auto* share : holders_) {
        if (share->ended_) lacking -= static_cast<Bytes>(share->held_);
        if (!share->end_ || share->waiting_ != nullptr || now - share->since_ < patience) continue;
        const auto seconds = std::chrono::duration<double>(now - share->since_).count();
        const bool is_silent = now - share->grown_ >= patience;
        const auto speed = static_cast<double>(share->held_) / seconds;
        if (is_silent || speed < slowest) slow.emplace_back(speed, share);
    }
    std::sort(slow.begin(), slow.end());
    for (const auto& [speed, share] : slow) {
        if (lacking <= 0) break;
        lacking -= static_cast<Bytes>(share->held_);
        share->ended_ = true;
        std::exchange(share->end_, nullptr)();
    }
}

}  // namespace broadsheet::http
