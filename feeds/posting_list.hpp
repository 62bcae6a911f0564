#pragma once
// Who has a feature: numbers in the order they came, leaving mostly in the same order. Not safe for threads.

#include <boost/container/options.hpp>
#include <boost/container/vector.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace broadsheet::feeds {

class PostingList {
public:
    void push(std::uint32_t entry) { entries_.push_back(entry); }

    /// Takes out the first entry for which `is_it` holds, if there is one.
    template <class Predicate>
    void erase(Predicate is_it) {
        const auto begin = entries_.begin() + head_;
        const auto found = std::find_if(begin, entries_.end(), is_it);
        if (found == entries_.end()) return;
        if (found == begin)
            ++head_;
        else
            entries_.erase(found);
        if (head_ >= 16 && std::size_t{head_} * 2 >= entries_.size()) {
            entries_.erase(entries_.begin(), entries_.begin() + head_);
            head_ = 0;
        }
        if (head_ == entries_.size()) *this = PostingList();
    }

    /// The newest, at most `limit`, oldest of them first.
    [[nodiscard]] std::span<const std::uint32_t> newest(std::size_t limit) const {
        const auto count = std::min(limit, size());
        return std::span<const std::uint32_t>(entries_.data(), entries_.size()).last(count);
    }
    [[nodiscard]] std::size_t size() const { return entries_.size() - head_; }

private:
    // There are hundreds of thousands of lists, most of them short.
    using Options =
        boost::container::vector_options_t<boost::container::stored_size<std::uint32_t>,
                                           boost::container::growth_factor<boost::container::growth_factor_50>>;
    boost::container::vector<std::uint32_t, void, Options> entries_;
    std::uint32_t head_ = 0;  ///< those before it have left
};

}  // namespace broadsheet::feeds
