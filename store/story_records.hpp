#pragma once
// What the store knows of stories: the part of records.hpp that stands by itself. Plain data.

#include "feeds/grouping.hpp"
#include "store/ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace broadsheet::store {

/// Which articles readers see as one entry.
enum class StoryMode {
    merge,   ///< those of one story, where their likeness leaves little doubt
    copies,  ///< those of one text
    off,     ///< none
};

/// An article of a story, and why it is there.
struct StoryMember {
    ArticleId article{};
    std::string title;
    std::string url;
    std::string feed_title;
    Timestamp published;
    feeds::Placement placement;
    std::int64_t lead = 0;  ///< articles with one lead are one entry to readers
    bool by_hand = false;   ///< stays where it is: put there, or left there by one that was taken out
};

struct StoryRecord {
    std::int64_t id = 0;                  ///< of the article that founded it
    std::vector<StoryMember> members;     ///< by id: as they arrived
    std::vector<feeds::StoryJoin> joins;  ///< stories that have ended in it
};

/// What an admin wants changed in stories.
struct StoryOrder {
    enum class Kind : std::uint8_t {
        split,  ///< `other`, an article of the story but not its founder, becomes a story of its own, with its copies
        join,   ///< `other`, a story, becomes one with it
    };
    Kind kind = Kind::split;
    std::int64_t story = 0;
    std::int64_t other = 0;
};

}  // namespace broadsheet::store
