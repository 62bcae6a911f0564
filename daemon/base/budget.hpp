#pragma once
// Something of which there is only so much, handed out in the order it was asked for. Net thread only.

#include "daemon/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <utility>

namespace broadsheet {

class Budget {
public:
    /// Part of a budget, given back when it goes. Must not outlive the budget.
    class Share {
    public:
        Share() = default;
        Share(Budget& budget, std::size_t amount) : budget_(&budget), amount_(amount) {}
        Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), amount_(other.amount_) {}
        Share& operator=(Share&& other) noexcept;
        ~Share() { give_back(); }

    private:
        void give_back();

        Budget* budget_ = nullptr;
        std::size_t amount_ = 0;
    };

    explicit Budget(std::size_t amount) : amount_(amount), left_(amount) {}
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    /// Waits until so much is left; more than there is in all counts as all of it. cancelled: the waiting coroutine
    /// was.
    [[nodiscard]] awaitable<Result<Share>> take(std::size_t amount);

    /// The same, before all others that wait.
    [[nodiscard]] awaitable<Result<Share>> take_first(std::size_t amount);

    /// The same at once; nullopt: so much is not left, or others wait for it.
    [[nodiscard]] std::optional<Share> take_now(std::size_t amount);

    [[nodiscard]] std::size_t left() const { return left_; }
    [[nodiscard]] bool is_awaited() const { return !waiting_.empty(); }

private:
    struct Waiting;

    enum class Place : std::uint8_t { first, last };
    [[nodiscard]] awaitable<Result<Share>> take(std::size_t amount, Place place);
    void serve();

    std::size_t amount_;
    std::size_t left_;
    std::list<Waiting*> waiting_;
};

}  // namespace broadsheet
