// Polls that ask only for what is new, and what their answers say of the next.

#include "daemon/refresh.hpp"

#include "daemon/poll_request.hpp"
#include "tests/daemon/refresh_fixture.hpp"

#include <algorithm>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

TEST_F(RefreshTest, AWeeklyPollIsUnconditionalAndNoOther) {
    answers(document({"a"}));
    refresh();
    answers(answer(304, old_url));
    for (int day = 1; day < 5; ++day) {
        wait(days(1));
        refresh();
        EXPECT_EQ(last_asked("If-None-Match"), "\"1\"") << day;
    }
    wait(days(3));
    answers(document({"a", "b"}, "\"2\""));
    EXPECT_EQ(refresh().report.added, 1U) << "news that the validators had hidden";
    EXPECT_EQ(last_asked("If-None-Match"), "");
    wait(1h);
    answers(answer(304, old_url));
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"2\"");
}

TEST_F(RefreshTest, AWeeklyWholeFetchThatFailsIsNotTriedAgainAtEveryPoll) {
    answers(document({"a"}));
    refresh();
    wait(days(7));
    answers(answer(500, old_url));
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "");
    for (const auto hours : {1h, 22h}) {
        wait(hours);
        refresh();
        EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
    }
    wait(1h);
    answers(document({"a", "b"}));
    EXPECT_EQ(refresh().report.added, 1U) << "but when a day has passed: nothing is healed yet";
    EXPECT_EQ(last_asked("If-None-Match"), "");
    wait(days(1));
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
}

TEST_F(RefreshTest, FeedsOfOneServerAreNotAllAskedInFullAtOneMoment) {
    for (int i = 0; i < 20; ++i) add_feed("http://old.example/" + std::to_string(i));
    client_.on_any([](const Asked& asked) {
        auto response = answer(200, asked.url, rss_of({asked.url}));
        response.headers.set("ETag", "\"1\"");
        return response;
    });
    for (const auto& feed : config_.feeds) refresh(feed.url);
    const auto feeds = plan();
    const auto due_within = [&](days time) {
        return std::count_if(feeds.begin(), feeds.end(),
                             [&](const auto& feed) { return next_fetch_kind(feed, now() + time) == FetchKind::full; });
    };
    EXPECT_EQ(due_within(days(5) - days(1)), 0);
    EXPECT_GT(due_within(days(6)), 3);
    EXPECT_LT(due_within(days(6)), 18);
    EXPECT_EQ(due_within(days(7)), 21);
}

TEST_F(RefreshTest, AServerThatRefusesToBeAskedForWhatIsNewIsAskedInFullOnceADay) {
    answers(document({"a"}));
    refresh();
    for (const unsigned status : {412U, 400U}) {
        client_.on_any([status](const Asked& asked) -> Result<http::FetchResponse> {
            const bool is_conditional = !asked.headers.get("If-None-Match").empty();
            return is_conditional ? answer(status, old_url) : document({"a", std::to_string(status)});
        });
        wait(1h);
        EXPECT_NE(refresh().state.schedule_reason, feeds::Bound::full_fetch) << "once is nothing";
        wait(1h);
        const auto refused = refresh();
        EXPECT_EQ(refused.state.schedule_reason, feeds::Bound::full_fetch) << status;
        wait(*refused.state.next_poll - now());
        EXPECT_EQ(refresh().report.added, 1U) << status;
    }
}

TEST_F(RefreshTest, AWeeklyWholeFetchThatIsCutOffIsNotAskedForByTheNextProcess) {
    answers(document({"a"}));
    refresh();
    wait(days(7));
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> { return fail(ErrorCode::cancelled, "a stop"); });
    EXPECT_FALSE(try_refresh());
    EXPECT_EQ(last_asked("If-None-Match"), "");
    wait(1h);
    answers(answer(304, old_url));
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
}

