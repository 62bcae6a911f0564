#pragma once
// Many lists of numbers: hundreds of thousands of them, most of them short, cost no allocation and no header each. A
// short list has a block of a power of two in a chunk that it shares with others, so that nothing is ever moved to make
// the whole larger; a long one has memory of its own. Not safe for threads.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace broadsheet::feeds {

class ListPool {
    static constexpr unsigned size_bits = 27;

public:
    /// Belongs to the pool that fills it. An empty one has no memory.
    class List {
    public:
        [[nodiscard]] std::size_t size() const { return size_; }

    private:
        friend class ListPool;
        std::uint32_t place_ = 0;  ///< of its block, or its number among the long ones
        std::uint32_t size_ : size_bits = 0;
        std::uint32_t rank_ : 32 - size_bits = 0;  ///< of its block: the power of two
    };

    ListPool() { free_.fill(none); }

    void push(List& list, std::uint32_t number) {
        if (list.size_ == room(list)) grow(list);
        begin(list)[list.size_++] = number;
    }

    /// Fills an empty list.
    void assign(List& list, std::span<const std::uint32_t> numbers);

    /// Takes out the first number for which `is_it` holds, if there is one; the others stay in order.
    template <class Predicate>
    void erase(List& list, Predicate is_it) {
        if (list.size_ == 0) return;
        std::uint32_t* const end = begin(list) + list.size_;
        std::uint32_t* const found = std::find_if(begin(list), end, is_it);
        if (found == end) return;
        std::copy(found + 1, end, found);
        cut(list, list.size() - 1);
    }
    /// The same of all of them.
    template <class Predicate>
    void erase_all(List& list, Predicate is_it) {
        if (list.size_ == 0) return;
        std::uint32_t* const first = begin(list);
        std::uint32_t* const end = std::remove_if(first, first + list.size_, is_it);
        cut(list, static_cast<std::size_t>(end - first));
    }
    void clear(List& list);

    /// Numbers that there is room for.
    [[nodiscard]] std::size_t room() const;

    /// In the order they came. Good until the next push.
    [[nodiscard]] std::span<const std::uint32_t> numbers(const List& list) const {
        if (list.size_ == 0) return {};
        return {begin(list), list.size_};
    }
    /// The last of them, at most `limit`.
    [[nodiscard]] std::span<const std::uint32_t> newest(const List& list, std::size_t limit) const {
        return numbers(list).last(std::min(limit, list.size()));
    }

private:
    static constexpr std::uint32_t most = (1U << size_bits) - 1;  // numbers of a list
    static constexpr std::size_t longest_block = 64;
    static constexpr unsigned own_rank = 31;    // of lists with memory of their own
    static constexpr unsigned chunk_rank = 12;  // 16 KiB
    static constexpr std::uint32_t none = ~0U;

    using Numbers = std::unique_ptr<std::uint32_t[]>;
    struct Long {
        Numbers numbers;
        std::size_t room = 0;
    };

    [[nodiscard]] std::size_t room(const List& list) const {
        if (list.size_ == 0) return 0;
        return list.rank_ == own_rank ? long_[list.place_].room : std::size_t{1} << list.rank_;
    }
    [[nodiscard]] std::uint32_t* block(std::uint32_t place) const {
        return &chunks_[place >> chunk_rank][place & ((1U << chunk_rank) - 1)];
    }
    [[nodiscard]] std::uint32_t* begin(const List& list) const {
        return list.rank_ == own_rank ? long_[list.place_].numbers.get() : block(list.place_);
    }
    void grow(List& list);
    void cut(List& list, std::size_t size);
    void move(List& list, std::size_t room);
    [[nodiscard]] List make(std::size_t room);
    [[nodiscard]] std::uint32_t take(unsigned rank);
    void give_back(std::uint32_t place, unsigned rank);

    std::vector<Numbers> chunks_;
    std::array<std::uint32_t, chunk_rank + 1> free_{};  // by rank: a free block, whose first number leads to the next
    std::vector<Long> long_;
    std::vector<std::uint32_t> free_long_;
};

}  // namespace broadsheet::feeds
