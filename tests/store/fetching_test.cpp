// What stands beside a feed's articles: its schedule, its moves, its hub, the patience of servers.

#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using std::chrono::hours;
using std::chrono::seconds;
using store::FetchRecord;
using store::Subscription;
using testing::IsEmpty;
using testing::SizeIs;

class Fetching : public Contract {
protected:
    FetchRecord record(feeds::Timestamp time = noon) const {
        FetchRecord record;
        record.feed = first;
        record.time = time;
        return record;
    }
};

TEST_P(Fetching, AScheduleIsReplacedAndNothingElseOfTheState) {
    auto fetch = record();
    fetch.state.next_poll = noon + hours(20);
    fetch.state.status = 304;
    writer().record_fetch(fetch).value();
    writer()
        .reschedule({{first, {noon + hours(1), feeds::Bound::interval, {{feeds::Bound::interval, hours(1)}}}}})
        .value();
    const auto stored = reader().feed(first_url).value().state;
    EXPECT_EQ(stored.next_poll, noon + hours(1));
    EXPECT_EQ(stored.schedule_reason, feeds::Bound::interval);
    EXPECT_THAT(stored.bounds, SizeIs(1));
    EXPECT_EQ(stored.status, 304);
}

TEST_P(Fetching, AScheduleOfBeforeThePollIsNoLongerTaken) {
    auto fetch = record();
    fetch.state.last_poll = noon;
    fetch.state.next_poll = noon + hours(20);
    writer().record_fetch(fetch).value();
    writer().reschedule({{first, {noon - hours(1), feeds::Bound::interval, {}}, noon - hours(2)}}).value();
    EXPECT_EQ(reader().feed(first_url).value().state.next_poll, noon + hours(20));
    writer().reschedule({{first, {noon + hours(1), feeds::Bound::interval, {}}, noon}}).value();
    EXPECT_EQ(reader().feed(first_url).value().state.next_poll, noon + hours(1));
}

TEST_P(Fetching, EveryPartOfAStateComesBackAsItWas) {
    auto fetch = record();
    auto& state = fetch.state;
    state.next_poll = noon + hours(1);
    state.bounds = {{feeds::Bound::interval, hours(1)},
                    {feeds::Bound::retry_after, seconds(90)},
                    {feeds::Bound::jitter, seconds(0)}};
    state.posting = {3.25, noon, noon - hours(9), noon - hours(99)};
    state.address = "https://two.example/feed";
    state.move = {"https://three.example/feed", noon - hours(5)};
    state.gone_since = noon - hours(4);
    state.retired = noon - hours(3);
    state.last_full = noon - hours(2);
    state.last_forced = noon - hours(1);
    state.push_until = noon + hours(24);
    state.variant = "1f3a";
    state.other_validators = {"https://four.example/feed", "W/\"4\"", "yesterday"};
    state.refused_offer = "https://five.example/feed";
    state.last_whole = noon - hours(50);
    state.hub_doubted_until = noon + hours(48);
    state.hub_misses = 2;
    writer().record_fetch(fetch).value();
    store_.reopen();
    const auto polling = reader().polling().value();
    const auto again = std::find_if(polling.begin(), polling.end(), [&](const auto& feed) { return feed.id == first; });
    ASSERT_NE(again, polling.end());
    EXPECT_EQ(again->url, first_url);
    EXPECT_EQ(again->state, reader().feed(first_url).value().state);
    const auto& stored = again->state;
    state.last_change = stored.last_change;  // the store's to say
    EXPECT_EQ(stored, state);
}

TEST_P(Fetching, EventsAreKeptNewestFirstAndNotForEver) {
    auto fetch = record();
    for (int i = 0; i < 30; ++i) fetch.events.push_back({noon + hours(i), "denied", std::to_string(i)});
    writer().record_fetch(fetch).value();
    const auto events = reader().events(100).value();
    ASSERT_THAT(events, SizeIs(20));
    EXPECT_EQ(events.front().feed, first);
    EXPECT_EQ(events.front().event.detail, "29");
    EXPECT_EQ(events.back().event.detail, "10");
    EXPECT_THAT(reader().events(3).value(), SizeIs(3));
}

