#include "feeds/story_index.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace broadsheet::feeds {
namespace {

TEST(StoryIndex, ForgetsOfADayWhatItCountedAndNoMore) {
    const std::vector<StoryTerm> terms{{1, 4, "often"}, {2, 4, "seldom"}};
    StoryIndex index;
    StoryIndex other;
    index.count({{1, 200}, {2, 100}}, 2);
    other.count({{1, 200}, {2, 100}}, 2);
    for (std::uint64_t article = 0; article < 5'000; ++article) index.count({{1, 200}, {10 + article % 300, 100}}, 1);
    EXPECT_NE(index.weigh(terms), other.weigh(terms));
    index.forget_days_before(2);
    EXPECT_EQ(index.weigh(terms), other.weigh(terms));
    EXPECT_EQ(index.weigh({{10, 4, "gone"}, {11, 4, "too"}}), other.weigh({{10, 4, "gone"}, {11, 4, "too"}}));
}

}  // namespace
}  // namespace broadsheet::feeds
