#pragma once
// Many lists of numbers in one piece of memory: hundreds of thousands of them, most of them short, cost no allocation
// and no header each. A list has a block of a power of two. Not safe for threads.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace broadsheet::feeds {

class ListPool {
public:
    /// Belongs to the pool that fills it. An empty one has no block.
    class List {
    public:
        [[nodiscard]] std::size_t size() const { return size_; }

    private:
        friend class ListPool;
        std::uint32_t place_ = 0;
        std::uint32_t size_ : 27 = 0;
        std::uint32_t room_ : 5 = 0;  ///< of its block, as a power of two
    };

    void push(List& list, std::uint32_t number) {
        if (list.size_ == 0)
            list.place_ = take(list.room_ = 0);
        else if (list.size_ == 1U << list.room_)
            move(list, list.room_ + 1);
        pool_[list.place_ + list.size_++] = number;
    }

    /// Takes out the first number for which `is_it` holds, if there is one; the others stay in order.
    template <class Predicate>
    void erase(List& list, Predicate is_it) {
        const auto begin = pool_.begin() + list.place_;
        const auto end = begin + list.size_;
        const auto found = std::find_if(begin, end, is_it);
        if (found == end) return;
        if (list.size_ == 1) return clear(list);
        std::copy(found + 1, end, found);
        if (--list.size_ * 4 <= 1U << list.room_) move(list, list.room_ - 1);
    }
    void clear(List& list);

    /// Numbers that there is room for.
    [[nodiscard]] std::size_t room() const { return pool_.size(); }

    /// In the order they came. Good until the next push.
    [[nodiscard]] std::span<const std::uint32_t> numbers(const List& list) const {
        return std::span(pool_).subspan(list.place_, list.size_);
    }
    /// The last of them, at most `limit`.
    [[nodiscard]] std::span<const std::uint32_t> newest(const List& list, std::size_t limit) const {
        return numbers(list).last(std::min(limit, list.size()));
    }

private:
    std::uint32_t take(unsigned room);
    void move(List& list, unsigned room);

    std::vector<std::uint32_t> pool_;
    std::array<std::vector<std::uint32_t>, 28> free_;  // blocks, by their room
};

}  // namespace broadsheet::feeds
