// The object that `broadsheet serve` builds, with a real store, a real socket and a scripted origin.

#include "daemon/app.hpp"

#include "config/load.hpp"
#include "tests/support/origin.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

namespace broadsheet {
namespace {

using tests::ok;
using tests::Origin;
using tests::OriginRequest;
using tests::run_coroutine;
using tests::status;

std::string item(const std::string& name, const std::string& date = "Tue, 24 Nov 2026 08:00:00 GMT") {
    return "<item><title>" + name + "</title><link>http://news.example/" + name +
           "</link><guid isPermaLink=\"false\">" + name + "</guid><pubDate>" + date + "</pubDate></item>";
}

std::string rss(const std::string& items) {
    return "<rss version=\"2.0\"><channel><title>Origin</title><link>http://news.example/</link>" + items +
           "</channel></rss>";
}

class AppTest : public testing::Test {
protected:
    ~AppTest() override { close(); }

    std::string config_text(const std::string& more = {}) const {
        return "[daemon]\ndatabase = \"" + folder_.file("store.db") +
               "\"\nlisten = [\"127.0.0.1:0\"]\nlog_level = \"error\"\n[fetch]\nallow_private = true\nhost_spacing = "
               "\"0s\"\n"
               "[sections.world]\ntitle = \"World\"\n" +
               more + "[[feeds]]\nurl = \"" + origin_.url("/feed") + "\"\nsections = [\"world\"]\n";
    }

    static std::shared_ptr<const config::Config> parsed(const std::string& text) {
        auto loaded = config::parse_config(text);
        EXPECT_TRUE(loaded.ok()) << (loaded.problems.empty() ? "" : loaded.problems.front().message);
        return std::make_shared<const config::Config>(std::move(loaded.config));
    }

    /// A fresh process, as far as memory goes.
    void open(const std::string& text) {
        close();
        app_ = App::create(context_.get_executor(), parsed(text), {.version = "test", .sockets = {}, .poll = false})
                   .value();
    }

    void close() {
        if (!app_) return;
        run_coroutine(context_, app_->stop());
        app_.reset();
    }

    PollSummary poll(bool force = true) {
        const std::function<bool(const PolledFeed&)> all = [](const PolledFeed&) { return true; };
        const Poller::Observer note = [this](const PolledFeed& feed, const Refreshed& refreshed) {
            last_ = refreshed;
            state_ = feed.state;
        };
        return run_coroutine(context_, app_->poll_once(all, force, note)).value();
    }

    /// As a reader asks: over a socket.
    std::string get(const std::string& path) {
        const auto client =
            http::make_http_client(context_.get_executor(), *clock_,
                                   {.user_agent = "reader", .instance = {}, .nameservers = {}, .ca_file = {}});
        http::FetchRequest request("http://" + app_->addresses().front() + path);
        request.allow_private = true;
        return run_coroutine(context_, client->send(std::move(request))).value().body;
    }

