#pragma once
// The sketches of articles, and which articles have a shingle. Nearly every shingle is one article's alone, so the
// table holds four bytes for each: whose it is and where in the sketch it stands. Not safe for threads.

#include "feeds/article_digest.hpp"
#include "feeds/posting_list.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace broadsheet::feeds {

class SketchIndex {
public:
    static constexpr std::uint32_t most_articles = 1U << 23;

    SketchIndex();

    /// Remembers the sketch of an article that has none. Articles are small numbers; one from `most_articles` on is not
    /// remembered.
    void add(std::uint32_t article, Sketch sketch);
    void remove(std::uint32_t article);

    /// Empty when the article has none. Good until the next call of add() or remove().
    [[nodiscard]] const Sketch& sketch(std::uint32_t article) const;

    /// Calls `take(article)` for each article with the shingle; for none when more than `most` have it, since what so
    /// many say is boilerplate.
    template <class Take>
    void visit(std::uint32_t shingle, std::size_t most, Take take) const {
        const auto found = table_.find(Shingle{shingle});
        if (found == table_.end()) return;
        if ((*found & listed) == 0) return take(*found >> place_bits);
        const PostingList& articles = pool_->lists[*found & ~listed].articles;
        if (articles.size() > most) return;
        for (const std::uint32_t article : articles.newest(most)) take(article);
    }

private:
    // A slot of the table: an article and the place of the shingle in its sketch, or a list's number with the top bit.
    using Slot = std::uint32_t;
    static constexpr Slot listed = 1U << 31;
    static constexpr unsigned place_bits = 8;
    static constexpr std::size_t most_places = 1U << place_bits;

    struct Shingle {
        std::uint32_t value;
    };
    struct List {
        std::uint32_t shingle = 0;
        PostingList articles;
    };
    /// What slots stand for; the table holds its address.
    struct Pool {
        std::deque<Sketch> sketches;  ///< by article
        std::deque<List> lists;

        [[nodiscard]] std::uint32_t value(Slot slot) const {
            if ((slot & listed) != 0) return lists[slot & ~listed].shingle;
            return sketches[slot >> place_bits].shingles[slot & (most_places - 1)];
        }
        [[nodiscard]] static std::uint32_t value(Shingle shingle) { return shingle.value; }
    };
    struct Hash {
        using is_transparent = void;
        const Pool* pool;
        template <class Key>
        std::size_t operator()(Key key) const {
            return pool->value(key);
        }
    };
    struct Equal {
        using is_transparent = void;
        const Pool* pool;
        template <class A, class B>
        bool operator()(A a, B b) const {
            return pool->value(a) == pool->value(b);
        }
    };
    using Table = boost::unordered_flat_set<Slot, Hash, Equal>;

    void index(std::uint32_t article, std::size_t place);
    void unindex(std::uint32_t shingle, std::uint32_t article);
    [[nodiscard]] Slot new_list(std::uint32_t shingle);
    void grow(std::size_t more);

    std::unique_ptr<Pool> pool_;
    Table table_;
    std::vector<std::uint32_t> free_lists_;
};

}  // namespace broadsheet::feeds
