#include "daemon/poll_queue.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace broadsheet {
namespace {

using namespace std::chrono_literals;
using Time = PollQueue::Time;

constexpr Time zero{};
constexpr PollQueue::HostLimits polite{1, 2s};

TEST(PollQueue, StartsWhatIsDueInOrderOfItsTime) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero + 5s);
    queue.add(1, "b", polite, zero + 3s);
    queue.add(2, "c", polite, zero + 9s);
    EXPECT_EQ(queue.start(zero + 2s), std::nullopt);
    EXPECT_EQ(queue.next_event(), zero + 3s);
    EXPECT_EQ(queue.start(zero + 6s), 1U);
    EXPECT_EQ(queue.start(zero + 6s), 0U);
    EXPECT_EQ(queue.start(zero + 6s), std::nullopt);
    EXPECT_EQ(queue.next_event(), zero + 9s);
}

TEST(PollQueue, KeepsOneRequestInFlightPerHost) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    EXPECT_EQ(queue.start(zero + 1min), std::nullopt);
    EXPECT_EQ(queue.next_event(), std::nullopt);
    queue.finish(0, zero + 1h);
    EXPECT_EQ(queue.start(zero + 1min), 1U);
}

TEST(PollQueue, PrefersTheHostThatIsLeastInUse) {
    constexpr PollQueue::HostLimits eager{4, 0s};
    PollQueue queue(3);
    for (const PollQueue::Slot slot : {0U, 1U, 2U}) queue.add(slot, "a", eager, zero);
    queue.add(3, "b", eager, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    EXPECT_EQ(queue.start(zero), 3U) << "the connection to a may be used again soon";
}

TEST(PollQueue, PausesBetweenTwoStartsOnOneHost) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.finish(0, zero + 1h);
    EXPECT_EQ(queue.start(zero + 1999ms), std::nullopt);
    EXPECT_EQ(queue.next_event(), zero + 2s);
    EXPECT_EQ(queue.start(zero + 2s), 1U);
}

TEST(PollQueue, BoundsAllRequestsTogether) {
    PollQueue queue(2);
    for (PollQueue::Slot i = 0; i < 3; ++i) queue.add(i, std::to_string(i), polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    EXPECT_EQ(queue.start(zero), 1U);
    EXPECT_EQ(queue.start(zero), std::nullopt);
    queue.finish(1, std::nullopt);
    EXPECT_EQ(queue.start(zero), 2U);
}

TEST(PollQueue, ASlowHostHoldsUpNoOther) {
    PollQueue queue(10);
    for (PollQueue::Slot i = 0; i < 5; ++i) queue.add(i, "slow", polite, zero);
    queue.add(5, "quick", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    EXPECT_EQ(queue.start(zero), 5U);
}

TEST(PollQueue, AHeldHostStartsNothingUntilThen) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.hold("a", zero + 1h);
    queue.finish(0, zero + 2h);
    EXPECT_EQ(queue.start(zero + 59min), std::nullopt);
    EXPECT_EQ(queue.next_event(), zero + 1h);
    EXPECT_EQ(queue.start(zero + 1h), 1U);
}

TEST(PollQueue, ChangedLimitsCountForThoseThatWait) {
    PollQueue queue(10);
    for (PollQueue::Slot slot : {0U, 1U, 2U}) queue.add(slot, "a", {1, 1h}, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.finish(0, std::nullopt);
    EXPECT_EQ(queue.start(zero + 2s), std::nullopt);
    EXPECT_EQ(queue.next_event(), zero + 1h);
    for (PollQueue::Slot slot : {1U, 2U}) queue.limit(slot, polite);
    EXPECT_EQ(queue.next_event(), zero + 2s);
    EXPECT_EQ(queue.start(zero + 2s), 1U);
    EXPECT_EQ(queue.start(zero + 4s), std::nullopt) << "one at a time";
    queue.limit(2, {2, 2s});
    EXPECT_EQ(queue.start(zero + 4s), 2U);
}

TEST(PollQueue, ALongerPauseCountsForThoseThatWait) {
    PollQueue queue(10);
    for (PollQueue::Slot slot : {0U, 1U}) queue.add(slot, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.finish(0, std::nullopt);
    EXPECT_EQ(queue.start(zero + 1s), std::nullopt);
    queue.limit(1, {1, 1min});
    EXPECT_EQ(queue.start(zero + 59s), std::nullopt);
    EXPECT_EQ(queue.start(zero + 1min), 1U);
}

TEST(PollQueue, AHostThatSomebodyElseAskedIsLeftInPeaceForAsLong) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "b", {1, 5s}, zero);
    queue.note_start_everywhere(zero);
    queue.note_start("b", zero + 1s);
    queue.add(2, "c", polite, zero);
    EXPECT_EQ(queue.start(zero + 1999ms), std::nullopt);
    EXPECT_EQ(queue.start(zero + 2s), 0U);
    EXPECT_EQ(queue.start(zero + 2s), 2U);
    EXPECT_EQ(queue.start(zero + 5999ms), std::nullopt);
    EXPECT_EQ(queue.start(zero + 6s), 1U);
}

TEST(PollQueue, TheSpacingCountsFromWhenTheRequestGoesOut) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.note_request(0, zero + 5s);
    queue.finish(0, std::nullopt);
    EXPECT_EQ(queue.start(zero + 6999ms), std::nullopt);
    EXPECT_EQ(queue.start(zero + 7s), 1U);
}