    tests::TempFolder folder_;
    Origin origin_;
    boost::asio::io_context context_;
    std::unique_ptr<App> app_;
    std::unique_ptr<Clock> clock_ = make_system_clock();
    Refreshed last_;  // but for its state
    store::FetchState state_;
};

TEST_F(AppTest, ASecondPollIsConditionalAndStoresNothing) {
    origin_.on("/feed", [](const OriginRequest& asked) {
        return asked.fields.contains("if-none-match")
                   ? status(304)
                   : ok("ETag: \"one, odd\\\"\r\nLast-Modified: yesterday\r\n", rss(item("a") + item("b")));
    });
    open(config_text());
    EXPECT_EQ(poll().added, 2U);
    open(config_text());
    EXPECT_EQ(poll().added, 0U);
    const auto asked = origin_.requests().back();
    EXPECT_EQ(asked.fields.at("if-none-match"), "\"one, odd\\\"");
    EXPECT_EQ(asked.fields.at("if-modified-since"), "yesterday");
    EXPECT_EQ(last_.verdict, feeds::Verdict::not_modified);
}

TEST_F(AppTest, AFeedWhoseSecretIsMissingIsTheOnlyOneNotAskedUntilItIsFound) {
    for (const char* path : {"/feed", "/closed"})
        origin_.on(path, [](const OriginRequest&) { return ok("", rss(item("a"))); });
    const auto text = config_text() + "[[feeds]]\nurl = \"" + origin_.url("/closed") +
                      "\"\nheaders = { X-Key = { file = \"" + folder_.file("key") + "\" } }\n";
    open(text);
    EXPECT_EQ(poll().failed, 1U);
    EXPECT_EQ(origin_.requests().size(), 1U);
    open(text);
    EXPECT_EQ(poll(false).polled, 0U);
    std::ofstream(folder_.file("key")) << "word\n";
    EXPECT_EQ(poll(false).polled, 1U) << "at once";
    EXPECT_EQ(origin_.requests().back().fields.at("x-key"), "word");
    std::filesystem::remove(folder_.file("key"));
    EXPECT_EQ(poll().failed, 1U);
    EXPECT_EQ(state_.error.find("not asked: X-Key: the secret file "), 0U) << state_.error;
    EXPECT_EQ(state_.status, 200) << "which the server said last";
    poll();
    EXPECT_EQ(state_.error_count, 1U) << "no server has failed";
    std::ofstream(folder_.file("key")) << "word\n";
    open(text);
    EXPECT_EQ(poll(false).polled, 1U) << "and so it is after a start";
}

TEST_F(AppTest, AnEqualBodyIsNotStoredAgainButItsValidatorsAre) {
    int answers = 0;
    origin_.on("/feed", [&answers](const OriginRequest&) {
        return ok("ETag: \"" + std::to_string(++answers) + "\"\r\n", rss(item("a")));
    });
    open(config_text());
    EXPECT_EQ(poll().added, 1U);
    open(config_text());
    const auto second = poll();
    EXPECT_EQ(second.added + second.revised, 0U);
    EXPECT_EQ(state_.validators.etag, "\"2\"");
}

TEST_F(AppTest, AnErrorLeavesArticlesAndValidatorsAsTheyWere) {
    origin_.on("/feed", ok("ETag: \"a\"\r\n", rss(item("a"))));
    open(config_text());
    poll();
    for (const auto& answer :
         {status(500, "ETag: \"error\"\r\n"), ok("ETag: \"page\"\r\n", "<!doctype html><title>Log in</title>"),
          ok("ETag: \"empty\"\r\n", ""),
          tests::and_close("HTTP/1.1 200 OK\r\nETag: \"cut\"\r\nContent-Length: 999\r\n\r\n" + rss(item("b")))}) {
        origin_.on("/feed", answer);
        open(config_text());
        EXPECT_EQ(poll().failed, 1U);
        EXPECT_EQ(state_.validators.etag, "\"a\"");
        EXPECT_FALSE(state_.error.empty());
    }
    EXPECT_EQ(state_.error_count, 4U);
}

TEST_F(AppTest, NothingIsPolledBeforeItsTime) {
    origin_.on("/feed", ok("", rss(item("a"))));
    open(config_text());
    poll(false);
    open(config_text());
    EXPECT_EQ(poll(false).polled, 0U);
    EXPECT_EQ(origin_.requests().size(), 1U);
}

TEST_F(AppTest, RulesDecideWhatASectionShows) {
    origin_.on("/feed", ok("", rss(item("wheat") + item("football"))));
    open(config_text("drop = [\"title:football\"]\n"));
    poll();
    run_coroutine(context_, app_->start()).value();
    const auto text = get("/world.json");
    EXPECT_NE(text.find("wheat"), std::string::npos);
    EXPECT_EQ(text.find("football"), std::string::npos);
}

TEST_F(AppTest, ReadsNothingThatItPublishesItself) {
    origin_.on("/feed", ok("", rss(item("a"))));
    open(config_text());
    poll();
    run_coroutine(context_, app_->start()).value();
    const auto own = "http://" + app_->addresses().front() + "/world.atom";
    origin_.on("/feed", status(302, "Location: " + own + "\r\n"));
    const auto summary = poll();
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(state_.error_class, "refused");
    EXPECT_EQ(state_.error,
              own + " is an address of this daemon itself, redirected " + origin_.url("/feed") + " → " + own);
}

TEST_F(AppTest, AReloadWithoutItsSecretsIsRefused) {
    open(config_text());
    const auto text = config_text() + "username = \"u\"\npassword = { env = \"BROADSHEET_TEST_NOT_SET\" }\n";
    const auto reloaded = run_coroutine(context_, app_->reload(parsed(text)));
    ASSERT_FALSE(reloaded.has_value());
    EXPECT_EQ(reloaded.error().code(), ErrorCode::invalid);
}

TEST_F(AppTest, AReloadThatIsRefusedChangesNothing) {
    origin_.on("/feed", ok("", rss(item("wheat"))));
    open(config_text());
    poll();
    run_coroutine(context_, app_->start()).value();
    auto text = config_text();
    for (const std::string name : {"[sections.world]", "[\"world\"]"})
        text.replace(text.find(name), name.size(),
                     name.front() + std::string(name[1] == '"' ? "\"home\"]" : "sections.home]"));
    const auto without_secret = text + "username = \"u\"\npassword = { env = \"BROADSHEET_TEST_NOT_SET\" }\n";
    EXPECT_FALSE(run_coroutine(context_, app_->reload(parsed(without_secret))).has_value());
    EXPECT_NE(get("/world.json").find("wheat"), std::string::npos);
    EXPECT_TRUE(run_coroutine(context_, app_->reload(parsed(text))).has_value());
    EXPECT_EQ(get("/world.json").find("wheat"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet
