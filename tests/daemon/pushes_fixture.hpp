#pragma once
// A feed of which a hub brings more.

#include "tests/daemon/poller_fixture.hpp"

#include <boost/asio/post.hpp>

#include <deque>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::tests {

inline const std::string url = "http://a.example/1";

class PollerPushesTest : public PollerTest {
protected:
    ~PollerPushesTest() override {
        while (!may_read_.empty()) let_read();
    }

    /// Nothing more is read until let_read().
    void keep_from_reading() {
        auto& may_read = may_read_.emplace_back();
        boost::asio::post(workers_, [reading = may_read.get_future().share()] { reading.wait(); });
    }
    void let_read() {
        if (may_read_.empty()) return;
        may_read_.front().set_value();
        may_read_.pop_front();
    }

    Result<void> bring(const std::string& feed, std::string body, const std::string& coding = {}) {
        store::Push push;
        push.feed = record(feed).id;
        push.lease_until = now() + std::chrono::hours(240);
        push.url = feed;
        push.content_encoding = coding;
        push.body = std::move(body);
        return run_coroutine(context_, poller_->push(std::move(push)));
    }
    void push(const std::string& feed, const std::vector<std::string>& guids, const std::string& coding = {}) {
        ASSERT_TRUE(bring(feed, rss_of(guids), coding));
        run_ready(context_);
    }
    std::size_t kept() { return store_.reader().pushes().value().size(); }
    /// Until that many of them are not taken in.
    void await_kept(std::size_t count) {
        for (int step = 0; step < 1000 && kept() > count; ++step) {
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(5));
        }
        run_ready(context_);
        EXPECT_EQ(kept(), count);
    }
    /// Until the store has that many articles of it.
    void await_articles(const std::string& feed, std::uint64_t count) {
        for (int step = 0; step < 1000 && record(feed).articles < count; ++step) {
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(5));
        }
        run_ready(context_);
        EXPECT_EQ(record(feed).articles, count);
    }

    /// A feed that has been polled once, and of which a hub has just brought more.
    void push_while_nobody_reads() {
        add_feed(url);
        client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
        start();
        run();
        pass(std::chrono::seconds(10));
        keep_from_reading();
        push(url, {"b", "a"});
    }

    /// A feed whose first answer comes in ten seconds, and of which a hub has just brought more.
    void push_while_it_is_polled() {
        add_feed(url);
        client_.be_slow(url, std::chrono::seconds(20));
        client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
        start();
        run();
        pass(std::chrono::seconds(10));
        ASSERT_EQ(asked_of(url), 1U);
        push(url, {"b", "a"});
    }

private:
    std::deque<std::promise<void>> may_read_;
};

}  // namespace broadsheet::tests
