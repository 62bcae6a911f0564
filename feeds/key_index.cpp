#include "feeds/key_index.hpp"

namespace broadsheet::feeds {

void KeyIndex::add(std::uint32_t key, std::uint32_t article) {
    const auto [entry, added] = table_.try_emplace(key, article);
    if (added) return;
    if ((entry->second & shared) == 0) {
        std::uint32_t number = 0;
        if (free_lists_.empty()) {
            number = static_cast<std::uint32_t>(lists_.size());
            lists_.emplace_back();
        } else {
            number = free_lists_.back();
            free_lists_.pop_back();
        }
        pool_.push(lists_[number], entry->second);
        entry->second = number | shared;
    }
    pool_.push(lists_[entry->second & ~shared], article);
}

void KeyIndex::remove(std::uint32_t key, std::uint32_t article) {
    const auto entry = table_.find(key);
    if (entry == table_.end()) return;
    if ((entry->second & shared) == 0) {
        if (entry->second == article) table_.erase(entry);
        return;
    }
    const std::uint32_t number = entry->second & ~shared;
    pool_.erase(lists_[number], [article](std::uint32_t other) { return other == article; });
    if (lists_[number].size() > 0) return;
    free_lists_.push_back(number);
    table_.erase(entry);
}

}  // namespace broadsheet::feeds
