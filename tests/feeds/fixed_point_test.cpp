#include "feeds/fixed_point.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace broadsheet::feeds {
namespace {

TEST(FixedPoint, LogarithmIsRightToTheLastBitOrTwo) {
    for (const std::uint64_t x : {1ULL, 2ULL, 3ULL, 7ULL, 1'001ULL, 65'536ULL, 123'456'789ULL, 1ULL << 40})
        EXPECT_NEAR(static_cast<double>(log2_q16(x)), std::log2(static_cast<double>(x)) * 65'536, 2) << x;
}

TEST(FixedPoint, RootIsTheLargestThatFits) {
    for (const std::uint64_t x : {0ULL, 1ULL, 3ULL, 4ULL, 8ULL, 9ULL, 1'000'000ULL, (1ULL << 62) - 1, ~0ULL}) {
        const std::uint64_t root = integer_root(x);
        EXPECT_LE(root * root, x);
        if (root < 0xffffffffULL) {
            EXPECT_GT((root + 1) * (root + 1), x);
        }
    }
}

TEST(FixedPoint, TimeKernelIsAGaussianOf36Hours) {
    for (const std::int64_t hours : {0, 1, 12, 36, 72, 96, 167})
        EXPECT_NEAR(static_cast<double>(time_kernel(hours * 3600)),
                    65'536 * std::exp(-static_cast<double>(hours * hours) / 2592), 1.5)
            << hours;
    EXPECT_EQ(time_kernel(-3600 * 20), time_kernel(3600 * 20));
    EXPECT_EQ(time_kernel(3600 * 1'000), 0);
}

static_assert(q16(210) == 13'763);

}  // namespace
}  // namespace broadsheet::feeds
