#include "feeds/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;

constexpr Timestamp now{seconds(1'795'509'000)};

/// A document of entries so old.
Feed document(const std::vector<seconds>& ages, Timestamp at = now) {
    Feed feed;
    for (const auto age : ages) feed.articles.emplace_back().published = at - age;
    return feed;
}

std::vector<seconds> one_every(seconds gap, int count) {
    std::vector<seconds> ages;
    for (int i = 0; i < count; ++i) ages.push_back(gap * i);
    return ages;
}

PostingRate watched_for(seconds time) {
    PostingRate rate;
    rate.watched = now - time;
    rate.as_of = now - time;
    rate.oldest = now - time;
    return rate;
}

double hours_of(const PostingRate& rate, Timestamp at = now) {
    return static_cast<double>(posting_gap(rate, at).value().count()) / 3600;
}

TEST(PostingRate, IsReadOffTheDatesOfADocument) {
    const auto known = watched_for(days(2));
    EXPECT_NEAR(hours_of(observe(known, document(one_every(1h, 20)), true, now)), 1, 0.2);
    EXPECT_NEAR(hours_of(observe(known, document(one_every(days(1), 20)), true, now)), 24, 3);
    EXPECT_NEAR(hours_of(observe(known, document(one_every(days(7), 10)), true, now)), 24 * 7, 60);
}

TEST(PostingRate, CountsOnceWhatIsBroughtAgain) {
    auto rate = observe(watched_for(days(2)), document(one_every(12h, 20)), true, now);
    const auto before = hours_of(rate);
    for (int push = 1; push <= 8; ++push)
        rate = observe(rate, document(one_every(12h, 20), now + push * 12h), false, now + push * 12h);
    EXPECT_NEAR(hours_of(rate, now + days(4)), before, 2);
}

TEST(PostingRate, IsNotGuessedOnTheFirstDay) {
    const auto rate = observe({}, document(one_every(days(7), 10)), true, now);
    EXPECT_EQ(posting_gap({}, now), std::nullopt);
    EXPECT_EQ(posting_gap(rate, now), std::nullopt);
    EXPECT_EQ(posting_gap(rate, now + 23h), std::nullopt);
    EXPECT_TRUE(posting_gap(rate, now + 24h));
}

TEST(PostingRate, OfASilentFeedFalls) {
    const auto rate = observe(watched_for(days(2)), document(one_every(1h, 20)), true, now);
    EXPECT_GT(hours_of(rate, now + days(7)), 5 * hours_of(rate));
    EXPECT_LE(posting_gap(rate, now + days(2000)), days(365));
}

TEST(PostingRate, WithoutDatesCountsWhatWasNew) {
    Feed undated;
    undated.articles.resize(10);
    auto rate = observe({}, undated, true, now - days(30));
    for (int day = 29; day >= 0; --day) {
        rate = observe(rate, undated, true, now - days(day));
        EXPECT_EQ(posts_since(undated, now - days(day + 1), now - days(day)), 0U);
        rate = with_untold(rate, 4);
    }
    EXPECT_NEAR(hours_of(rate), 6, 1);
}

TEST(PostingRate, OfDocumentsThatChangeAndBringNothingFalls) {
    for (const auto& listed : {Feed(), document({days(400), days(500)})}) {
        auto rate = observe({}, listed, true, now - days(3));
        for (int hour = 72; hour >= 0; --hour) rate = observe(rate, listed, true, now - std::chrono::hours(hour));
        EXPECT_EQ(posting_gap(rate, now), days(365));
    }
}

TEST(PostingRate, KnowsWhichDatesToldOfPostsInTime) {
    const auto listed = document({1h, 2h, 5h, days(40), -days(1)});
    EXPECT_EQ(posts_since(listed, now - 90min, now), 2U) << "a cache may have held one up";
    EXPECT_EQ(posts_since(listed, now - days(2), now), 3U);
    EXPECT_EQ(posts_since(listed, now + days(400), now), 0U);
}

TEST(PostingRate, AClockThatWasAheadIsForgotten) {
    PostingRate before = observe({}, document({1h}), true, now + days(400));
    EXPECT_EQ(observe(before, document({1h}), true, now).watched, now);
}

TEST(PostingRate, ADifferenceAddsToWhatWasKnown) {
    const auto rate = observe(watched_for(days(2)), document(one_every(1h, 48)), true, now);
    const auto later = observe(rate, document({0s}, now + 1h), false, now + 1h);
    EXPECT_NEAR(hours_of(later, now + 1h), 1, 0.2);
}

TEST(PostingRate, AbsurdDatesCountForNothing) {
    const auto rate = observe(watched_for(days(2)), document({-days(300), days(9000), 1h}), true, now);
    EXPECT_NEAR(rate.weight, 1, 0.01);
}

TEST(PostingRate, APinnedEntryMakesNoBusyFeedQuiet) {
    auto ages = one_every(20min, 30);
    const auto alone = hours_of(observe(watched_for(days(2)), document(ages), true, now));
    for (const auto age : {days(30), days(90)}) ages.push_back(age);
    EXPECT_NEAR(hours_of(observe(watched_for(days(2)), document(ages), true, now)), alone, 0.01);
    EXPECT_NEAR(alone, 1.0 / 3, 0.02);
}

TEST(PostingRate, NightsAreNoReasonToTakeDaysForPinned) {
    std::vector<seconds> ages;
    for (int day = 0; day < 2; ++day)
        for (int hour = 0; hour < 8; ++hour) ages.push_back(days(day) + std::chrono::hours(hour));
    const auto rate = observe(watched_for(days(2)), document(ages), true, now);
    EXPECT_EQ(rate.oldest, now - days(1) - 7h);
}

TEST(PostingRate, AStretchedIntervalStaysBetweenTheIntervalAndTheMaximum) {
    const PollPolicy policy{1h, 10min, 24h};
    const auto wait = [&policy](seconds gap) {
        PollHistory history;
        history.posting_gap = gap;
        return next_poll(policy, {}, history, now, 0).when - now;
    };
    EXPECT_EQ(wait(1min), 1h);
    EXPECT_EQ(wait(1h), 1h);
    EXPECT_EQ(wait(16h), 4h);
    EXPECT_EQ(wait(days(365)), 24h);
}

/// What a policy of polling costs and gives.
struct Outcome {
    double requests = 0;
    double delay = 0;  // mean, from publication to storage, in hours
};

/// Feeds that post at random at rates from one a fortnight to fifty a day, over two months; the first is not counted.
class Newsroom {
public:
    Newsroom() {
        std::mt19937_64 random(7);
        for (int i = 0; i < 150; ++i) {
            const double per_day = 0.07 * std::pow(50 / 0.07, i / 149.0);
            std::exponential_distribution<double> gap(per_day / 86400);
            auto& posts = posts_.emplace_back();
            for (double at = gap(random); at < 86400.0 * 60; at += gap(random))
                posts.push_back(now + seconds(static_cast<std::int64_t>(at)));
        }
    }

    template <class Next>
    Outcome run(Next next) const {
        Outcome outcome;
        double stored = 0;
        for (const auto& posts : posts_) {
            PostingRate rate;
            auto last = now;
            for (auto at = now; at < end_; at = at + next(rate, at)) {
                const auto seen = std::upper_bound(posts.begin(), posts.end(), at);
                const auto known = std::upper_bound(posts.begin(), seen, last);
                if (seen != known || !rate.watched) rate = observe(rate, listed(posts, seen, at), true, at);
                if (at >= half_) {
                    ++outcome.requests;
                    for (auto post = known; post != seen; ++post) {
                        outcome.delay += static_cast<double>((at - *post).count()) / 3600;
                        ++stored;
                    }
                }
                last = at;
            }
        }
        outcome.delay /= stored;
        return outcome;
    }

    double feeds() const { return static_cast<double>(posts_.size()); }

private:
    static Feed listed(const std::vector<Timestamp>& posts, std::vector<Timestamp>::const_iterator seen, Timestamp at) {
        std::vector<seconds> ages;
        for (auto post = seen; post != posts.begin() && ages.size() < 20;) ages.push_back(at - *--post);
        return document(ages, at);
    }

    Timestamp end_ = now + days(60);
    Timestamp half_ = now + days(30);
    std::vector<std::vector<Timestamp>> posts_;
};

TEST(PostingRate, BuysFresherNewsForTheSameNumberOfRequests) {
    const Newsroom newsroom;
    const PollPolicy policy{1h, 10min, 24h};
    const auto adaptive = newsroom.run([&policy](const PostingRate& rate, Timestamp at) {
        PollHistory history;
        history.posting_gap = posting_gap(rate, at);
        return next_poll(policy, {}, history, at, 0).when - at;
    });
    const seconds interval(static_cast<std::int64_t>(86400 * 30 * newsroom.feeds() / adaptive.requests));
    const auto fixed = newsroom.run([interval](const PostingRate&, Timestamp) { return interval; });
    EXPECT_NEAR(fixed.requests / adaptive.requests, 1, 0.02);
    EXPECT_LE(adaptive.delay, 0.6 * fixed.delay);
}

}  // namespace
}  // namespace broadsheet::feeds
