#include "feeds/story_index.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

TEST(StoryIndex, ForgetsOfADayWhatItCountedAndNoMore) {
    const StoryTerms terms({{1, 4}, {2, 4}}, {});
    StoryIndex index;
    StoryIndex other;
    index.count({{1, 200}, {2, 100}}, 2);
    other.count({{1, 200}, {2, 100}}, 2);
    for (std::uint64_t article = 0; article < 5'000; ++article) index.count({{1, 200}, {10 + article % 300, 100}}, 1);
    EXPECT_NE(index.weigh(terms), other.weigh(terms));
    index.forget_days_before(2);
    EXPECT_EQ(index.weigh(terms), other.weigh(terms));
    const StoryTerms gone({{10, 4}, {11, 4}}, {});
    EXPECT_EQ(index.weigh(gone), other.weigh(gone));
}

}  // namespace
}  // namespace broadsheet::feeds
