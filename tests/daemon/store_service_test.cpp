#include "daemon/store_service.hpp"

#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace broadsheet {
namespace {

using store::ArticleQuery;
using store::FeedId;
using store::IngestReport;
using testing::IsEmpty;
using tests::fetched;
using tests::incoming;
using tests::run_coroutine;
using tests::TempStore;

const store::Timestamp noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);
const std::string url = "https://first.example/feed.xml";

/// What the tests look at: how often the writer committed, and a gate that holds its next group back.
struct Watch {
    std::atomic<int> commits = 0;
    std::atomic<int> relaxed = 0;
    std::mutex mutex;
    std::condition_variable changed;
    bool shut = false;
    bool at_the_gate = false;

    void pass() {
        std::unique_lock lock(mutex);
        at_the_gate = true;
        changed.notify_all();
        changed.wait(lock, [this] { return !shut; });
        at_the_gate = false;
    }
    void shut_gate() {
        const std::lock_guard lock(mutex);
        shut = true;
    }
    void open_gate() {
        const std::lock_guard lock(mutex);
        shut = false;
        changed.notify_all();
    }
    void wait_for_arrival() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return at_the_gate; });
    }
};

class WatchedWriter final : public store::Writer {
public:
    WatchedWriter(std::unique_ptr<store::Writer> inner, Watch& watch) : inner_(std::move(inner)), watch_(watch) {}
    Result<void> begin() override {
        watch_.pass();
        return inner_->begin();
    }
    Result<void> begin_relaxed() override {
        ++watch_.relaxed;
        watch_.pass();
        return inner_->begin_relaxed();
    }
    Result<void> commit() override {
        ++watch_.commits;
        return inner_->commit();
    }
    void rollback() noexcept override { inner_->rollback(); }
    Result<void> sync_config(const std::vector<store::SectionSpec>& sections, const std::vector<store::FeedSpec>& feeds,
                             store::Timestamp now) override {
        return inner_->sync_config(sections, feeds, now);
    }
    Result<IngestReport> record_fetch(const store::FetchRecord& record) override {
        return inner_->record_fetch(record);
    }
    Result<void> move_feed(store::FeedId feed, const std::string& address, store::Timestamp now) override {
        return inner_->move_feed(feed, address, now);
    }
    Result<void> save_subscription(const store::Subscription& s) override { return inner_->save_subscription(s); }
    Result<void> use_stories(store::StoryMode m, store::Timestamp t) override { return inner_->use_stories(m, t); }
    Result<void> split_story(store::ArticleId id, store::Timestamp t) override { return inner_->split_story(id, t); }
    Result<void> join_stories(long a, long b, store::Timestamp t) override { return inner_->join_stories(a, b, t); }
    Result<store::PruneReport> prune(const std::vector<store::RetentionRule>& rules, std::uint32_t limit,
                                     store::Timestamp t) override {
        return limit == 0 ? throw std::runtime_error("a limit of nothing") : inner_->prune(rules, limit, t);
    }
    Result<void> checkpoint() override { return inner_->checkpoint(); }

private:
    std::unique_ptr<store::Writer> inner_;
    Watch& watch_;
};

class WatchedStore final : public store::Store {
public:
    WatchedStore(store::Store& inner, Watch& watch) : inner_(inner), watch_(watch) {}
    Result<std::unique_ptr<store::Writer>> writer() override {
        auto writer = inner_.writer();
        if (!writer) return writer.error();
        return std::make_unique<WatchedWriter>(std::move(*writer), watch_);
    }
    Result<std::unique_ptr<store::Reader>> reader() override { return inner_.reader(); }

private:
    store::Store& inner_;
    Watch& watch_;
};

class StoreServiceTest : public testing::Test {
protected:
    StoreServiceTest() {
        temp_.writer().sync_config({{"world", "World"}}, {{url, "First", {"world"}, 0}}, noon).value();
        feed_ = temp_.feed_id(url);
        temp_.release_writer();
    }

    template <class T>
    T run(awaitable<T> work) {
        return run_coroutine(context_, std::move(work));
    }

