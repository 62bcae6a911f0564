#include "daemon/response_cache.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace broadsheet {
namespace {

using Document = ResponseCache::Document;
using Answer = std::optional<Result<Document>>;

class ResponseCacheTest : public testing::Test {
protected:
    static Document document(const std::string& text) {
        return http::make_cached_body(text, "text/plain", std::chrono::sys_seconds(), "public");
    }

    static awaitable<Result<Document>> render_at(std::string text, int second) {
        co_return http::make_cached_body(text, "text/plain", std::chrono::sys_seconds(std::chrono::seconds(second)),
                                         "");
    }
    awaitable<Result<Document>> render(std::string text) {
        ++renderings_made_;
        co_return document(text);
    }
    awaitable<Result<Document>> render_later(std::string text) {
        ++renderings_made_;
        static_cast<void>(co_await go_on_.wait());
        co_return text.empty() ? Result<Document>(fail(ErrorCode::internal, "no")) : document(text);
    }
    static awaitable<Result<Document>> fail_with(std::string what) { co_return fail(ErrorCode::internal, what); }
    static awaitable<Result<Document>> find_nothing() { co_return fail(ErrorCode::not_found, "gone"); }
    static awaitable<Result<Document>> fall_over() {
        throw std::runtime_error("worse");
        co_return Document();
    }

    ResponseCache::Render renders(std::string text) {
        return [this, text] { return render(text); };
    }
    /// Once the test says so; it fails where there is no text.
    ResponseCache::Render renders_later(std::string text) {
        return [this, text] { return render_later(text); };
    }
    static ResponseCache::Render withdrawn() {
        return [] { return find_nothing(); };
    }
    static ResponseCache::Render fails() {
        return [] { return fail_with("no"); };
    }

    /// Its version 1 is "one", and many ask for it; it may be rendered anew.
    void make_busy(const std::string& key) {
        for (unsigned i = 0; i < ResponseCache::busy; ++i) static_cast<void>(get(key, 1, renders("one")));
        clock_.advance(ResponseCache::apart);
        static_cast<void>(get(key, 1, renders("never")));
    }

    Result<Document> get(const std::string& key, std::uint64_t version, ResponseCache::Render render) {
        return tests::run_coroutine(context_, cache_.get(key, version, std::move(render)));
    }
    std::shared_ptr<Answer> begin(const std::string& key, std::uint64_t version, ResponseCache::Render render) {
        auto answer = std::make_shared<Answer>();
        auto keep = [answer](std::exception_ptr, Result<Document> result) { *answer = std::move(result); };
        boost::asio::co_spawn(context_, cache_.get(key, version, std::move(render)), std::move(keep));
        poll();
        return answer;
    }
    awaitable<void> ask(std::string key, std::uint64_t version, ResponseCache::Render render) {
        static_cast<void>(co_await cache_.get(std::move(key), version, std::move(render)));
    }
    void poll() {
        context_.restart();
        context_.poll();
    }
    static std::string text_of(const Result<Document>& answer) { return answer ? *(*answer)->identity : "none"; }

