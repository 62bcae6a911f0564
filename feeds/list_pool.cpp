#include "feeds/list_pool.hpp"

#include "feeds/place_in.hpp"

#include <bit>
#include <numeric>
#include <utility>

namespace broadsheet::feeds {

void ListPool::assign(List& list, std::span<const std::uint32_t> numbers) {
    if (numbers.empty()) return;
    list = make(numbers.size());
    std::copy(numbers.begin(), numbers.end(), begin(list));
    list.size_ = numbers.size() & most;
}

void ListPool::clear(List& list) {
    if (list.size_ == 0) return;
    if (list.rank_ == own_rank) {
        long_[list.place_] = {};
        free_long_.push_back(list.place_);
    } else {
        give_back(list.place_, list.rank_);
    }
    list = {};
}

std::size_t ListPool::room() const {
    return std::accumulate(long_.begin(), long_.end(), chunks_.size() << chunk_rank,
                           [](std::size_t sum, const Long& list) { return sum + list.room; });
}

/// Long ones by a quarter: what doubling leaves empty is most of what many of them take.
void ListPool::grow(List& list) {
    const std::size_t had = room(list);
    if (had == 0)
        list = make(1);
    else
        move(list, had < longest_block ? 2 * had : had + had / 4);
}

/// To its first `size`.
void ListPool::cut(List& list, std::size_t size) {
    if (size == 0) return clear(list);
    const std::size_t had = room(list);
    list.size_ = size & most;
    std::size_t wanted = had;
    while (size * 4 <= wanted) wanted /= 2;
    if (wanted < had) move(list, wanted);
}

void ListPool::move(List& list, std::size_t room) {
    List moved = make(room);
    std::copy_n(begin(list), list.size_, begin(moved));
    moved.size_ = list.size_;
    clear(list);
    list = moved;
}

ListPool::List ListPool::make(std::size_t room) {
    List list;
    if (room <= longest_block) {
        list.rank_ = std::bit_width(room - 1) & 31;
        list.place_ = take(list.rank_);
        return list;
    }
    list.rank_ = own_rank;
    list.place_ = place_in(long_, free_long_);
    long_[list.place_] = {std::make_unique_for_overwrite<std::uint32_t[]>(room), room};
    return list;
}

/// Halves the smallest that is large enough, a new chunk in the end.
std::uint32_t ListPool::take(unsigned rank) {
    unsigned found = rank;
    while (found < chunk_rank && free_[found] == none) ++found;
    if (free_[found] == none) {
        const auto place = static_cast<std::uint32_t>(chunks_.size() << chunk_rank);
        chunks_.push_back(std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{1} << chunk_rank));
        give_back(place, chunk_rank);
    }
    const std::uint32_t place = std::exchange(free_[found], *block(free_[found]));
    while (found > rank) {
        --found;
        give_back(place + (1U << found), found);
    }
    return place;
}

void ListPool::give_back(std::uint32_t place, unsigned rank) {
    *block(place) = std::exchange(free_[rank], place);
}

}  // namespace broadsheet::feeds