    /// Starts a call whose answer the test looks at later.
    template <class T>
    std::shared_ptr<std::optional<T>> begin(awaitable<T> work) {
        auto answer = std::make_shared<std::optional<T>>();
        auto keep = [answer](std::exception_ptr, T result) { answer->emplace(std::move(result)); };
        boost::asio::co_spawn(context_, std::move(work), std::move(keep));
        context_.restart();
        context_.poll();
        return answer;
    }

    void run_until_done() {
        context_.restart();
        context_.run();
    }

    TempStore temp_;
    FeedId feed_{};
    Watch watch_;
    WatchedStore watched_{temp_.store(), watch_};
    boost::asio::io_context context_;
    StoreService service_{watched_, StoreServiceOptions()};
};

TEST_F(StoreServiceTest, EveryMethodDoesWhatTheStoreDoes) {
    service_.start().value();
    EXPECT_TRUE(run(service_.sync_config({{"world", "World"}}, {{url, "First", {"world"}, 3}}, noon)));
    EXPECT_EQ(run(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")}))).value().added, 1U);
    EXPECT_EQ(run(service_.feeds()).value().front().priority, 3);
    EXPECT_EQ(run(service_.feed(url)).value().articles, 1U);
    EXPECT_EQ(run(service_.feed("https://unknown.example/")).error().code(), ErrorCode::not_found);
    EXPECT_EQ(run(service_.sections()).value().front().id, "world");
    const auto page = run(service_.page(ArticleQuery("world", 10, 1))).value();
    ASSERT_EQ(page.articles.size(), 1U);
    EXPECT_EQ(run(service_.article(page.articles.front().id)).value().article.title, "one");
    EXPECT_THAT(run(service_.revisions(page.articles.front().id)).value(), IsEmpty());
    EXPECT_EQ(run(service_.stats()).value().articles, 1U);
    EXPECT_TRUE(run(service_.checkpoint()));
    EXPECT_TRUE(run(service_.ping()));
    EXPECT_THAT(run(service_.verify()).value(), IsEmpty());
    EXPECT_TRUE(run(service_.backup(temp_.folder().file("copy.db"))));
    std::vector<store::RetentionRule> rules{{"world", noon + std::chrono::hours(1), 0}};
    EXPECT_EQ(run(service_.prune(rules, 10, noon)).value().removed, 1U);
}

TEST_F(StoreServiceTest, JobsThatWaitShareOneCommit) {
    service_.start().value();
    watch_.shut_gate();
    const auto holding = begin(service_.ping());
    watch_.wait_for_arrival();
    std::vector<std::shared_ptr<std::optional<Result<IngestReport>>>> answers;
    for (int number = 0; number < 40; ++number) {
        const std::string name = std::to_string(number);
        answers.push_back(begin(service_.record_fetch(fetched(feed_, noon, {incoming(name, name)}))));
    }
    EXPECT_EQ(service_.waiting(), 40U);
    EXPECT_FALSE(answers.front()->has_value());
    watch_.open_gate();
    run_until_done();
    EXPECT_EQ(watch_.commits, 2);
    for (const auto& answer : answers) EXPECT_EQ((*answer)->value().added, 1U);
    EXPECT_EQ(temp_.reader().stats().value().articles, 40U);
}

TEST_F(StoreServiceTest, AJobThatFailsLeavesTheOthersOfItsGroup) {
    service_.start().value();
    watch_.shut_gate();
    const auto holding = begin(service_.ping());
    watch_.wait_for_arrival();
    const auto good = begin(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")})));
    const auto bad = begin(service_.record_fetch(fetched(FeedId{99}, noon, {incoming("2", "two")})));
    const auto thrown = begin(service_.prune({}, 0, noon));
    const auto last = begin(service_.record_fetch(fetched(feed_, noon, {incoming("3", "three")})));
    watch_.open_gate();
    run_until_done();
    EXPECT_TRUE(good->value());
    EXPECT_EQ(bad->value().error().code(), ErrorCode::not_found);
    EXPECT_EQ(thrown->value().error().code(), ErrorCode::internal);
    EXPECT_TRUE(last->value());
    EXPECT_EQ(temp_.reader().stats().value().articles, 2U);
}

TEST_F(StoreServiceTest, PollsThatBroughtNothingDoNotWaitForTheDisk) {
    service_.start().value();
    auto quiet = fetched(feed_, noon, {});
    quiet.document.reset();
    quiet.state.status = 304;
    EXPECT_TRUE(run(service_.record_fetch(quiet)));
    EXPECT_EQ(watch_.relaxed, 1);
    EXPECT_EQ(temp_.reader().feed(url).value().state.status, 304);
    EXPECT_TRUE(run(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")}))));
    EXPECT_EQ(watch_.relaxed, 1);
}

TEST_F(StoreServiceTest, CallersComeBackOnTheirOwnThread) {
    service_.start().value();
    std::thread::id thread;
    auto look = [](StoreService& service, std::thread::id& after) -> awaitable<void> {
        auto pinged = co_await service.ping();
        after = std::this_thread::get_id();
        EXPECT_TRUE(pinged);
    };
    run_coroutine(context_, look(service_, thread));
    EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST_F(StoreServiceTest, StoppingDrainsWhatWasAskedAndRefusesTheRest) {
    service_.start().value();
    watch_.shut_gate();
    const auto holding = begin(service_.ping());
    watch_.wait_for_arrival();
    const auto asked = begin(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")})));
    auto stop = [](StoreService& service) -> awaitable<Result<void>> {
        co_await service.stop();
        co_return Result<void>();
    };
    const auto stopped = begin(stop(service_));
    const auto refused = begin(service_.record_fetch(fetched(feed_, noon, {incoming("2", "two")})));
    EXPECT_EQ(refused->value().error().code(), ErrorCode::unavailable);
    EXPECT_FALSE(stopped->has_value());
    watch_.open_gate();
    run_until_done();
    EXPECT_TRUE(asked->value());
    EXPECT_TRUE(stopped->has_value());
    EXPECT_EQ(run(service_.stats()).error().code(), ErrorCode::unavailable);
    EXPECT_EQ(temp_.reader().stats().value().articles, 1U);
    EXPECT_TRUE(temp_.store().writer()) << "the writer's lock was let go";
}

TEST_F(StoreServiceTest, ItAnswersUnavailableBeforeItStarts) {
    EXPECT_EQ(run(service_.feeds()).error().code(), ErrorCode::unavailable);
    EXPECT_EQ(run(service_.ping()).error().code(), ErrorCode::unavailable);
}

TEST_F(StoreServiceTest, ASecondWriterIsRefusedAtTheStart) {
    const auto writer = temp_.store().writer();
    const auto started = service_.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code(), ErrorCode::conflict);
}

TEST_F(StoreServiceTest, ItCanBeDestroyedWhileItRuns) {
    StoreService another(watched_, StoreServiceOptions());
    another.start().value();
}

TEST_F(StoreServiceTest, ReadersAndWritersOfSeveralContextsDoNotMix) {
    service_.start().value();
    std::array<boost::asio::io_context, 4> contexts;
    auto work = [&](std::size_t lane) {
        for (int number = 0; number < 20; ++number) {
            const std::string name = std::to_string(lane) + "-" + std::to_string(number);
            auto record = fetched(feed_, noon, {incoming(name, name)});
            EXPECT_EQ(run_coroutine(contexts[lane], service_.record_fetch(std::move(record))).value().added, 1U);
            EXPECT_TRUE(run_coroutine(contexts[lane], service_.page(ArticleQuery("world", 5, 1))));
        }
    };
    std::vector<std::thread> lanes;
    for (std::size_t lane = 0; lane < contexts.size(); ++lane) lanes.emplace_back(work, lane);
    for (std::thread& lane : lanes) lane.join();
    EXPECT_EQ(temp_.reader().stats().value().articles, 80U);
    run_coroutine(context_, service_.stop());
}

}  // namespace
}  // namespace broadsheet
