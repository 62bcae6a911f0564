#pragma once
// Which things have a key. Nearly every key is one thing's alone, so that one stands in the table itself. Not safe for
// threads.

#include "feeds/list_pool.hpp"
#include "feeds/number_table.hpp"
#include "feeds/place_in.hpp"

#include <cstdint>
#include <vector>

namespace broadsheet::feeds {

/// Things are numbers below 2^31; `KeyOf` gives their keys, which do not change while they are here.
template <class KeyOf>
class KeyIndex {
public:
    using Key = typename NumberTable<KeyOf>::Key;

    explicit KeyIndex(KeyOf key_of) : key_of_(key_of), table_(SlotKey{this}) {}
    KeyIndex(const KeyIndex&) = delete;
    KeyIndex& operator=(const KeyIndex&) = delete;

    void add(std::uint32_t thing) {
        std::uint32_t* const slot = table_.find(key_of_(thing));
        if (slot == nullptr) return table_.insert(thing);
        if ((*slot & listed) == 0) *slot = listed | new_list(*slot);
        pool_.push(lists_[*slot & ~listed], thing);
    }

    void remove(std::uint32_t thing) {
        const Key key = key_of_(thing);
        const std::uint32_t* const slot = table_.find(key);
        if (slot == nullptr) return;
        if ((*slot & listed) == 0) {
            if (*slot == thing) table_.erase(key);
            return;
        }
        const std::uint32_t number = *slot & ~listed;
        auto& list = lists_[number];
        if (list.size() == 1 && pool_.numbers(list).front() == thing) {
            table_.erase(key);
            free_lists_.push_back(number);
        }
        pool_.erase(list, [thing](std::uint32_t other) { return other == thing; });
    }

    /// Calls `take(thing)` for the newest things with the key, at most `most`, the oldest of them first.
    template <class Take>
    void visit_newest(Key key, std::size_t most, Take take) const {
        const std::uint32_t* const slot = table_.find(key);
        if (slot == nullptr) return;
        if ((*slot & listed) == 0) return take(*slot);
        for (const std::uint32_t thing : pool_.newest(lists_[*slot & ~listed], most)) take(thing);
    }

private:
    // A slot of the table: a thing, or a list's number with the top bit. All of a list have its key.
    static constexpr std::uint32_t listed = 1U << 31;

    struct SlotKey {
        const KeyIndex* index;
        Key operator()(std::uint32_t slot) const {
            if ((slot & listed) == 0) return index->key_of_(slot);
            return index->key_of_(index->pool_.numbers(index->lists_[slot & ~listed]).front());
        }
    };

    std::uint32_t new_list(std::uint32_t thing) {
        const std::uint32_t number = place_in(lists_, free_lists_);
        pool_.push(lists_[number], thing);
        return number;
    }

    KeyOf key_of_;
    ListPool pool_;
    std::vector<ListPool::List> lists_;
    std::vector<std::uint32_t> free_lists_;
    NumberTable<SlotKey> table_;
};

}  // namespace broadsheet::feeds
