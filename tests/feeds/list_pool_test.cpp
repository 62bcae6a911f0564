#include "feeds/list_pool.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
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
        } else if (action == 1) {
            pool.clear(lists[place]);
            plain.resize(random() % 200);
            std::iota(plain.begin(), plain.end(), 1'000 * step);
            pool.assign(lists[place], plain);
        } else if (action < 55 || plain.empty()) {
            pool.push(lists[place], step);
            plain.push_back(step);
        } else if (action == 99) {
            const auto is_odd = [](std::uint32_t number) { return number % 2 == 1; };
            pool.erase_all(lists[place], is_odd);
            std::erase_if(plain, is_odd);
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

TEST(ListPool, AListThatIsEmptyLeavesItsPlaceToOthers) {
    ListPool pool;
    for (std::uint32_t number = 0; number < 100'000; ++number) {
        ListPool::List list;
        for (std::uint32_t i = 0; i < number % 5; ++i) pool.push(list, i);
        pool.erase_all(list, [](std::uint32_t other) { return other != 0; });
        pool.erase(list, [](std::uint32_t) { return true; });
    }
    EXPECT_LE(pool.room(), 4096U);
}

TEST(ListPool, LongListsStayInOrderAmongShortOnesWhileTheyGrowAndShrink) {
    ListPool pool;
    std::array<ListPool::List, 300> lists;
    std::array<std::vector<std::uint32_t>, 300> expected;
    const auto check = [&] {
        for (std::size_t place = 0; place < lists.size(); ++place) {
            const auto numbers = pool.numbers(lists[place]);
            ASSERT_EQ(std::vector(numbers.begin(), numbers.end()), expected[place]) << place;
        }
    };
    for (std::uint32_t number = 0; number < 300; ++number)
        for (std::size_t place = number; place < lists.size(); ++place) {
            pool.push(lists[place], number);
            expected[place].push_back(number);
        }
    check();
    for (std::uint32_t number = 0; number < 290; ++number)
        for (std::size_t place = 0; place < lists.size(); ++place) {
            pool.erase(lists[place], [number](std::uint32_t other) { return other == number; });
            std::erase(expected[place], number);
        }
    check();
}

TEST(ListPool, WhatLongerListsHaveLeftServesShorterOnes) {
    ListPool pool;
    std::vector<ListPool::List> lists(64);
    for (auto& list : lists)
        for (std::uint32_t number = 0; number < 64; ++number) pool.push(list, number);
    const std::size_t room = pool.room();
    for (auto& list : lists) pool.clear(list);
    std::vector<ListPool::List> shorter(4 * lists.size());
    for (auto& list : shorter)
        for (std::uint32_t number = 0; number < 16; ++number) pool.push(list, number);
    EXPECT_EQ(pool.room(), room);
}

TEST(ListPool, ALongListThatWasCutTakesNoMoreThanAShortOne) {
    ListPool pool;
    ListPool::List list;
    for (std::uint32_t number = 0; number < 10'000; ++number) pool.push(list, number);
    EXPECT_LT(pool.room(), 10'000U * 5 / 4 + 4'096 + 100);
    for (std::uint32_t number = 9'999; number > 0; --number)
        pool.erase(list, [number](std::uint32_t other) { return other == number; });
    EXPECT_EQ(pool.room(), 4'096U);
}

}  // namespace
}  // namespace broadsheet::feeds
