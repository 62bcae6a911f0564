#pragma once
// Which articles have a key. Nearly every key is one article's alone, so that one stands in the table itself.
// Not safe for threads.

#include "feeds/list_pool.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace broadsheet::feeds {

class KeyIndex {
public:
    void add(std::uint32_t key, std::uint32_t article);
    void remove(std::uint32_t key, std::uint32_t article);

    /// Calls `take(article)` for the newest articles with the key, at most `most`, the oldest of them first.
    template <class Take>
    void visit_newest(std::uint32_t key, std::size_t most, Take take) const {
        const auto found = table_.find(key);
        if (found == table_.end()) return;
        if ((found->second & shared) == 0) return take(found->second);
        for (const std::uint32_t article : pool_.newest(lists_[found->second & ~shared], most)) take(article);
    }

private:
    static constexpr std::uint32_t shared = 1U << 31;

    boost::unordered_flat_map<std::uint32_t, std::uint32_t> table_;  // an article, or a list's number with the top bit
    ListPool pool_;
    std::vector<ListPool::List> lists_;
    std::vector<std::uint32_t> free_lists_;
};

}  // namespace broadsheet::feeds
