#pragma once
// Which articles tell the same event, in a stream. An article joins the story whose sum it is most like and in which
// three articles are most like it, damped by the distance in time; stories that have grown alike join; and an article
// of the last hours moves when a better story has formed. What else the article's own feed says is no evidence: a feed
// puts the same words under all its headlines, and its readers want each of its articles. Exact in integers: the same
// articles in the same order give the same stories on every machine, and after a restart. One thread.

#include "feeds/story_index.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace broadsheet::feeds {

/// How much a term has added to a score, in Q16.
struct TermShare {
    std::string term;
    std::int64_t share = 0;
    bool operator==(const TermShare&) const = default;
};

/// Why an article, or a whole story, stands where it does. Scores in Q16.
struct StoryMatch {
    std::int64_t article = 0;  ///< that was placed; for a joined story the article that brought it about
    std::int64_t story = 0;    ///< where it stands now
    std::int64_t former = 0;   ///< the story it stood in, or that ended; 0: none
    std::int64_t nearest = 0;  ///< the article of the story that it is most like
    std::int64_t score = 0;
    std::int64_t threshold = 0;
    std::vector<TermShare> terms;  ///< the five that did most
};

/// What adding an article has come to.
struct StoryOutcome {
    StoryMatch placed;  ///< score 0 and story its own id: it founded one
    StoryWeights weights;
    std::vector<StoryMatch> moved;   ///< other articles that moved to its story
    std::vector<StoryMatch> joined;  ///< stories that ended in its story, or in which its story ended
};

class Stories {
public:
    /// Places an article. Ids rise from call to call and are never 0; `feed` tells feeds apart; `time` is in seconds
    /// since 1970.
    StoryOutcome add(std::int64_t article, std::uint64_t feed, std::int64_t time, const StoryTerms& terms);

    /// Puts back an article that was placed before: what a restart does with all of the last fourteen days, in their
    /// order. No scores are taken, and nothing can be compared with it before restored(), which comes after the last.
    /// restoring() says before the first how late it is, and forget_before() what may be left out.
    void restoring(std::int64_t clock) { clock_ = clock; }
    void restore(std::int64_t article, std::uint64_t feed, std::int64_t time, std::int64_t story,
                 const StoryWeights& weights);
    void restored();

    /// Takes an article out of its story and leaves it in none: it proved to be a copy of another, or says something
    /// else now.
    void remove(std::int64_t article);

    /// Moves an article, or joins two stories, because somebody said so. False where one is no longer live.
    /// Such an article, and a story with one in it, is moved no more by itself.
    bool move(std::int64_t article, std::int64_t story);
    void pin(std::int64_t article);
    bool join(std::int64_t story, std::int64_t other);

    /// Forgets what can take no part any more at `clock`, the latest time seen.
    void expire(std::int64_t clock);
    /// Forgets the stories that began before `time`, and takes in no articles of before.
    void forget_before(std::int64_t time);

    [[nodiscard]] std::int64_t story_of(std::int64_t article) const;            ///< 0: not live
    [[nodiscard]] std::vector<std::int64_t> members(std::int64_t story) const;  ///< by id; empty: not live
    [[nodiscard]] std::size_t live() const { return numbers_.size(); }

private:
    struct Member {
        std::int64_t id = 0;
        std::uint64_t feed = 0;
        std::int64_t time = 0;
        std::uint32_t story = 0;
        bool pinned = false;  ///< put where it is by hand
        StoryVector vector;
    };
    struct Story {
        std::int64_t id = 0;  ///< 0: the place is free
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t time_sum = 0;
        std::uint64_t root = 0;  ///< of the sum's square, in Q8
        bool pinned = false;     ///< has a member that is
        StorySum sum;
        std::vector<std::uint32_t> members;  ///< by article id
    };
    struct Neighbour {
        std::int64_t dot = 0;
        std::uint32_t member = 0;
    };
    struct Candidate {
        std::int64_t score = 0;
        std::uint32_t story = 0;
        std::int64_t own = 0;            ///< products with articles of its own feed
        std::vector<Neighbour> nearest;  ///< best first
    };

    struct OwnPairs {
        std::int64_t product = 0;
        std::int64_t count = 0;
    };

    // stories_score.cpp
    [[nodiscard]] std::vector<Candidate> candidates(const StoryVector& vector, std::uint64_t feed, std::int64_t time);
    void gather(const StoryVector& vector, std::uint64_t feed, std::int64_t time);
    [[nodiscard]] std::vector<std::uint32_t> promising(std::int64_t time);
    void score(Candidate& candidate, const StoryVector& vector, std::int64_t time) const;
    [[nodiscard]] std::int64_t score_among(const Story& story, const Member& article) const;
    void compare_with(const StoryVector& vector) { spread_.set(vector, index_.size()); }
    [[nodiscard]] bool takes(const Story& story, std::int64_t time) const;
    [[nodiscard]] static bool may_pair(const Story& story, const StoryVector& vector);
    [[nodiscard]] std::vector<TermShare> shares(const StoryTerms& terms, const StoryVector& vector,
                                                const StorySum& sum) const;

    // stories_join.cpp
    void join_alike(StoryOutcome& outcome, std::uint32_t& home, const std::vector<Candidate>& ranked);
    void look_again(StoryOutcome& outcome, std::uint32_t home, const std::vector<Candidate>& ranked,
                    const StoryTerms& terms);
    [[nodiscard]] std::int64_t likeness(const Story& a, const Story& b);
    [[nodiscard]] OwnPairs of_one_feed(const Story& a, const Story& b);

    // stories.cpp
    std::uint32_t new_story(std::int64_t id, std::int64_t time);
    std::uint32_t new_member(std::int64_t article, std::uint64_t feed, std::int64_t time, StoryVector vector);
    void put(std::uint32_t member, std::uint32_t story);
    void take(std::uint32_t member);
    void absorb(std::uint32_t keep, std::uint32_t drop);
    static void widen(Story& story, const Member& member);
    void refresh(Story& story) const;
    void retire_old();
    void release(std::uint32_t member);
    [[nodiscard]] std::int64_t oldest() const;

    StoryIndex index_;
    std::vector<Member> members_;
    std::vector<std::uint32_t> free_members_;
    std::vector<Story> stories_;
    std::vector<std::uint32_t> free_stories_;
    boost::unordered_flat_map<std::int64_t, std::uint32_t> numbers_;        // article → member
    boost::unordered_flat_map<std::int64_t, std::uint32_t> story_numbers_;  // id → story
    std::int64_t clock_ = 0;
    std::int64_t swept_ = 0;                                         ///< hour of the clock at the last sweep
    std::int64_t floor_ = std::numeric_limits<std::int64_t>::min();  ///< forget_before()

    SpreadVector spread_;  // of the article that is compared with others: compare_with()

    // Scratch of candidates(), kept for its memory.
    std::vector<std::uint32_t> products_;  // by member
    std::vector<std::uint32_t> touched_;
    std::vector<std::uint32_t> own_;     // of the article's feed
    std::vector<std::uint64_t> totals_;  // by story
    std::vector<std::uint32_t> best_;    // by story
};

}  // namespace broadsheet::feeds
