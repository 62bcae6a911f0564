// What hubs bring, beside polls and reloads.

#include "daemon/poller.hpp"

#include "tests/daemon/pushes_fixture.hpp"

#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerPushesTest, NoPollBeginsWhileOneIsRead) {
    push_while_nobody_reads();
    client_.on_any([](const Asked& asked) {
        auto response = answer(503, asked.url);
        response.headers.set("Retry-After", "172800");
        return response;
    });
    pass(2h);
    EXPECT_EQ(asked_of(url), 1U);
    let_read();
    await_articles(url, 2);
    pass(10s);
    EXPECT_EQ(asked_of(url), 2U);
    EXPECT_EQ(record(url).state.status, 503);
    EXPECT_GT(record(url).state.next_poll, now() + 47h) << "what the push knew of the state is not written over it";
}

TEST_F(PollerPushesTest, TheLastOfThemHasTheLastWord) {
    push_while_it_is_polled();
    for (int version = 1; version <= 9; ++version) {
        auto body = rss_of({"a"});
        const auto title = body.find("<title>") + 7;
        body.replace(title, body.find("</title>") - title, "version " + std::to_string(version));
        ASSERT_TRUE(bring(url, std::move(body)));
    }
    while (poller_->in_flight() > 0) pass(500ms);
    pass(1s);
    for (int step = 0; step < 1000 && record(url).title != "version 9"; ++step) {
        context_.restart();
        context_.run_one_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(record(url).title, "version 9");
    pass(30s);
    run_coroutine(context_, service_->ping()).value();
    EXPECT_EQ(record(url).title, "version 9");
}

TEST_F(PollerPushesTest, AReloadDoesNotChangeTheFeedThatOneIsReadFor) {
    add_feed(url).fetch.interval = 20h;
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(10s);
    keep_from_reading();
    push(url, {"b", "a"});
    config_.feeds.front().fetch.interval = 2h;
    reload();
    const auto id = record(url).id;
    EXPECT_EQ(poller_->find(id)->fetch.interval, 20h);
    let_read();
    await_articles(url, 2);
    EXPECT_EQ(poller_->find(id)->fetch.interval, 2h);
    pass(3h);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerPushesTest, AFeedMayLeaveAndComeBackWhileOneIsRead) {
    push_while_nobody_reads();
    config_.feeds.clear();
    reload();
    EXPECT_EQ(poller_->find(record(url).id), nullptr);
    add_feed(url);
    reload();
    let_read();
    await_articles(url, 2);
    EXPECT_NE(poller_->find(record(url).id), nullptr);
    pass(70min);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerPushesTest, AFeedIsPolledOnAfterOneThatThrewBeforeItWasRead) {
    push_while_it_is_polled();
    while (poller_->in_flight() > 0) pass(500ms);
    ASSERT_EQ(record(url).articles, 1U) << "it waited for the poll";
    clock_.set_broken(true);
    pass(1s);
    clock_.set_broken(false);
    run_coroutine(context_, service_->ping()).value();
    EXPECT_EQ(record(url).articles, 1U);
    pass(2h);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerPushesTest, AFeedThatLeavesKeepsItsPlaceForTheOneThatWaits) {
    push_while_it_is_polled();
    config_.feeds.clear();
    add_feed("http://b.example/1");
    reload();
    while (poller_->in_flight() > 0) pass(500ms);
    config_.feeds.clear();
    add_feed("http://c.example/1");
    reload();
    pass(1s);
    await_articles(url, 2);
    EXPECT_EQ(record("http://b.example/1").articles, 1U);
    config_.feeds.clear();
    add_feed("http://d.example/1");
    reload();
    EXPECT_LE(poller_->places(), 3U);
}

TEST_F(PollerPushesTest, AFeedMayLeaveAndComeBackWhileOneWaits) {
    push_while_it_is_polled();
    config_.feeds.clear();
    reload();
    while (poller_->in_flight() > 0) pass(100ms);
    reload();
    add_feed(url);
    reload();
    await_articles(url, 1);
    pass(1s);
    await_articles(url, 2);
    pass(2h);
    EXPECT_EQ(asked_of(url), 2U);
}

TEST_F(PollerPushesTest, NoneCompletesAMove) {
    const std::string target = "http://new.example/1";
    add_feed(url);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(10s);
    move_for_good(url, target);
    pass(2h);
    client_.on_any([](const Asked& asked) { return answer(503, asked.url); });
    pass(std::chrono::days(8));
    ASSERT_EQ(record(url).state.move.to, target);
    push(url, {"b", "a"});
    await_articles(url, 2);
    run_coroutine(context_, service_->ping()).value();
    EXPECT_EQ(record(url).state.address, "") << "only its old address can tell that it has moved";
}

TEST_F(PollerPushesTest, PollingGoesOnAtTheEndOfThoseItHadToWaitFor) {
    const std::string other = "http://b.example/1";
    for (const auto& feed : {url, other}) add_feed(feed).fetch.interval = 20h;
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(10s);
    ASSERT_EQ(client_.asked().size(), 2U);
    keep_from_reading();
    push(url, {"b", "a"}, "identity");  // its size is not known before it is read: the second finds no room
    push(other, {"b", "a"}, "identity");
    ASSERT_TRUE(refresher_->is_behind());
    pass(23h);
    EXPECT_EQ(client_.asked().size(), 2U);
    let_read();
    await_articles(other, 2);
    pass(1min);
    EXPECT_EQ(client_.asked().size(), 4U);
}

TEST_F(PollerPushesTest, AnOutageIsNoReasonToLookAtThemWithoutAPause) {
    for (int i = 0; i < 6; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    pass(1min);
    client_.on_any(
        [](const Asked&) -> Result<http::FetchResponse> { return fail(ErrorCode::unreachable, "no route"); });
    pass(2h);
    ASSERT_TRUE(refresher_->outage().is_on());
    keep_from_reading();
    push(config_.feeds[0].url, {"b"}, "identity");
    push(config_.feeds[1].url, {"b"}, "identity");
    ASSERT_TRUE(refresher_->is_behind());
    const auto before = clock_.sleeps().size();
    clock_.advance(2min);
    context_.restart();
    context_.run_for(50ms);
    EXPECT_LE(clock_.sleeps().size(), before + 10);
    let_read();
    await_articles(config_.feeds[1].url, 2);
}

}  // namespace
}  // namespace broadsheet::tests