/// As where a server spreads its clients over others: each has validators of its own.
TEST_F(RefreshTest, TwoAddressesThatARedirectLeadsToInTurnAreEachAskedForWhatIsNew) {
    const auto led_to = [&](const std::string& end, http::FetchResponse response) {
        client_.on_any([=](const Asked&) -> Result<http::FetchResponse> { return redirected(response, 302, end); });
    };
    const std::string one = "http://one.example/";
    const std::string two = "http://two.example/";
    led_to(one, document({"a"}, "\"one\""));
    refresh();
    led_to(two, document({"a"}, "\"two\""));
    refresh();
    EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "") << "which were never its own";
    for (int turn = 0; turn < 3; ++turn) {
        wait(1h);
        led_to(one, answer(304, one));
        EXPECT_EQ(refresh().verdict, feeds::Verdict::not_modified);
        EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"one\"");
        wait(1h);
        led_to(two, answer(304, two));
        EXPECT_EQ(refresh().verdict, feeds::Verdict::not_modified);
        EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"two\"");
    }
    auto renewed = answer(304, one);
    renewed.headers.set("ETag", "\"one, later\"");
    led_to(one, renewed);
    EXPECT_EQ(refresh().state.validators.url, one) << "who answered last";
    led_to(two, answer(304, two));
    refresh();
    EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"two\"");
    led_to(one, answer(304, one));
    refresh();
    EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"one, later\"");
    led_to(two, document({"a", "b"}, "\"two more\""));
    EXPECT_EQ(refresh().report.added, 1U);
    led_to(two, answer(304, two));
    refresh();
    EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"two more\"");
    EXPECT_EQ(client_.asked().back().headers.get("If-None-Match"), "") << "nor are they that of the redirect";
}

TEST_F(RefreshTest, AnAddressThatHasNoValidatorsTakesThoseOfTheOtherNotAway) {
    const auto led_to = [&](const std::string& end, http::FetchResponse response) {
        client_.on_any([=](const Asked&) -> Result<http::FetchResponse> { return redirected(response, 302, end); });
    };
    const std::string one = "http://one.example/";
    const std::string bare = "http://bare.example/";
    led_to(one, document({"a"}, "\"one\""));
    refresh();
    for (int turn = 0; turn < 3; ++turn) {
        wait(1h);
        led_to(bare, document({"a"}, ""));
        EXPECT_EQ(refresh().verdict, feeds::Verdict::document);
        wait(1h);
        led_to(one, answer(304, one));
        EXPECT_EQ(refresh().verdict, feeds::Verdict::not_modified);
        EXPECT_EQ(client_.hops().back().headers.get("If-None-Match"), "\"one\"");
    }
}

