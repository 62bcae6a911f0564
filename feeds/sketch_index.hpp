#pragma once
// The sketches of articles, and which articles have a shingle. Nearly every shingle is one article's alone, so the
// table holds four bytes for each: whose it is and where in the sketch it stands. Not safe for threads.

#include "feeds/list_pool.hpp"
#include "feeds/number_table.hpp"
#include "feeds/packed_sketch.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace broadsheet::feeds {

class SketchIndex {
public:
    static constexpr std::uint32_t most_articles = 1U << 23;

    /// What more than `most` articles have is boilerplate: such articles are counted but not named.
    explicit SketchIndex(std::uint32_t most);

    /// Remembers the sketch of an article that has none. Articles are small numbers; one from `most_articles` on is not
    /// remembered.
    void add(std::uint32_t article, SketchView sketch);
    void remove(std::uint32_t article);

    /// Fills an empty index: add() of very many articles, in a fraction of the time. restored() comes after the last.
    void restore(std::uint32_t article, SketchView sketch);
    void restored();

    /// Empty when the article has none. Good until the next call of add() or remove().
    [[nodiscard]] SketchView sketch(std::uint32_t article) const;

    /// The articles with the shingle, in no order; none of boilerplate. Good until the next call of any other.
    [[nodiscard]] std::span<const std::uint32_t> having(std::uint32_t shingle);

private:
    // A slot of the table: an article and the place of the shingle in its sketch, or a list's number with the top bit.
    using Slot = std::uint32_t;
    static constexpr Slot listed = 1U << 31;
    static constexpr unsigned place_bits = 8;
    static constexpr std::size_t most_places = 1U << place_bits;

    /// Articles that share a shingle.
    struct Sharing {
        std::uint32_t shingle = 0;
        std::uint32_t count = 0;
        ListPool::List articles;  ///< empty while they are more than boilerplate has
    };
    /// What slots stand for; the table holds its address.
    struct Known {
        std::deque<PackedSketch> sketches;  ///< by article
        std::deque<Sharing> lists;
    };
    struct SlotShingle {
        const Known* known;
        std::uint32_t operator()(Slot slot) const {
            if ((slot & listed) != 0) return known->lists[slot & ~listed].shingle;
            return known->sketches[slot >> place_bits].shingle(slot & (most_places - 1));
        }
    };

    void keep(std::uint32_t article, SketchView sketch);
    void index(std::uint32_t article, std::size_t place);
    void index_sorted(std::span<const std::uint64_t> entries);
    void index_alike(std::span<const std::uint64_t> alike);
    void unindex(std::uint32_t shingle, std::uint32_t article);
    void push(Sharing& list, std::uint32_t article);
    [[nodiscard]] bool is_unnamed(std::uint32_t shingle) const {
        return !unnamed_.empty() && unnamed_.contains(shingle);
    }
    void name_again();
    [[nodiscard]] Slot new_list(std::uint32_t shingle);
    [[nodiscard]] Sharing& list_of(Slot slot) { return known_->lists[slot & ~listed]; }

    std::uint32_t most_;
    std::unique_ptr<Known> known_;
    NumberTable<SlotShingle> table_;
    ListPool pool_;
    std::vector<std::uint32_t> free_lists_;
    boost::unordered_flat_set<std::uint32_t> unnamed_;  // shingles, boilerplate until lately, with empty lists
    std::uint32_t only_ = 0;                            // what having() gives of one article
};

}  // namespace broadsheet::feeds
