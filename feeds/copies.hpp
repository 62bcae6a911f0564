#pragma once
// Which articles are the same text: reprints under another headline, cut reprints, later versions. Equal addresses and
// equal texts first, then containment of hashed word sequences, half the best member of a group and half the mean of
// them, so that a rolling report does not eat its neighbours. One thread; the same articles in the same order always
// give the same groups.

#include "feeds/article_digest.hpp"
#include "feeds/key_index.hpp"
#include "feeds/number_table.hpp"
#include "feeds/sketch_index.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
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
    Copies() = default;
    Copies(const Copies&) = delete;
    Copies& operator=(const Copies&) = delete;

    static constexpr std::int64_t threshold = 19'661;  ///< 0.30 in Q16

    /// The group that the article is a copy of, if there is one.
    [[nodiscard]] std::optional<CopyMatch> find(const CopyFacts& article);

    /// Remembers the article as a member of `group`, its own id when it is the first.
    void add(const CopyFacts& article, std::int64_t group);

    /// Puts back what was added before, of which `clock` or the floors make part or all too old to be compared with.
    /// Nothing of it can be found before restored(), which comes after the last.
    void restore(const CopyFacts& article, std::int64_t group, std::int64_t clock);
    void restored() { sketches_.restored(); }

    /// Whether the words of an article of that time can still be compared with at `clock`.
    [[nodiscard]] bool compares_words(std::int64_t time, std::int64_t clock) const {
        return time >= std::max(oldest(sketch_life, clock), floors_.compared);
    }

    /// Groups that the article just added proves to be one with its own: an equal title and a shared sequence of words.
    /// Joins them under the lowest id; gives the ids that ended.
    std::vector<std::int64_t> join_by_title(std::int64_t article);

    /// Forgets what is too old to be compared with at `clock`.
    void expire(std::int64_t clock);

    /// Times before which nothing is kept, however late it is: of whole articles, and of their words.
    struct Floors {
        std::int64_t known = std::numeric_limits<std::int64_t>::min();
        std::int64_t compared = std::numeric_limits<std::int64_t>::min();
        bool operator==(const Floors&) const = default;
    };
    /// Where more than `most` articles are compared by their words, or `known_to_compared` times as many are known,
    /// raises a floor so that seven eighths of that are left.
    void make_room(std::size_t most);
    void set_floors(Floors floors) { floors_ = floors; }
    [[nodiscard]] Floors floors() const { return floors_; }
    static constexpr std::size_t known_to_compared = 4;

    [[nodiscard]] std::int64_t group_of(std::int64_t article) const;            ///< 0: not known
    [[nodiscard]] std::int64_t story_of(std::int64_t group) const;              ///< as it was set; 0: not known
    void set_story(std::int64_t group, std::int64_t story);                     ///< the story all members stand in
    [[nodiscard]] std::vector<std::int64_t> members(std::int64_t group) const;  ///< by id
    [[nodiscard]] std::size_t size() const { return numbers_.size(); }
    [[nodiscard]] std::size_t compared() const { return compared_; }  ///< of these, by their words

