#include "daemon/base/budget.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace broadsheet {

/// One who waits for a share, on the stack of its coroutine.
struct Budget::Waiting {
    Waiting(Budget& budget_, std::size_t amount_, Place place, boost::asio::any_io_executor executor)
        : budget(budget_), amount(amount_), wakeup(std::move(executor)) {
        budget.waiting_.insert(place == Place::first ? budget.waiting_.begin() : budget.waiting_.end(), this);
    }
    ~Waiting() {
        budget.waiting_.remove(this);
        budget.serve();
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    Budget& budget;
    std::size_t amount;
    Wakeup wakeup;
    Share share;
};

Budget::Share& Budget::Share::operator=(Share&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    budget_ = std::exchange(other.budget_, nullptr);
    amount_ = other.amount_;
    return *this;
}

void Budget::Share::give_back() {
    if (Budget* budget = std::exchange(budget_, nullptr); budget != nullptr) {
        budget->left_ += amount_;
        budget->serve();
    }
}

awaitable<Result<Budget::Share>> Budget::take(std::size_t amount) {
    return take(amount, Place::last);
}

awaitable<Result<Budget::Share>> Budget::take_first(std::size_t amount) {
    return take(amount, Place::first);
}

awaitable<Result<Budget::Share>> Budget::take(std::size_t amount, Place place) {
    amount = std::min(amount, amount_);
    if (auto share = take_now(amount)) co_return std::move(*share);
    Waiting waiting(*this, amount, place, co_await boost::asio::this_coro::executor);
    const auto served = co_await waiting.wakeup.wait();
    if (!served) co_return served.error();
    co_return std::move(waiting.share);
}

std::optional<Budget::Share> Budget::take_now(std::size_t amount) {
    amount = std::min(amount, amount_);
    if (!waiting_.empty() || amount > left_) return std::nullopt;
    left_ -= amount;
    return Share(*this, amount);
}

/// In order: a large share is not starved by small ones that came later.
void Budget::serve() {
    while (!waiting_.empty() && waiting_.front()->amount <= left_) {
        Waiting& first = *waiting_.front();
        waiting_.pop_front();
        left_ -= first.amount;
        first.share = Share(*this, first.amount);
        first.wakeup.notify();
    }
}

}  // namespace broadsheet