    boost::asio::io_context context_;
    Metrics metrics_{"test"};
    tests::FakeClock clock_;
    TaskGroup renderings_{context_.get_executor()};
    ResponseCache cache_{context_.get_executor(), 10'000, clock_, renderings_, metrics_};
    Wakeup go_on_{context_.get_executor()};
    int renderings_made_ = 0;
};

TEST_F(ResponseCacheTest, RendersAVersionOnce) {
    EXPECT_EQ(text_of(get("a", 1, renders("one"))), "one");
    EXPECT_EQ(text_of(get("a", 1, renders("never"))), "one");
    EXPECT_EQ(text_of(get("a", 2, renders("two"))), "two");
    EXPECT_EQ(renderings_made_, 2);
}

TEST_F(ResponseCacheTest, TwoOfOneSecondAreNotToldApartByTheirDate) {
    const auto at = [](std::string text, int second) -> ResponseCache::Render {
        return [text, second] { return render_at(text, second); };
    };
    const std::chrono::sys_seconds second{std::chrono::seconds(1)};
    EXPECT_EQ(get("a", 1, at("one", 1)).value()->last_modified, second);
    EXPECT_EQ(get("a", 2, at("one", 1)).value()->last_modified, second) << "it is the same";
    EXPECT_EQ(get("a", 3, at("two", 1)).value()->last_modified, std::nullopt);
    EXPECT_EQ(get("a", 3, at("two", 1)).value()->last_modified, std::nullopt);
    EXPECT_EQ(get("a", 4, at("two", 1)).value()->last_modified, std::nullopt);
    EXPECT_EQ(get("a", 5, at("three", 2)).value()->last_modified, second + std::chrono::seconds(1));
}

TEST_F(ResponseCacheTest, ManyWhoAskShareOneRendering) {
    const auto first = begin("a", 1, renders_later("one"));
    const auto second = begin("a", 1, renders("never"));
    const auto other = begin("b", 1, renders("other"));
    ASSERT_TRUE(other->has_value());
    EXPECT_FALSE(second->has_value());
    go_on_.notify();
    poll();
    ASSERT_TRUE(first->has_value() && second->has_value());
    EXPECT_EQ((*first)->value(), (*second)->value());
    EXPECT_EQ(renderings_made_, 2);
}

TEST_F(ResponseCacheTest, ServesTheLastVersionThatCouldBeRendered) {
    static_cast<void>(get("a", 1, renders("one")));
    EXPECT_EQ(text_of(get("a", 2, fails())), "one");
    EXPECT_EQ(text_of(get("a", 2, renders("two"))), "two") << "and tries again";
}

TEST_F(ResponseCacheTest, WhoWaitedForARenderingThatFailedTakesTheLastVersion) {
    static_cast<void>(get("a", 1, renders("one")));
    const auto first = begin("a", 2, renders_later(""));
    const auto second = begin("a", 2, renders("never"));
    const auto third = begin("a", 2, renders("never"));
    go_on_.notify();
    poll();
    for (const auto& answer : {first, second, third}) EXPECT_EQ(text_of(**answer), "one");
    EXPECT_EQ(renderings_made_, 2);
    EXPECT_EQ(text_of(get("a", 2, renders("two"))), "two") << "who comes later tries again";
}

TEST_F(ResponseCacheTest, WhatIsNotThereAnyLongerIsNotServedAsItWas) {
    static_cast<void>(get("a", 1, renders("one")));
    EXPECT_EQ(get("a", 2, withdrawn()).error().code(), ErrorCode::not_found);
    EXPECT_EQ(cache_.bytes(), 0U);
    EXPECT_EQ(text_of(get("a", 2, fails())), "none");
    make_busy("b");
    EXPECT_EQ(text_of(get("b", 2, withdrawn())), "one") << "while nobody waits for it";
    poll();
    EXPECT_EQ(get("b", 2, withdrawn()).error().code(), ErrorCode::not_found);
    EXPECT_EQ(cache_.bytes(), 0U);
}

TEST_F(ResponseCacheTest, KeepsNothingOfWhatNeverCouldBe) {
    EXPECT_EQ(text_of(get("a", 1, fails())), "none");
    EXPECT_EQ(get("a", 1, [] { return fall_over(); }).error().detail(), "worse");
    EXPECT_EQ(cache_.bytes(), 0U);
    EXPECT_EQ(text_of(get("a", 1, renders("one"))), "one");
}

TEST_F(ResponseCacheTest, WhoWaitedForARenderingThatFailedRendersHimself) {
    const auto first = begin("a", 1, renders_later(""));
    const auto second = begin("a", 1, renders("one"));
    go_on_.notify();
    poll();
    ASSERT_TRUE(first->has_value() && second->has_value());
    EXPECT_EQ(text_of(**first), "none");
    EXPECT_EQ(text_of(**second), "one");
}

TEST_F(ResponseCacheTest, WhoHasGivenUpWaitingRendersNothingAndIsWaitedForByNobody) {
    const auto first = begin("a", 1, renders_later(""));
    TaskGroup waiting(context_.get_executor());
    auto asking = ask("a", 1, renders("never"));
    const auto second = waiting.spawn("second", std::move(asking));
    poll();
    go_on_.notify();
    // Between the end of the first and the moment that the second sees it.
    boost::asio::post(context_, [&second] { second.cancel(); });
    poll();
    EXPECT_EQ(text_of(**begin("a", 1, renders("one"))), "one");
}

TEST_F(ResponseCacheTest, NobodyWaitsForANewerVersionOfABusyDocument) {
    make_busy("a");
    EXPECT_EQ(text_of(**begin("a", 2, renders_later("two"))), "one");
    EXPECT_EQ(text_of(**begin("a", 2, renders("never"))), "one");
    go_on_.notify();
    poll();
    EXPECT_EQ(text_of(get("a", 2, renders("never"))), "two");
    EXPECT_EQ(renderings_made_, 2);
}

TEST_F(ResponseCacheTest, ABusyDocumentIsNotRenderedForEachVersion) {
    make_busy("a");
    static_cast<void>(get("a", 2, renders("two")));
    poll();
    EXPECT_EQ(text_of(get("a", 3, renders("never"))), "two");
    clock_.advance(ResponseCache::apart - std::chrono::milliseconds(1));
    EXPECT_EQ(text_of(get("a", 4, renders("never"))), "two");
    clock_.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(text_of(get("a", 5, renders("five"))), "two");
    poll();
    EXPECT_EQ(text_of(get("a", 5, renders("never"))), "five");
    EXPECT_EQ(renderings_made_, 3);
}

TEST_F(ResponseCacheTest, ABusyDocumentIsOutOfDateBriefly) {
    make_busy("a");
    const auto late = begin("a", 2, renders_later("two"));
    EXPECT_EQ(text_of(**late), "one");
    clock_.advance(ResponseCache::briefly);
    EXPECT_EQ(text_of(**begin("a", 2, renders("never"))), "one");
    clock_.advance(std::chrono::milliseconds(1));
    const auto waiting = begin("a", 2, renders("never"));
    EXPECT_FALSE(waiting->has_value());
    go_on_.notify();
    poll();
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ(text_of(**waiting), "two");
}

TEST_F(ResponseCacheTest, ADocumentIsBusyNoLongerThanItIsAskedFor) {
    make_busy("a");
    clock_.advance(std::chrono::seconds(2));
    static_cast<void>(get("a", 1, renders("never")));
    EXPECT_EQ(text_of(get("a", 2, renders("two"))), "two");
}

TEST_F(ResponseCacheTest, TheLongestUnaskedGoesFirst) {
    const std::string large(4'000, 'x');
    for (const auto* key : {"a", "b"}) static_cast<void>(get(key, 1, renders(large + key)));
    static_cast<void>(get("a", 1, renders("never")));
    static_cast<void>(get("c", 1, renders(large + "c")));
    EXPECT_LE(cache_.bytes(), 10'000U);
    EXPECT_EQ(renderings_made_, 3);
    EXPECT_EQ(text_of(get("a", 1, renders("never"))), large + "a");
    EXPECT_EQ(text_of(get("b", 1, renders("again"))), "again");
}

TEST_F(ResponseCacheTest, AddressesTakeRoomAsWell) {
    const std::string address(3'000, 'a');
    for (const auto* end : {"1", "2", "3"}) static_cast<void>(get(address + end, 1, renders("x")));
    EXPECT_GT(cache_.bytes(), address.size());
    EXPECT_LE(cache_.bytes(), 10'000U);
    EXPECT_EQ(text_of(get(address + "1", 1, renders("again"))), "again");
    cache_.clear();
    EXPECT_EQ(cache_.bytes(), 0U);
}

TEST_F(ResponseCacheTest, ClearForgetsAlsoWhatIsBeingRendered) {
    const auto old = begin("a", 1, renders_later("before"));
    const auto waiting = begin("a", 1, renders("after"));
    cache_.clear();
    poll();
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ(text_of(**waiting), "after");
    go_on_.notify();
    poll();
    EXPECT_EQ(text_of(**old), "before") << "who asked then gets what there was then";
    EXPECT_EQ(text_of(get("a", 1, renders("never"))), "after");
}

}  // namespace
}  // namespace broadsheet