private:
    static constexpr std::int64_t hour = 3600;
    static constexpr std::int64_t sketch_life = 96 * hour;  // no group spans more; some more for late comers

    static constexpr std::uint32_t none = ~0U;

    struct Entry {
        std::int64_t id = 0;  ///< 0: the place is free
        std::int64_t time = 0;
        std::uint64_t url = 0;
        std::uint64_t text = 0;
        std::uint64_t title = 0;
        std::uint32_t group = 0;
        std::uint32_t next = none;        ///< member of the group in order of arrival
        std::uint32_t previous = none;    ///< the same the other way
        std::uint32_t feed : 31 = 0;      ///< its small number
        std::uint32_t compared : 1 = 0U;  ///< by its words; none if it has no sketch
    };
    struct Known {
        CopyKeys facts;
        SketchView sketch;
    };
    struct Group {
        std::int64_t id = 0;
        std::int64_t story = 0;
        std::uint32_t first = none;  ///< member
        std::uint32_t last = none;
    };
    /// An article that has the words just looked at.
    struct Having {
        std::uint32_t number = 0;
        std::uint32_t feed = 0;
        std::uint32_t group = 0;
    };
    /// The groups of a feed that say the words just looked at, up to three.
    struct Habit {
        std::uint32_t look = 0;  ///< when they were looked at
        std::uint32_t groups = 0;
        std::uint32_t first = none;
        std::uint32_t second = none;
    };
    /// What is forgotten leaves by the hour.
    [[nodiscard]] static constexpr std::int64_t oldest(std::int64_t life, std::int64_t clock) {
        return (clock - life) / hour * hour;
    }
    static constexpr std::int64_t window = 72 * hour;
    static constexpr std::int64_t exact_window = 7 * 24 * hour;
    static constexpr std::size_t most_of_one_key = 32;
    // Of a group, the newest: what a feed says again and again makes groups as large as it likes.
    static constexpr std::size_t most_members = 1'024;
    static constexpr std::size_t most_of_one_feed = 64;
    static constexpr std::uint32_t boilerplate = 60;  // articles with one shingle
    static constexpr std::uint32_t title_key(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    static constexpr std::uint32_t url_key(std::uint64_t hash) { return title_key(hash) ^ 0x75726c5fU; }
    static constexpr std::uint32_t text_key(std::uint64_t hash) { return title_key(hash) ^ 0x74657874U; }

    /// What keys_ has: an entry with one of these below its number.
    enum KeyKind : std::uint32_t { by_url, by_text, by_title };
    static constexpr unsigned kind_bits = 2;
    struct EntryKey {
        const std::deque<Entry>* entries;
        std::uint32_t operator()(std::uint32_t keyed) const;
    };
    template <class Thing>
    struct IdOf {
        const std::deque<Thing>* things;
        std::int64_t operator()(std::uint32_t number) const { return (*things)[number].id; }
    };

    // copies_find.cpp
    [[nodiscard]] std::optional<CopyMatch> find_exact(const CopyFacts& article) const;
    [[nodiscard]] static bool is_compared(const Known& article, const Entry& other);
    void count_shared(const Known& article);
    void forget_shared();
    [[nodiscard]] std::vector<std::uint32_t> groups_alike(const Known& article);
    [[nodiscard]] static std::int64_t containment(const Known& article, const Known& other, std::uint32_t shared);
    [[nodiscard]] bool tells_apart(const Known& article, const Group& group) const;
    [[nodiscard]] bool gives_other_headline(const CopyKeys& article, const Group& group) const;
    [[nodiscard]] bool tells_apart(const Group& a, const Group& b) const;
    void drop_habits(std::vector<Having>& having);

    [[nodiscard]] CopyKeys facts(std::uint32_t number) const;
    [[nodiscard]] Known known(std::uint32_t number) const;
    [[nodiscard]] static bool is_version(const Known& a, const Known& b);
    [[nodiscard]] static bool has_other_text(const Known& a, const Known& b);

    // copies.cpp
    std::uint32_t insert(const CopyKeys& article, std::int64_t group);
    std::uint32_t group_numbered(std::int64_t id);
    void leave_group(std::uint32_t number);
    void join_groups(std::uint32_t keep, std::uint32_t drop);
    /// Of its newest.
    template <class Predicate>
    [[nodiscard]] bool any_member(const Group& group, Predicate holds) const {
        std::size_t left = most_members;
        for (std::uint32_t number = group.last; number != none && left > 0; number = entries_[number].previous, --left)
            if (holds(number)) return true;
        return false;
    }
    void append(Group& group, std::uint32_t number);
    [[nodiscard]] std::int64_t floor_for(std::size_t left, bool compared) const;
    void forget_before(std::int64_t oldest_known, std::int64_t oldest_compared);
    void forget_sketch(std::uint32_t number);
    void forget(std::uint32_t number);

    std::deque<Entry> entries_;
    std::vector<std::uint32_t> free_;
    NumberTable<IdOf<Entry>> numbers_{IdOf<Entry>{&entries_}};  // article → entry
    std::deque<Group> groups_;
    std::vector<std::uint32_t> free_groups_;
    NumberTable<IdOf<Group>> group_numbers_{IdOf<Group>{&groups_}};  // id → group
    std::vector<std::uint64_t> feeds_;                               // by their small numbers
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> feed_numbers_;
    KeyIndex<EntryKey> keys_{EntryKey{&entries_}};  // address, text and title; two may share a key
    SketchIndex sketches_{boilerplate};
    std::size_t compared_ = 0;
    Floors floors_;

    std::vector<std::uint32_t> shared_;  // with the article looked at, by entry: count_shared()
    std::vector<std::uint32_t> hits_;    // entries of which shared_ is not zero
    std::vector<Habit> habits_;          // scratch of drop_habits(), by feed
    std::uint32_t look_ = 0;
};

}  // namespace broadsheet::feeds
