#include "feeds/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;

// A Tuesday, 08:30 GMT.
constexpr Timestamp now{seconds(1'795'509'000)};

const PollPolicy hourly{1h, 10min, 24h};

PollHistory after(Verdict verdict, unsigned errors) {
    PollHistory history;
    history.verdict = verdict;
    history.error_count = errors;
    return history;
}

NextPoll next(const PollHints& hints, const PollHistory& history = {}, const PollPolicy& policy = hourly) {
    return next_poll(policy, hints, history, now, 0);
}

TEST(Schedule, WaitsTheIntervalWhenNobodyAsksForMore) {
    const auto poll = next({});
    EXPECT_EQ(poll.when, now + 1h);
    EXPECT_EQ(poll.reason, Bound::interval);
}

TEST(Schedule, TheLargestBoundWins) {
    PollHints hints;
    hints.fresh_for = 2h;
    hints.document.ttl = 3h;
    hints.document.update_period = 90min;
    const auto poll = next(hints);
    EXPECT_EQ(poll.when, now + 3h);
    EXPECT_EQ(poll.reason, Bound::ttl);
}

TEST(Schedule, NoPublisherCanMakePollsMoreFrequent) {
    PollHints hints;
    hints.fresh_for = 0s;
    hints.document.ttl = 1min;
    EXPECT_EQ(next(hints).when, now + 1h);
}

TEST(Schedule, TheMinimumHoldsAgainstAShorterInterval) {
    const auto poll = next({}, {}, {1min, 10min, 24h});
    EXPECT_EQ(poll.when, now + 10min);
    EXPECT_EQ(poll.reason, Bound::min_interval);
}

TEST(Schedule, AChangedPolicyCountsFromTheSameMoment) {
    PollHints hints;
    hints.document.ttl = 30min;
    const auto made = next_poll(hourly, hints, {}, now, 0.5);
    const auto by = [&](const PollPolicy& policy) {
        return next_poll_by(policy, made, hints.document, {}, 0, true, 0);
    };
    EXPECT_FALSE(by(hourly));
    const auto sooner = by({15min, 10min, 24h});
    ASSERT_TRUE(sooner);
    EXPECT_EQ(sooner->when, now + 30min) << "what the publisher asks for stays";
    EXPECT_EQ(sooner->reason, Bound::ttl);
    EXPECT_EQ(by({5h, 10min, 24h})->when, now + 5h);
    EXPECT_EQ(by({1h, 10min, 20min})->when, now + 20min);
    EXPECT_EQ(by({1h, 2h, 24h})->reason, Bound::min_interval);
    EXPECT_FALSE(next_poll_by({5h, 10min, 24h}, {now, Bound::interval, {}}, {}, {}, 0, true, 0))
        << "nothing was weighed";
}

TEST(Schedule, AChangedPolicyDoublesForFailuresToo) {
    const auto made = next({}, after(Verdict::failed, 3));
    EXPECT_EQ(next_poll_by({10min, 10min, 24h}, made, {}, {}, 3, true, 0)->when, now + 40min);
}

TEST(Schedule, AnAbsurdFreshnessIsCutToTheMaximum) {
    PollHints hints;
    hints.fresh_for = days(36);
    const auto poll = next(hints, {}, {1h, 10min, 12h});
    EXPECT_EQ(poll.when, now + 12h);
    EXPECT_EQ(poll.reason, Bound::max_interval);
}

TEST(Schedule, RetryAfterMayPassTheMaximumUpToSevenDays) {
    PollHints hints;
    hints.retry_after = days(3);
    EXPECT_EQ(next(hints, after(Verdict::rate_limited, 1)).when, now + days(3));
    hints.retry_after = days(400);
    const auto poll = next(hints, after(Verdict::rate_limited, 1));
    EXPECT_EQ(poll.when, now + days(7));
    EXPECT_EQ(poll.reason, Bound::retry_after);
}

TEST(Schedule, FailuresInARowDoubleTheWaitUpToADay) {
    EXPECT_EQ(next({}, after(Verdict::failed, 1)).when, now + 1h);
    EXPECT_EQ(next({}, after(Verdict::failed, 2)).when, now + 2h);
    EXPECT_EQ(next({}, after(Verdict::failed, 4)).when, now + 8h);
    EXPECT_EQ(next({}, after(Verdict::failed, 6)).when, now + 24h);
    EXPECT_EQ(next({}, after(Verdict::failed, 4'000'000'000)).when, now + 24h);
}

TEST(Schedule, AFeedThatProcessesDieWithWaitsFourTimesAsLongEachTime) {
    const auto wait = [](unsigned crashes, const PollPolicy& policy) {
        const auto poll = next_poll_after(crashes, policy, {}, now, 0);
        EXPECT_EQ(poll.reason, Bound::crash);
        return poll.when - now;
    };
    EXPECT_EQ(wait(1, hourly), 1h) << "as if it had been polled";
    EXPECT_EQ(wait(2, hourly), 1h);
    EXPECT_EQ(wait(3, hourly), 160min);
    EXPECT_EQ(wait(4, hourly), 640min);
    EXPECT_EQ(wait(5, hourly), 24h);
    EXPECT_EQ(wait(1'000, hourly), 24h);
    EXPECT_EQ(wait(3, {1s, 1s, 5s}), 16s) << "the maximum is no reason to die sooner";
    EXPECT_EQ(wait(1, {48h, 48h, 48h}), 48h);
    EXPECT_GT(next_poll_after(1, hourly, {}, now, 0.9).when, now + 1h);
    const auto made = next_poll_after(2, hourly, {}, now, 0.5);
    EXPECT_FALSE(next_poll_by({1min, 1min, 1min}, made, {}, 1min, 0, false, 0.5)) << "nor is another config";
}

TEST(Schedule, ARefusalWithoutATimeWaitsForHours) {
    EXPECT_EQ(next({}, after(Verdict::rate_limited, 1)).when, now + 4h);
    EXPECT_EQ(next({}, after(Verdict::denied, 1)).when, now + 4h);
    EXPECT_EQ(next({}, after(Verdict::unavailable, 1), {60s, 10s, 24h}).when, now + 1h);
}

TEST(Schedule, TheMaximumCutsNoRetryAfterThatALargerBoundHides) {
    PollHints hints;
    hints.retry_after = 6h;
    const auto poll = next(hints, after(Verdict::unavailable, 9), {1h, 10min, 2h});
    EXPECT_EQ(poll.when, now + 6h);
    EXPECT_EQ(poll.reason, Bound::retry_after);
    EXPECT_EQ(next({}, after(Verdict::denied, 9), {1h, 10min, 2h}).reason, Bound::penalty);
    EXPECT_EQ(next({}, after(Verdict::failed, 9), {1h, 10min, 2h}).when, now + 2h);
}

TEST(Schedule, AShortRetryAfterSparesNobodyThePenaltyOfADenial) {
    PollHints hints;
    hints.retry_after = 5s;
    EXPECT_EQ(next(hints, after(Verdict::denied, 1)).when, now + 4h);
    EXPECT_EQ(next(hints, after(Verdict::rate_limited, 1)).when, now + 1h);
}

TEST(Schedule, JitterLeadsIntoNoSkippedHour) {
    PollHints hints;
    hints.document.skip_hours = {9};  // from half an hour after now
    const auto poll = next_poll({29min, 10min, 24h}, hints, {}, now, 0.99);
    EXPECT_EQ(std::chrono::floor<std::chrono::hours>(poll.when), std::chrono::floor<days>(now) + 10h);
    EXPECT_EQ(poll.reason, Bound::skip_hours);
    std::chrono::seconds sum{0};
    for (const auto& bound : poll.bounds)
        if (bound.name == Bound::skip_hours || bound.name == Bound::jitter) sum += bound.wait;
    EXPECT_EQ(now + sum, poll.when);
    EXPECT_EQ(next_poll({29min, 10min, 24h}, hints, {}, now, 0).reason, Bound::interval);
}

TEST(Schedule, SkippedHoursMoveThePollToTheFirstAllowedMinute) {
    PollHints hints;
    hints.document.skip_hours = {9, 10, 11};
    const auto poll = next(hints);
    EXPECT_EQ(poll.when, std::chrono::floor<days>(now) + 12h);
    EXPECT_EQ(poll.reason, Bound::skip_hours);
}

TEST(Schedule, SkippedDaysMoveThePollToTheNextDay) {
    PollHints hints;
    hints.document.skip_days = {"Tuesday"};
    EXPECT_EQ(next(hints).when, std::chrono::floor<days>(now) + 24h);
}

TEST(Schedule, AFeedThatExcludesEveryHourExcludesNone) {
    PollHints hints;
    for (int hour = 0; hour < 24; ++hour) hints.document.skip_hours.push_back(hour);
    EXPECT_EQ(next(hints).when, now + 1h);
}

TEST(Schedule, JitterOnlyEverAddsAndAddsATenthAtMost) {
    EXPECT_EQ(next_poll(hourly, {}, {}, now, 0.5).when, now + 1h + 3min);
    EXPECT_LT(next_poll(hourly, {}, {}, now, 0.999).when, now + 1h + 6min);
    EXPECT_LT(next_poll({24h, 10min, 24h}, {}, {}, now, 0.999).when, now + 24h + 30min);
}

TEST(Schedule, JitterIsTheSameEachTimeAndUnlikeItsNeighbours) {
    EXPECT_EQ(jitter_of(7, now), jitter_of(7, now));
    double sum = 0;
    double differences = 0;
    for (int i = 0; i < 1'000; ++i) {
        const auto jitter = jitter_of(i, now);
        ASSERT_GE(jitter, 0);
        ASSERT_LT(jitter, 1);
        sum += jitter;
        differences += std::abs(jitter - jitter_of(i + 1, now)) + std::abs(jitter - jitter_of(i, now + 1s));
    }
    EXPECT_NEAR(sum / 1'000, 0.5, 0.05);
    EXPECT_NEAR(differences / 2'000, 1.0 / 3, 0.05);
}

TEST(Schedule, TheBoundsTellHowTheTimeCameAbout) {
    PollHints hints;
    hints.fresh_for = 30h;
    const auto poll = next_poll({1h, 10min, 23h}, hints, {}, now, 0.5);
    const std::vector<PollBound> expected{{Bound::interval, 1h},
                                          {Bound::min_interval, 10min},
                                          {Bound::fresh, 24h},
                                          {Bound::max_interval, 23h},
                                          {Bound::jitter, 15min}};
    EXPECT_EQ(poll.bounds, expected);
    EXPECT_EQ(poll.when, now + 23h + 15min);
}

TEST(Schedule, AWholeFetchThatMustWaitOutlastsTheMaximum) {
    auto history = after(Verdict::failed, 1);
    history.full_after = 20h;
    const auto poll = next({}, history, {1h, 10min, 12h});
    EXPECT_EQ(poll.reason, Bound::full_fetch);
    EXPECT_EQ(poll.when, now + 20h);
}

TEST(Schedule, ReadsWhatADocumentAsksFor) {
    Feed feed;
    feed.ttl = std::chrono::minutes(45);
    feed.update_period = "Daily";
    feed.update_frequency = 4;
    feed.skip_hours = {3};
    const auto hints = hints_of(feed);
    EXPECT_EQ(hints.ttl, 45min);
    EXPECT_EQ(hints.update_period, 6h);
    EXPECT_EQ(hints.skip_hours, std::vector<int>{3});
}

TEST(Schedule, AnElementThatSkipsEverythingSaysNothing) {
    Feed feed;
    for (int hour = 0; hour < 24; ++hour) feed.skip_hours.push_back(hour);
    feed.skip_days = {"Sunday"};
    EXPECT_TRUE(hints_of(feed).skip_hours.empty());
    EXPECT_EQ(hints_of(feed).skip_days, feed.skip_days);
    feed.skip_hours = {0, 0, 1};
    feed.skip_days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    EXPECT_EQ(hints_of(feed).skip_hours, feed.skip_hours);
    EXPECT_TRUE(hints_of(feed).skip_days.empty());
}

}  // namespace
}  // namespace broadsheet::feeds