TEST_F(RefreshTest, A304ToAPollThatHadNoValidatorsToSendPutsNoDayOff) {
    answers(document({"a"}, ""));
    refresh();
    answers(answer(304, old_url));
    EXPECT_LT(*refresh().state.next_poll, now() + 3h) << "every poll of it is whole";
    answers(document({"a"}));
    refresh();
    answers(answer(304, "http://other.example/"));
    EXPECT_GE(*refresh().state.next_poll, now() + 24h);
    wait(days(1));
    answers(answer(304, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 24h) << "once it had some, it is asked for all of it once a day";
}

TEST_F(RefreshTest, APollIsWholeOrNotByTheTimeItWasAsked) {
    answers(document({"a"}));
    refresh();
    const auto feed = plan().front();
    auto due = now() + days(5);
    while (next_fetch_kind(feed, due) == FetchKind::conditional) due += 1s;
    wait(due - 1s - now());
    client_.on_any([this](const Asked&) -> Result<http::FetchResponse> {
        clock_.advance(5s);
        return answer(304, old_url);
    });
    EXPECT_EQ(refresh().verdict, feeds::Verdict::not_modified);
}

TEST_F(RefreshTest, ADocumentThatEndsTooSoonBringsNoValidatorsUntilItIsAllThereIs) {
    answers(document({"a"}));
    refresh();
    auto half = document({"b", "c"}, "\"half\"");
    half.body.resize(half.body.rfind("</item>"));
    answers(half);
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(record(old_url).state.validators.etag, "\"1\"");
    EXPECT_EQ(refresh().verdict, feeds::Verdict::document);
    EXPECT_EQ(record(old_url).state.validators.etag, "\"half\"") << "the same half comes again";
    answers(document({"b", "c"}, "\"whole\""));
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(record(old_url).state.validators.etag, "\"whole\"");
}

TEST_F(RefreshTest, A304ThatSaysNothingOfFreshnessConfirmsWhatWasSaid) {
    auto fresh = document({"a"});
    fresh.headers.set("Cache-Control", "max-age=7200");
    answers(fresh);
    refresh();
    answers(answer(304, old_url));
    for (int poll = 0; poll < 2; ++poll) {
        wait(3h);
        EXPECT_EQ(refresh().state.schedule_reason, feeds::Bound::fresh) << poll;
    }
    answers(document({"a", "b"}));
    EXPECT_EQ(refresh().state.schedule_reason, feeds::Bound::interval);
    answers(answer(304, old_url));
    EXPECT_EQ(refresh().state.schedule_reason, feeds::Bound::interval);
}

TEST_F(RefreshTest, NoWaitIsShorterThanItWasMeantByThePartOfASecond) {
    auto busy = answer(503, old_url);
    busy.headers.set("Retry-After", "7200");
    answers(busy);
    for (int tenth = 0; tenth < 10; ++tenth) {
        wait(100ms);
        EXPECT_GE(*refresh().state.next_poll, clock_.now() + 2h);
    }
}

TEST_F(RefreshTest, ValidatorsThatLedToNonsenseAreDroppedButTheNextWholeFetchWaitsForItsDay) {
    answers(document({"a"}));
    refresh();
    wait(1h);
    answers(answer(304, new_url));
    const auto confused = refresh();
    EXPECT_EQ(confused.verdict, feeds::Verdict::failed);
    EXPECT_EQ(confused.state.schedule_reason, feeds::Bound::full_fetch);
    EXPECT_GE(*confused.state.next_poll - now(), 23h);
    auto feed = plan().front();
    EXPECT_EQ(next_fetch_kind(feed, now()), FetchKind::full);
    feed.state.next_poll.reset();
    ASSERT_TRUE(wait_after(1, feed, now()));
    EXPECT_GE(*feed.state.next_poll - now(), 22h) << "nor does a crash hasten it";
}

TEST_F(RefreshTest, ValidatorsGoOnlyWithTheFieldsThatTheyCameOf) {
    answers(document({"a"}));
    refresh();
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
    config_.feeds.front().username = "me";
    for (const auto* known : {"", "\"1\""}) {
        refresh();
        EXPECT_EQ(last_asked("If-None-Match"), known);
    }
    config_.feeds.front().username = "you";
    start();
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "");
    config_.feeds.front().username.clear();
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "");
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
}

TEST_F(RefreshTest, FieldsThatNothingHasComeOfYetAreTriedInFullOnceADay) {
    answers(document({"a"}));
    refresh();
    config_.feeds.front().username = "me";
    answers(answer(500, old_url));
    const auto in_full = testing::Contains(testing::Field(&feeds::PollBound::name, feeds::Bound::full_fetch));
    for (int day = 0; day < 3; ++day, wait(25h)) {
        const auto failed = refresh();
        EXPECT_EQ(last_asked("If-None-Match"), "");
        EXPECT_THAT(failed.state.bounds, in_full);
        EXPECT_GE(*failed.state.next_poll - now(), 23h);
    }
    answers(document({"a"}));
    EXPECT_THAT(refresh().state.bounds, testing::Not(in_full));
}

}  // namespace
}  // namespace broadsheet::tests
