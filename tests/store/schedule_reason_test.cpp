#include "store/schedule_reason.hpp"

#include <gtest/gtest.h>

namespace broadsheet::store {
namespace {

TEST(ScheduleReason, IsKnownAgainByItsName) {
    for (int number = 0; number <= static_cast<int>(feeds::Bound::jitter); ++number) {
        const ScheduleReason reason = static_cast<feeds::Bound>(number);
        EXPECT_EQ(ScheduleReason::named(reason.name()), reason) << reason.name();
    }
    for (const ScheduleReason reason : {Standing::discovered, Standing::duplicate, Standing::lacks_secret})
        EXPECT_EQ(ScheduleReason::named(reason.name()), reason) << reason.name();
    EXPECT_EQ(ScheduleReason::named(ScheduleReason().name()), ScheduleReason());
}

TEST(ScheduleReason, ThatIsOfAnotherVersionIsNone) {
    EXPECT_EQ(ScheduleReason::named("phase-of-the-moon"), ScheduleReason());
    EXPECT_EQ(ScheduleReason().name(), "");
}

TEST(ScheduleReason, IsABoundOnlyWhereOneWon) {
    EXPECT_EQ(ScheduleReason(feeds::Bound::ttl).bound(), feeds::Bound::ttl);
    EXPECT_EQ(ScheduleReason(Standing::duplicate).bound(), std::nullopt);
    EXPECT_EQ(ScheduleReason().bound(), std::nullopt);
}

}  // namespace
}  // namespace broadsheet::store
