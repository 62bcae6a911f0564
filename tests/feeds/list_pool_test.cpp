#include "feeds/list_pool.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace broadsheet::feeds {
namespace {

TEST(ListPool, SaysWhatPlainVectorsSayWhileListsGrowAndShrink) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every run
    ListPool pool;
    std::array<ListPool::List, 20> lists;
    std::array<std::vector<std::uint32_t>, 20> expected;
    for (std::uint32_t step = 0; step < 20'000; ++step) {
        const std::size_t place = random() % lists.size();
        auto& plain = expected[place];
        const auto action = random() % 100;
        if (action == 0) {
            pool.clear(lists[place]);
            plain.clear();
        } else if (action < 55 || plain.empty()) {
            pool.push(lists[place], step);
            plain.push_back(step);
        } else {
            const std::uint32_t gone = action < 80 ? plain.front() : plain[random() % plain.size()];
            pool.erase(lists[place], [gone](std::uint32_t number) { return number == gone; });
            std::erase(plain, gone);
        }
        const auto numbers = pool.numbers(lists[place]);
        ASSERT_EQ(std::vector(numbers.begin(), numbers.end()), plain) << step;
        const auto newest = pool.newest(lists[place], 3);
        ASSERT_EQ(newest.size(), std::min<std::size_t>(3, plain.size()));
    }
}

TEST(ListPool, ListsThatComeAndGoTakeNoMoreRoomThanAtTheirMost) {
    ListPool pool;
    std::size_t once = 0;
    for (int round = 0; round < 20; ++round) {
        ListPool::List list;
        for (std::uint32_t number = 0; number < 1'000; ++number) pool.push(list, number);
        for (std::uint32_t number = 0; number < 1'000; ++number)
            pool.erase(list, [number](std::uint32_t other) { return other == number; });
        EXPECT_EQ(list.size(), 0U);
        if (round == 0) once = pool.room();
    }
    EXPECT_EQ(pool.room(), once);
}

}  // namespace
}  // namespace broadsheet::feeds
