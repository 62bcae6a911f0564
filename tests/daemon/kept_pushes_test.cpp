// What hubs have brought and a process has not taken in: the next one does.

#include "daemon/poller.hpp"

#include "tests/daemon/pushes_fixture.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class KeptPushesTest : public PollerPushesTest {
protected:
    /// Until none is being taken in.
    void finish() {
        auto finishing = wait_for_the_end();
        tasks_->spawn("finish", std::move(finishing));
        for (int step = 0; step < 200 && !is_finished_; ++step) {
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(5));
            pass(100ms);
        }
        EXPECT_TRUE(is_finished_);
    }

    /// What a process finds where so many before it have died with the feed in flight.
    void find_deaths(unsigned times) {
        std::string path = store_.folder().file("flights");
        for (unsigned death = 0; death < times; ++death) {
            auto log = FlightLog::open(path).value();
            log.begin(record(url).id);
            const std::string left = path + std::to_string(death);
            std::filesystem::copy_file(path, left);  // as it is now, and not when the log has ended in order
            path = left;
        }
        flights_ = FlightLog::open(path).value();
    }

private:
    awaitable<void> wait_for_the_end() {
        co_await poller_->finish_pushes();
        is_finished_ = true;
    }

    bool is_finished_ = false;
};

TEST_F(KeptPushesTest, TheNextProcessTakesInWhatWaitedForAPoll) {
    push_while_it_is_polled();
    push(url, {"c", "a"});
    ASSERT_EQ(kept(), 2U);
    client_.on_any([](const Asked& asked) { return answer(503, asked.url); });
    start();
    await_articles(url, 3);
    EXPECT_EQ(asked_of(url), 1U) << "no poll has brought them";
    EXPECT_EQ(kept(), 0U);
    EXPECT_TRUE(record(url).state.push_until);
    start();
    run();
    pass(1min);
    EXPECT_EQ(record(url).articles, 3U);
    EXPECT_EQ(record(url).state.status, 503) << "it is polled as well";
}

TEST_F(KeptPushesTest, TheNextProcessTakesThemInBeforeItPolls) {
    add_feed(url);
    std::vector<std::string> guids{"a"};
    client_.on_any([&guids](const Asked& asked) { return answer(200, asked.url, rss_of(guids)); });
    start();
    run();
    pass(20min);
    push(url, {"b", "a"});
    await_articles(url, 2);
    keep_from_reading();
    push(url, {"c", "b", "a"});
    guids = {"c", "b", "a"};
    tasks_->cancel();
    let_read();
    stop();
    await_kept(1);
    clock_.advance(48h);
    start();
    run();
    await_articles(url, 3);
    pass(1min);
    EXPECT_EQ(asked_of(url), 2U);
    EXPECT_THAT(event_kinds(), testing::Not(testing::Contains("hub-missed")));
    EXPECT_TRUE(record(url).state.push_until) << "the hub is trusted as before";
}

TEST_F(KeptPushesTest, ThoseOfAFeedThatHasLeftTheConfigAreDroppedAtTheStart) {
    push_while_it_is_polled();
    ASSERT_EQ(kept(), 1U);
    config_.feeds.clear();
    start();
    await_kept(0);
    add_feed(url);
    start();
    EXPECT_EQ(record(url).articles, 0U);
}

TEST_F(KeptPushesTest, OneThatAProcessHasDiedWithIsTriedAgain) {
    push_while_it_is_polled();
    find_deaths(1);
    start();
    await_articles(url, 2);
    EXPECT_EQ(poller_->flights().crashes(record(url).id), 0U);
}

TEST_F(KeptPushesTest, ThoseOfAFeedThatProcessesHaveDiedWithAreDroppedUntilItIsPolled) {
    push_while_it_is_polled();
    push(url, {"c", "a"});
    ASSERT_EQ(kept(), 2U);
    find_deaths(2);
    start();
    await_kept(0);
    EXPECT_TRUE(bring(url, rss_of({"d"})));
    EXPECT_EQ(kept(), 0U);
    EXPECT_EQ(record(url).articles, 0U);
    run();
    pass(1min);
    EXPECT_EQ(record(url).articles, 1U);
    push(url, {"b", "a"});
    await_articles(url, 2);
}

TEST_F(KeptPushesTest, AFullDiskPutsThemOff) {
    push_while_nobody_reads();
    push(url, {"c", "b", "a"});
    watch_.full = true;
    let_read();
    finish();
    EXPECT_FALSE(bring(url, rss_of({"d"})));
    EXPECT_EQ(kept(), 2U);
    EXPECT_EQ(record(url).articles, 1U);
    watch_.full = false;
    pass(2min);
    await_kept(0);
    EXPECT_EQ(record(url).articles, 3U);
}

TEST_F(KeptPushesTest, APassTakesThemInFirst) {
    push_while_it_is_polled();
    start();
    finish();
    EXPECT_EQ(record(url).articles, 2U);
    EXPECT_EQ(poll_once(true).added, 2U) << "whoever has brought them";
    EXPECT_EQ(record(url).articles, 2U);
    EXPECT_EQ(kept(), 0U);
}

}  // namespace
}  // namespace broadsheet::tests
