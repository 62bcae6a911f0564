// What the addresses answer, from the request to the store and back.

#include "daemon/routes.hpp"

#include "tests/daemon/websub_fixture.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>

namespace broadsheet {
namespace {

using testing::HasSubstr;

class RoutesTest : public testing::Test {
protected:
    RoutesTest() {
        clock_.jump_wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) - clock_.now());
        config_.daemon.title = "The Paper";
        config_.daemon.base_url = "https://news.example";
        config_.sections = {{"world", "World", "", "en", {}, {}, {}, {}}};
        store_.writer()
            .sync_config({{{"world", "World"}}, {{"http://a.example/feed", "A", {"world"}, 0}}}, now())
            .value();
        store_.writer().record_fetch(tests::fetched(feed(), now(), {tests::incoming("a", "wheat")})).value();
        store_.release_writer();
        service_.start().value();
        use();
    }
    ~RoutesTest() override {
        tests::run_coroutine(context_, service_.stop());
        renderers_.join();
    }

    [[nodiscard]] store::FeedId feed() { return store_.feed_id("http://a.example/feed"); }
    [[nodiscard]] feeds::Timestamp now() const { return std::chrono::floor<std::chrono::seconds>(clock_.now()); }

    /// The config as it is now.
    void use() { routes_.use(ViewContext(config_, "test")); }

    http::HttpResponse get(const std::string& path,
                           std::initializer_list<std::pair<const char*, std::string>> fields = {}) {
        http::HttpRequest request("GET", path);
        request.path = path;
        request.received = now();
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return tests::run_coroutine(context_, routes_.answer(request));
    }

    tests::FakeClock clock_;
    tests::TempStore store_;
    config::Config config_;
    boost::asio::io_context context_;
    boost::asio::thread_pool renderers_{1};
    Metrics metrics_{"test"};
    StoreService service_{store_.store(), {}};
    SectionVersions versions_;
    TaskGroup renderings_{context_.get_executor()};
    ResponseCache cache_{context_.get_executor(), 1'000'000, clock_, renderings_, metrics_};
    Routes routes_{service_, cache_, versions_, renderers_, clock_, metrics_};
};

TEST_F(RoutesTest, WhatIsNotThereMeetsNoPrecondition) {
    const std::pair<const char*, std::string> conditions[] = {
        {"If-Modified-Since", "Tue, 24 Nov 2026 00:00:00 GMT"},
        {"If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-None-Match", "*"},
        {"If-Match", "\"x\""},
    };
    for (const auto& path : {"/nowhere", "/article/999", "/article/x"}) {
        for (const auto& condition : conditions) {
            const auto answer = get(path, {condition});
            EXPECT_EQ(answer.status, 404U) << path << ' ' << condition.first;
            EXPECT_TRUE(answer.body && !answer.body->empty());
            EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
            EXPECT_THAT(std::string(answer.headers.get("Content-Type")), HasSubstr("text/html"));
            for (const auto* name : {"Last-Modified", "ETag"}) EXPECT_FALSE(answer.headers.find(name)) << name;
        }
    }
}

TEST_F(RoutesTest, ADocumentIsAsNewAsTheConfigThatItIsMadeAfter) {
    using namespace std::chrono_literals;
    const std::string paths[] = {"/", "/world", "/all", "/article/1", "/world.atom", "/world.rss", "/world.json"};
    clock_.advance(1h);
    config_.sections.front().position.line = 7;
    use();
    for (const auto& path : paths) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 200U) << path;
        EXPECT_EQ(answer.headers.get("Last-Modified"), "Tue, 24 Nov 2026 00:00:00 GMT") << path;
    }
    const std::pair<const char*, std::string> since{"If-Modified-Since", "Tue, 24 Nov 2026 00:30:00 GMT"};
    EXPECT_EQ(get("/world.atom", {since}).status, 304U);
    const std::function<void()> changes[] = {
        [this] { config_.daemon.title = "The Other Paper"; },
        [this] { config_.daemon.base_url = "https://other.example"; },
        [this] { config_.publish.limit = 1; },
        [this] { config_.sections.front().title = "All the World"; },
        [this] {
            config_.feeds.emplace_back().url = "http://a.example/feed";
            config_.feeds.back().rights = config::Rights::headline;
        },
    };
    int hour = 1;
    for (const auto& change : changes) {
        change();
        use();
        const auto expected = "Tue, 24 Nov 2026 0" + std::to_string(hour++) + ":00:00 GMT";
        for (const auto& path : paths) {
            const auto answer = get(path, {since});
            EXPECT_EQ(answer.status, 200U) << path;
            EXPECT_EQ(answer.headers.get("Last-Modified"), expected) << path;
        }
        clock_.advance(1h);
    }
}

