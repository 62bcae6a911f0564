#include "feeds/list_pool.hpp"

namespace broadsheet::feeds {

void ListPool::clear(List& list) {
    if (list.size_ == 0) return;
    free_[list.room_].push_back(list.place_);
    list = {};
}

std::uint32_t ListPool::take(unsigned room) {
    auto& free = free_[room];
    if (free.empty()) {
        const auto place = static_cast<std::uint32_t>(pool_.size());
        pool_.resize(pool_.size() + (std::size_t{1} << room));
        return place;
    }
    const std::uint32_t place = free.back();
    free.pop_back();
    return place;
}

void ListPool::move(List& list, unsigned room) {
    const std::uint32_t place = take(room);
    std::copy_n(pool_.begin() + list.place_, list.size_, pool_.begin() + place);
    free_[list.room_].push_back(list.place_);
    list.place_ = place;
    list.room_ = room & 31;
}

}  // namespace broadsheet::feeds
