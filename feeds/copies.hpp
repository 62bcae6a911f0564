#pragma once
// Which articles are the same text: reprints under another headline, cut reprints, later versions. Equal addresses and
// equal texts first, then containment of hashed word sequences, half the best member of a group and half the mean of
// them, so that a rolling report does not eat its neighbours. One thread; the same articles in the same order always
// give the same groups.

#include "feeds/article_digest.hpp"
#include "feeds/key_index.hpp"
#include "feeds/sketch_index.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace broadsheet::feeds {

/// What Copies wants to know of an article but for its words.
struct CopyKeys {
    std::int64_t id = 0;     ///< arrival number: later articles have higher ones
    std::int64_t time = 0;   ///< seconds since 1970
    std::uint64_t feed = 0;  ///< who brought it
    std::uint64_t url = 0;   ///< hash of the canonical address; 0: none
    std::uint64_t text = 0;
    std::uint64_t title = 0;
};

struct CopyFacts : CopyKeys {
    Sketch sketch;
};

/// Why an article is in a group of copies.
struct CopyMatch {
    std::int64_t group = 0;    ///< the first article of it
    std::int64_t nearest = 0;  ///< the member it is most like
    bool exact = false;        ///< equal address or equal text
    std::int64_t score = 0;    ///< Q16
};

class Copies {
public:
    static constexpr std::int64_t threshold = 19'661;  ///< 0.30 in Q16

    /// The group that the article is a copy of, if there is one.
    [[nodiscard]] std::optional<CopyMatch> find(const CopyFacts& article);

    /// Remembers the article as a member of `group`, its own id when it is the first.
    void add(CopyFacts article, std::int64_t group);

    /// Puts back what was added before, of which `clock` makes part or all too old to be compared with.
    void restore(CopyFacts article, std::int64_t group, std::int64_t clock);

    /// Whether the words of an article of that time can still be compared with at `clock`.
    [[nodiscard]] static bool compares_words(std::int64_t time, std::int64_t clock) {
        return time / hour >= (clock - sketch_life) / hour;
    }

    /// Groups that the article just added proves to be one with its own: an equal title and a shared sequence of words.
    /// Joins them under the lowest id; gives the ids that ended.
    std::vector<std::int64_t> join_by_title(std::int64_t article);

    /// Forgets what is too old to be compared with at `clock`.
    void expire(std::int64_t clock);

    [[nodiscard]] std::int64_t group_of(std::int64_t article) const;            ///< 0: not known
    [[nodiscard]] std::int64_t story_of(std::int64_t group) const;              ///< as it was set; 0: not known
    void set_story(std::int64_t group, std::int64_t story);                     ///< the story all members stand in
    [[nodiscard]] std::vector<std::int64_t> members(std::int64_t group) const;  ///< by id
    [[nodiscard]] std::size_t size() const { return numbers_.size(); }

private:
    static constexpr std::int64_t hour = 3600;
    static constexpr std::int64_t sketch_life = 96 * hour;  // no group spans more; some more for late comers

    struct Entry {
        CopyKeys facts;
        std::int64_t group = 0;
        bool compared = false;  ///< by its words; none if it has no sketch
    };
    struct Known {
        const CopyKeys& facts;
        const Sketch& sketch;
    };
    struct Group {
        std::vector<std::uint32_t> members;  ///< in order of arrival
        std::int64_t story = 0;
    };
    static constexpr std::int64_t window = 72 * hour;
    static constexpr std::int64_t exact_window = 7 * 24 * hour;
    static constexpr std::size_t most_of_one_key = 32;
    static constexpr std::uint32_t title_key(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    static constexpr std::uint32_t url_key(std::uint64_t hash) { return title_key(hash) ^ 0x75726c5fU; }
    static constexpr std::uint32_t text_key(std::uint64_t hash) { return title_key(hash) ^ 0x74657874U; }

    using Hits = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // entry and shared shingles, by entry

    // copies_find.cpp
    [[nodiscard]] std::optional<CopyMatch> find_exact(const CopyFacts& article) const;
    [[nodiscard]] Hits shared_shingles(const Known& article);
    [[nodiscard]] static std::int64_t containment(const Known& article, const Known& other, std::uint32_t shared);
    [[nodiscard]] bool tells_apart(const Known& article, const Group& group) const;
    [[nodiscard]] bool gives_other_headline(const CopyKeys& article, const Group& group) const;
    [[nodiscard]] bool tells_apart(const Group& a, const Group& b) const;
    void drop_habits(std::vector<std::uint32_t>& having) const;

    [[nodiscard]] Known known(std::uint32_t number) const;
    [[nodiscard]] static bool is_version(const Known& a, const Known& b);
    [[nodiscard]] static bool has_other_text(const Known& a, const Known& b);

    // copies.cpp
    std::uint32_t insert(const CopyKeys& article, std::int64_t group);
    void keep_sketch(std::uint32_t number, Sketch sketch);
    void forget_sketch(std::uint32_t number);
    void forget(std::uint32_t number);

    std::deque<Entry> entries_;
    std::vector<std::uint32_t> free_;
    boost::unordered_flat_map<std::int64_t, std::uint32_t> numbers_;  // article → entry
    boost::unordered_flat_map<std::int64_t, Group> groups_;
    KeyIndex keys_;  // address, text and title; two may share a key
    SketchIndex sketches_;
    std::map<std::int64_t, std::vector<std::uint32_t>> hours_;         // of entries
    std::map<std::int64_t, std::vector<std::uint32_t>> sketch_hours_;  // of entries compared by their words
    std::vector<std::uint32_t> shared_;  // scratch of shared_shingles(), by entry: zeros between calls
};

}  // namespace broadsheet::feeds