TEST_F(RoutesTest, AnArticleHasOneAddress) {
    EXPECT_EQ(get("/article/1").status, 200U);
    const auto kept = cache_.bytes();
    for (const auto* path :
         {"/article/01", "/article/0000001", "/article/+1", "/article/1x", "/article/-1", "/article/0"})
        EXPECT_EQ(get(path).status, 404U) << path;
    EXPECT_EQ(cache_.bytes(), kept);
}

TEST_F(RoutesTest, NothingIsTakenForWhatItIsNot) {
    const std::string paths[] = {"/",        "/status",       "/status.json", "/metrics",     "/healthz",
                                 "/readyz",  "/nowhere",      "/world",       "/article/1",   "/world.atom",
                                 "/all.rss", "/sources.opml", "/all.json",    "/nowhere.atom"};
    for (const auto& path : paths) EXPECT_EQ(get(path).headers.get("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(get("/readyz").status, 503U);
    routes_.set_ready(true);
    EXPECT_EQ(get("/readyz").headers.get("X-Content-Type-Options"), "nosniff");
}

TEST_F(RoutesTest, AStoreThatTakesNothingIsSpokenOfWhereAdminsLook) {
    routes_.set_ready(true);
    routes_.set_store_fault("database or disk is full");
    const auto ready = get("/readyz");
    EXPECT_EQ(ready.status, 200U) << "what there is goes on to be published";
    EXPECT_EQ(*ready.body, "ready, but polls cannot be stored: database or disk is full\n");
    EXPECT_THAT(*get("/status").body, HasSubstr("Polls cannot be stored: database or disk is full"));
    EXPECT_THAT(*get("/status.json").body, HasSubstr(R"("store_fault":"database or disk is full")"));
}

TEST_F(RoutesTest, AListHasNoDateOfItsOwn) {
    for (const auto& path : {"/sources.opml", "/sections.opml"}) {
        const auto answer = get(path, {{"If-Modified-Since", "Tue, 24 Nov 2026 00:00:00 GMT"}});
        EXPECT_EQ(answer.status, 200U) << path;
        EXPECT_FALSE(answer.headers.find("Last-Modified")) << path;
    }
}

TEST_F(RoutesTest, ManyWhoAskForTheHealthOfFeedsAreNoMoreWorkThanOne) {
    for (const auto* path : {"/status", "/status.json"}) {
        const auto first = get(path, {{"Accept-Encoding", "gzip"}});
        EXPECT_EQ(first.status, 200U) << path;
        EXPECT_THAT(std::string(first.headers.get("ETag")), testing::StartsWith("\"")) << path;
        const auto again = get(path, {{"Accept-Encoding", "gzip"}});
        EXPECT_EQ(again.body, first.body) << path << ": the same bytes, not equal ones";
        auto failed = tests::fetched(feed(), now(), {});
        failed.document.reset();
        failed.state.error = "no route " + std::string(path);
        tests::run_coroutine(context_, service_.record_fetch(failed)).value();
        clock_.advance(std::chrono::seconds(3));
        EXPECT_THAT(*get(path).body, HasSubstr("no route " + std::string(path)));
    }
}

class WebSubRoutesTest : public tests::WebSubTest {
protected:
    [[nodiscard]] std::size_t limit(const std::string& path, const std::string& method = "POST") const {
        http::HttpRequest request(method, path);
        request.path = path;
        return routes_->body_limit(request);
    }

    void begin() {
        WebSubTest::begin();
        cache_ = std::make_unique<ResponseCache>(context_.get_executor(), 0, clock_, *tasks_, metrics_);
        routes_ = std::make_unique<Routes>(*service_, *cache_, versions_, workers_, clock_, metrics_);
        routes_->add_websub_routes(*subscriber_);
    }

    SectionVersions versions_;
    std::unique_ptr<ResponseCache> cache_;
    std::unique_ptr<Routes> routes_;
};

TEST_F(WebSubRoutesTest, OnlyAHubThatIsListenedToMayBringMuch) {
    constexpr std::size_t little = 8UL * 1024;
    constexpr std::size_t in_vain = 128UL * 1024;  // so that its sender hears 410
    begin();
    const auto callback = "/websub/" + subscription().token;
    EXPECT_EQ(limit(callback), in_vain) << "it has not granted anything yet";
    confirm("subscribe", tests::feed_url);
    EXPECT_EQ(limit(callback), config_.fetch.max_size);
    for (const auto& path : {callback + "0", callback + "/"}) EXPECT_EQ(limit(path), in_vain) << path;
    for (const auto& path : {std::string("/"), "/x" + callback}) EXPECT_LE(limit(path), little) << path;
    EXPECT_LE(limit(callback, "GET"), little);
    EXPECT_LE(limit(callback, "PUT"), little);
}

}  // namespace
}  // namespace broadsheet
