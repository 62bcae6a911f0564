#pragma once
// One article once, one story together: copies first, stories of what is left. `broadsheet group` and the daemon run
// this very code. No clock and no I/O; one thread. The same articles in the same order give the same placements, on
// every machine and also when a restart comes between them.

#include "feeds/article_digest.hpp"
#include "feeds/copies.hpp"
#include "feeds/stories.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// How an article came to stand where it does.
enum class GroupingStep {
    first,  ///< like none before: it founded a story
    exact,  ///< same address or same text as another
    copy,   ///< the same text, cut or changed
    story,  ///< tells the same event
    moved,  ///< joined a better story at a second look
    hand,   ///< put there by an admin
};

[[nodiscard]] std::string_view to_string(GroupingStep step);
/// The step of that name; first where there is none.
[[nodiscard]] GroupingStep grouping_step(std::string_view name);

struct GroupingReason {
    GroupingStep step = GroupingStep::first;
    std::int64_t nearest = 0;      ///< the article that it is most like; 0: none
    std::int64_t score = 0;        ///< ten-thousandths
    std::int64_t threshold = 0;    ///< that the score had to reach, in ten-thousandths
    std::vector<TermShare> terms;  ///< what did most, in ten-thousandths of the score before it is damped by time
};

struct Placement {
    std::int64_t article = 0;
    std::int64_t story = 0;    ///< named after the article that founded it
    std::int64_t copy_of = 0;  ///< first article of its group of copies; its own id: it is none
    GroupingReason reason;
};

/// `from` has ended in `into`: whoever asks for the former is to be sent to the latter.
struct StoryJoin {
    std::int64_t from = 0;
    std::int64_t into = 0;
    std::int64_t score = 0;      ///< ten-thousandths; 0: it ended because its last article left it
    std::int64_t threshold = 0;  ///< ten-thousandths
};

/// An article that is to be placed.
struct ArrivedArticle {
    std::int64_t id = 0;     ///< higher than all before
    std::int64_t time = 0;   ///< seconds since 1970: the earlier of its date and its arrival
    std::uint64_t feed = 0;  ///< tells feeds apart
    std::uint64_t url = 0;   ///< hash of its canonical address; 0: none
    ArticleDigest digest;
};

/// What must be kept of a placed article, so that a restart goes on where it stopped.
struct GroupedArticle {
    CopyFacts facts;
    std::string language;
    StoryWeights weights;  ///< empty for a copy
    std::int64_t story = 0;
    std::int64_t copy_of = 0;
    bool by_hand = false;
};

struct GroupingOutcome {
    Placement placed;
    GroupedArticle kept;
    std::vector<Placement> others;  ///< known articles that stand elsewhere now, joins of whole stories apart
    std::vector<StoryJoin> joins;
};

class Grouping {
public:
    /// Articles that new ones are compared with, of the last four days: some 300 MB. Where there are more, the oldest
    /// are forgotten.
    static constexpr std::size_t most_articles = 150'000;

    /// With copies_only every group of copies is a story, and nothing else is.
    explicit Grouping(bool copies_only = false, std::size_t most = most_articles)
        : copies_only_(copies_only), most_(most) {}
    [[nodiscard]] std::size_t most() const { return most_; }

    GroupingOutcome add(ArrivedArticle article);

    /// Puts back what add() gave as `kept`, with the story and the group it stands in now: all articles of the last
    /// fourteen days in the order of their ids. restoring() says first how late the latest of them is, and what is too
    /// many; restored() ends it.
    void restoring(std::int64_t latest, Copies::Floors floors = {});
    /// Whether restore() will want the sketch of an article of that time.
    [[nodiscard]] bool wants_sketch(std::int64_t time) const { return copies_.compares_words(time, clock_); }
    void restore(const GroupedArticle& article);
    void restored();

    /// Puts an article, with its copies, into the story that bears the id of the first of them, new unless there is
    /// one. Neither they nor those that they leave are moved by themselves from then on, or they might meet again.
    /// Empty: it is no longer live.
    std::vector<Placement> split(std::int64_t article);
    /// Joins two stories under the older id. False: one of them is not live.
    bool join(std::int64_t story, std::int64_t other);

    [[nodiscard]] std::size_t live() const;

private:
    void tick(std::int64_t time);
    void make_room();
    Stories& stories_in(const std::string& language);
    void place_story(const ArrivedArticle& article, GroupingOutcome& outcome);
    void end_groups(const std::vector<std::int64_t>& ended, std::int64_t article, GroupingOutcome& outcome);
    void note_story(Stories& stories, std::int64_t story);
    Stories* stories_with(std::int64_t article);

    bool copies_only_;
    std::size_t most_;
    Copies copies_;
    std::map<std::string, Stories> stories_;  // by language
    std::int64_t clock_ = 0;
};

}  // namespace broadsheet::feeds
