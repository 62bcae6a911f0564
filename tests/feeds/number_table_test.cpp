#include "feeds/number_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace broadsheet::feeds {
namespace {

struct KeyOf {
    const std::vector<std::int64_t>* keys;
    std::int64_t operator()(std::uint32_t number) const { return (*keys)[number]; }
};

TEST(NumberTable, FindsWhatAPlainMapFindsWhileNumbersComeAndGo) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every run
    std::vector<std::int64_t> keys;
    NumberTable table{KeyOf{&keys}};
    std::map<std::int64_t, std::uint32_t> expected;
    for (std::uint32_t number = 0; number < 20'000; ++number) {
        const auto key = static_cast<std::int64_t>(random() % 3'000) - 1'500;
        keys.push_back(key);
        if (expected.contains(key)) {
            ASSERT_NE(table.find(key), nullptr);
            ASSERT_EQ(*table.find(key), expected.at(key));
            table.erase(key);
            expected.erase(key);
        } else {
            ASSERT_EQ(table.find(key), nullptr);
            table.insert(number);
            expected[key] = number;
        }
        ASSERT_EQ(table.size(), expected.size());
    }
}

TEST(NumberTable, ANumberGivesItsPlaceToOneWithTheSameKey) {
    const std::vector<std::int64_t> keys{5, 6, 5};
    NumberTable table{KeyOf{&keys}};
    table.insert(0);
    table.insert(1);
    *table.find(5) = 2;
    EXPECT_EQ(*table.find(5), 2U);
    EXPECT_EQ(*table.find(6), 1U);
    EXPECT_EQ(table.size(), 2U);
}

}  // namespace
}  // namespace broadsheet::feeds