TEST(PollQueue, ALiftedHoldLeavesThePauseBetweenTwoStarts) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.hold("a", zero + 1h);
    queue.lift("a");
    queue.finish(0, std::nullopt);
    EXPECT_EQ(queue.start(zero + 1s), std::nullopt);
    EXPECT_EQ(queue.start(zero + 2s), 1U);
}

TEST(PollQueue, ARemovedFeedIsNotStarted) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "a", polite, zero);
    queue.add(2, "a", polite, zero + 1s);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.remove(1);
    queue.remove(2);
    queue.finish(0, std::nullopt);
    EXPECT_EQ(queue.start(zero + 1h), std::nullopt);
    EXPECT_EQ(queue.in_flight() + queue.waiting(), 0U);
}

TEST(PollQueue, AFeedThatLeavesALineLeavesTheOthersInTheirOrder) {
    PollQueue queue(10);
    for (PollQueue::Slot i = 0; i < 6; ++i) queue.add(i, "a", polite, zero + std::chrono::milliseconds(i));
    EXPECT_EQ(queue.start(zero + 1s), 0U);
    for (const PollQueue::Slot slot : {1U, 3U, 5U}) queue.remove(slot);
    queue.add(1, "a", polite, zero + 2s);
    queue.finish(0, std::nullopt);
    auto now = zero + 3s;
    for (const PollQueue::Slot slot : {2U, 4U, 1U}) {
        EXPECT_EQ(queue.start(now), slot);
        queue.finish(slot, std::nullopt);
        now += 2s;
    }
    EXPECT_EQ(queue.in_flight() + queue.waiting(), 0U);
}

TEST(PollQueue, AFeedThatComesBackMayHaveAnotherHost) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero);
    queue.add(1, "b", polite, zero + 1s);
    EXPECT_EQ(queue.start(zero), 0U);
    queue.finish(0, std::nullopt);
    queue.add(0, "b", polite, zero + 2s);
    EXPECT_EQ(queue.start(zero + 3s), 1U);
    EXPECT_EQ(queue.start(zero + 1h), std::nullopt) << "one at a time on b";
    queue.finish(1, std::nullopt);
    EXPECT_EQ(queue.start(zero + 1h), 0U);
}