TEST_P(Fetching, AMoveChangesTheAddressAndSaysSo) {
    auto fetch = record();
    fetch.state.move = {"https://two.example/feed", noon};
    writer().record_fetch(fetch).value();
    writer().move_feed(first, "https://two.example/feed", noon).value();
    const auto feed = reader().feed(first_url).value();
    EXPECT_EQ(feed.state.address, "https://two.example/feed");
    EXPECT_EQ(feed.state.move, feeds::PendingMove());
    EXPECT_EQ(reader().events(9).value().at(0).event.kind, "moved");
    const auto nobody = writer().move_feed(store::FeedId(99), "https://two.example/", noon);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code(), ErrorCode::not_found);
}

TEST_P(Fetching, AStateAloneIsWrittenInAGroupWhateverBecomesOfItsNeighbours) {
    auto fetch = record();
    fetch.state.status = 304;
    writer().begin().value();
    writer().record_fetch(fetch).value();
    fetch.feed = store::FeedId(99);
    EXPECT_EQ(writer().record_fetch(fetch).error().code(), ErrorCode::not_found);
    fetch.feed = first;
    fetch.state.error_count = 2;
    writer().record_fetch(fetch).value();
    writer().commit().value();
    EXPECT_EQ(reader().feed(first_url).value().state.status, 304);
    EXPECT_EQ(reader().feed(first_url).value().state.error_count, 2U);
}

TEST_P(Fetching, AFeedDoesNotMoveToWhereAnotherIsPolled) {
    const auto moved = writer().move_feed(first, second_url, noon);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code(), ErrorCode::conflict);
    EXPECT_EQ(moved.error().detail(), second_url);
    EXPECT_EQ(reader().feed(first_url).value().state.address, "");
    EXPECT_TRUE(writer().move_feed(first, first_url, noon)) << "its own";
}

TEST_P(Fetching, AHeldHostIsHeldUntilTheLatestTimeItAskedFor) {
    auto fetch = record();
    fetch.hold = store::HostHold{"one.example:8080", noon + hours(5)};
    writer().record_fetch(fetch).value();
    fetch.hold->until = noon + hours(2);
    writer().record_fetch(fetch).value();
    store_.reopen();
    const auto holds = reader().holds(noon + hours(4)).value();
    ASSERT_THAT(holds, SizeIs(1));
    EXPECT_EQ(holds[0].host, "one.example:8080");
    EXPECT_EQ(holds[0].until, noon + hours(5));
    EXPECT_THAT(reader().holds(noon + hours(5)).value(), IsEmpty());
}

TEST_P(Fetching, AHoldOfAClockThatWasAheadIsNone) {
    auto fetch = record();
    fetch.hold = store::HostHold{"one.example", noon + std::chrono::days(400)};
    writer().record_fetch(fetch).value();
    EXPECT_THAT(reader().holds(noon).value(), IsEmpty());
    EXPECT_THAT(reader().holds(noon + std::chrono::days(399)).value(), SizeIs(1));
    fetch.hold->until = noon + hours(4);
    writer().record_fetch(fetch).value();
    ASSERT_THAT(reader().holds(noon).value(), SizeIs(1));
    EXPECT_EQ(reader().holds(noon).value()[0].until, noon + hours(4));
}

TEST_P(Fetching, AFeedHasOneSubscription) {
    Subscription subscription;
    subscription.feed = first;
    subscription.hub = "https://hub.example/";
    subscription.topic = first_url;
    subscription.token = "token";
    subscription.secret = "secret";
    subscription.callback = "https://me.example/websub/token";
    subscription.next_step = noon;
    writer().save_subscription(subscription).value();
    subscription.stage = Subscription::Stage::active;
    subscription.lease_until = noon + hours(240);
    writer().save_subscription(subscription).value();
    store_.reopen();
    const auto stored = reader().subscriptions().value();
    ASSERT_THAT(stored, SizeIs(1));
    EXPECT_EQ(stored[0].feed, first);
    EXPECT_EQ(stored[0].secret, "secret");
    EXPECT_EQ(stored[0].callback, "https://me.example/websub/token");
    EXPECT_EQ(stored[0].stage, Subscription::Stage::active);
    EXPECT_EQ(stored[0].lease_until, noon + hours(240));
}

BROADSHEET_EVERY_ENGINE(Fetching);

}  // namespace broadsheet::tests
