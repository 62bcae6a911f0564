#include "daemon/store_service.hpp"

#include "tests/daemon/watched_store.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

namespace broadsheet {
namespace {

using store::ArticleQuery;
using store::FeedId;
using store::IngestReport;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::fails_at_its_end;
using tests::fetched;
using tests::incoming;
using tests::run_coroutine;
using tests::TempStore;
using tests::Watch;
using tests::WatchedStore;

const store::Timestamp noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);
const std::string url = "https://first.example/feed.xml";

class StoreServiceTest : public testing::Test {
protected:
    StoreServiceTest() {
        temp_.writer().sync_config({{{"world", "World"}}, {{url, "First", {"world"}, 0}}}, noon).value();
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
    EXPECT_TRUE(run(service_.sync_config({{{"world", "World"}}, {{url, "First", {"world"}, 3}}}, noon)));
    EXPECT_EQ(run(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")}))).value().added, 1U);
    EXPECT_EQ(run(service_.feeds()).value().front().priority, 3);
    EXPECT_EQ(run(service_.page(ArticleQuery("unknown", 10, 1))).error().code(), ErrorCode::not_found);
    const auto page = run(service_.page(ArticleQuery("world", 10, 1))).value();
    ASSERT_EQ(page.articles.size(), 1U);
    EXPECT_EQ(run(service_.article(page.articles.front().id)).value().article.title, "one");
    EXPECT_THAT(run(service_.revisions(page.articles.front().id)).value(), IsEmpty());
    EXPECT_EQ(run(service_.stats()).value().articles, 1U);
    EXPECT_TRUE(run(service_.checkpoint()));
    EXPECT_TRUE(run(service_.ping()));
    const store::Retention nothing{{{"world", noon + std::chrono::hours(1), 0}}, {}};
    EXPECT_EQ(run(service_.prune(nothing, 10, noon)).value().removed, 1U);
}

TEST_F(StoreServiceTest, JobsThatWaitShareOneCommit) {
    service_.start().value();
    watch_.shut_gate();
    const auto holding = begin(service_.ping());
    watch_.wait_for_arrival();
    std::vector<std::shared_ptr<std::optional<Result<IngestReport>>>> answers;
    for (int number = 0; number < 17; ++number) {
        const std::string name = std::to_string(number);
        answers.push_back(begin(service_.record_fetch(fetched(feed_, noon, {incoming(name, name)}))));
    }
    EXPECT_EQ(service_.waiting(), 17U);
    EXPECT_FALSE(answers.front()->has_value());
    watch_.open_gate();
    run_until_done();
    EXPECT_EQ(watch_.commits, 2);
    for (const auto& answer : answers) EXPECT_EQ((*answer)->value().added, 1U);
    EXPECT_EQ(temp_.reader().stats().value().articles, 17U);
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

TEST_F(StoreServiceTest, AJobThatFailsInTheMiddleUndoesItselfAlone) {
    service_.start().value();
    watch_.shut_gate();
    const auto holding = begin(service_.ping());
    watch_.wait_for_arrival();
    const auto good = begin(service_.record_fetch(fetched(feed_, noon, {incoming("1", "one")})));
    const auto bad = begin(service_.record_fetch(fails_at_its_end(feed_, noon, {incoming("2", "two")})));
    const auto last = begin(service_.record_fetch(fetched(feed_, noon, {incoming("3", "three")})));
    watch_.open_gate();
    run_until_done();
    EXPECT_EQ(good->value().value().added, 1U);
    EXPECT_EQ(bad->value().error().code(), ErrorCode::internal);
    EXPECT_EQ(last->value().value().added, 1U);
    const auto page = temp_.reader().page(ArticleQuery("", 10, 1)).value();
    ASSERT_EQ(page.articles.size(), 2U);
    EXPECT_EQ(page.articles.front().article.title, "three");
    EXPECT_EQ(page.articles.back().article.title, "one");
    EXPECT_THAT(temp_.reader().verify().value(), IsEmpty());
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

TEST_F(StoreServiceTest, WhatADamagedStoreCannotReadIsCounted) {
    Metrics metrics("test");
    StoreServiceOptions options;
    options.metrics = &metrics;
    StoreService service(watched_, options);
    service.start().value();
    run(service.record_fetch(fetched(feed_, noon, {incoming("1", "one")}))).value();
    EXPECT_EQ(run(service.article(store::ArticleId(99))).error().code(), ErrorCode::not_found);
    EXPECT_THAT(metrics.render(), HasSubstr("broadsheet_store_failures_total 0"));
    run(service.checkpoint()).value();
    constexpr std::size_t page = 4096;
    std::fstream file(temp_.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(page);
    file << std::string(std::filesystem::file_size(temp_.path()) - page, 'x');
    file.close();
    EXPECT_EQ(run(service.page(ArticleQuery("world", 10, 1))).error().code(), ErrorCode::corrupt);
    EXPECT_THAT(metrics.render(), HasSubstr("broadsheet_store_failures_total 1"));
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