// Over days, in minutes that are full and minutes that are empty, with feeds that are put elsewhere before they are
// due.
TEST(PollQueue, GivesFeedsInOrderHoweverFarAheadTheyAreDue) {
    constexpr PollQueue::Slot feeds = 3'000;
    PollQueue queue(feeds);
    std::vector<Time> due(feeds);
    for (int round = 0; round < 2; ++round)
        for (PollQueue::Slot i = round; i < feeds; i += 1 + round) {
            due[i] = zero + std::chrono::milliseconds((i * 7'919'317ULL + round * 977) % 500'000'000);
            queue.remove(i);
            queue.add(i, std::to_string(i), polite, due[i]);
        }
    Time last = zero;
    PollQueue::Slot started = 0;
    while (const auto next = queue.next_event()) {
        const auto slot = queue.start(*next);
        ASSERT_TRUE(slot);
        EXPECT_EQ(due[*slot], *next);
        EXPECT_GE(*next, last);
        last = *next;
        queue.finish(*slot, std::nullopt);
        ++started;
    }
    EXPECT_EQ(started, feeds);
}

TEST(PollQueue, IsIdleWhenAllThatWasScheduledIsRemoved) {
    PollQueue queue(10);
    queue.add(0, "a", polite, zero + 1h);
    queue.remove(0);
    EXPECT_EQ(queue.in_flight() + queue.waiting(), 0U);
    queue.add(0, "a", polite, zero + 2h);
    EXPECT_EQ(queue.next_event(), zero + 2h);
}

// A simulated day of 500 feeds on 40 hosts: seen from the hosts, every rule holds and no feed is forgotten.
TEST(PollQueue, ADayOfManyFeedsKeepsEveryHostsPeace) {
    constexpr int feeds = 500;
    PollQueue queue(16);
    for (PollQueue::Slot i = 0; i < feeds; ++i) queue.add(i, std::to_string(i % 40), polite, zero);
    std::map<PollQueue::Slot, Time> ends;
    std::map<unsigned, Time> last_start;
    std::vector<int> polls(feeds);
    for (Time now = zero; now < zero + 24h; now += 100ms) {
        for (auto it = ends.begin(); it != ends.end();) {
            if (it->second > now) {
                ++it;
                continue;
            }
            queue.finish(it->first, now + 1h);
            it = ends.erase(it);
        }
        while (const auto slot = queue.start(now)) {
            const auto host = *slot % 40;
            for (const auto& [other, end] : ends) EXPECT_NE(other % 40, host);
            if (last_start.contains(host)) {
                EXPECT_GE(now - last_start[host], 2s);
            }
            last_start[host] = now;
            ends[*slot] = now + 300ms;
            ++polls[*slot];
        }
        ASSERT_LE(ends.size(), 16U);
    }
    for (const int count : polls) EXPECT_GE(count, 23);
}

TEST(PollQueue, ForgetsHostsThatNobodyWaitsForWhenItNoLongerMatters) {
    PollQueue queue(10);
    queue.add(0, "stays", polite, zero + 1h);
    queue.add(1, "left", polite, zero);
    queue.add(2, "held", polite, zero);
    queue.hold("held", zero + 24h * 60);
    EXPECT_EQ(queue.start(zero), 1U);
    queue.finish(1, std::nullopt);
    queue.remove(2);
    queue.forget_hosts(zero + 23h);
    EXPECT_EQ(queue.hosts(), 3U) << "who comes back may want a day between two requests";
    queue.forget_hosts(zero + 25h);
    EXPECT_EQ(queue.hosts(), 2U);
    queue.forget_hosts(zero + 24h * 61);
    EXPECT_EQ(queue.hosts(), 1U);
    const auto later = zero + 24h * 61;
    queue.add(1, "new", polite, later);
    queue.add(2, "left", polite, later + 1s);
    queue.add(3, "new", polite, later);
    EXPECT_EQ(queue.start(later), 0U);
    EXPECT_EQ(queue.start(later), 1U);
    EXPECT_EQ(queue.start(later + 1s), 2U);
    queue.finish(1, std::nullopt);
    EXPECT_EQ(queue.start(later + 1s), std::nullopt) << "the new host has its spacing";
    EXPECT_EQ(queue.start(later + 2s), 3U);
    EXPECT_EQ(queue.hosts(), 3U);
}

}  // namespace
}  // namespace broadsheet
