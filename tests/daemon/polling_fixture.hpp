#pragma once
// All of a daemon that polls, with a real store, on a clock that stands still and a Web that a test writes down.

#include "daemon/base/metrics.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/poller.hpp"
#include "daemon/refresh.hpp"
#include "tests/daemon/watched_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/scripted_client.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::tests {

class Polling : public testing::Test, public UpdateListener {
protected:
    explicit Polling(std::chrono::milliseconds latency = std::chrono::milliseconds(0)) : client_(clock_, latency) {
        store_.release_writer();
        clock_.jump_wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(8) -
                         clock_.now());
    }
    ~Polling() override {
        stop();
        workers_.join();
    }

    config::Feed& add_feed(const std::string& url) {
        auto& feed = config_.feeds.emplace_back();
        feed.url = url;
        return feed;
    }

    /// As a process that begins: what it knows comes from the store.
    void start() {
        stop();
        service_ = std::make_unique<StoreService>(watched_, options_);
        service_->start().value();
        refresher_ = std::make_unique<Refresher>(client_, *service_, workers_, clock_, *this, metrics_);
        tasks_ = std::make_unique<TaskGroup>(context_.get_executor());
        poller_ = std::make_unique<Poller>(*refresher_, clock_, *tasks_, context_.get_executor(), 256);
        poller_->flights() = std::move(flights_);
        run_coroutine(context_, service_->sync_config(config_spec(config_), now())).value();
        poller_->turns().hold(run_coroutine(context_, service_->holds(now())).value());
        poller_->apply(plan(), 256);
        run_coroutine(context_, poller_->recall_pushes()).value();
    }

    /// The config as it is now, in the running process.
    void reload() {
        run_coroutine(context_, service_->sync_config(config_spec(config_), now())).value();
        poller_->apply(plan(), 256);
    }

    void stop() {
        if (!poller_) return;
        tasks_->cancel();
        run_coroutine(context_, tasks_->join());
        run_coroutine(context_, service_->stop());
        poller_.reset();
        tasks_.reset();
        refresher_.reset();
        service_.reset();
    }

    std::vector<PolledFeed> plan() {
        return plan_feeds(config_, run_coroutine(context_, service_->polling()).value()).value();
    }

    /// The poll of one feed as the store has it, whatever its time.
    Refreshed refresh(const std::string& url = {}) { return try_refresh(url).value(); }
    Result<Refreshed> try_refresh(const std::string& url = {}) {
        if (!poller_) start();
        for (auto& feed : plan()) {
            if (!url.empty() && feed.url != url) continue;
            return run_coroutine(context_, refresher_->refresh(feed));
        }
        throw std::runtime_error("no such feed");
    }

    void run() {
        auto running = poller_->run();
        tasks_->spawn("poller", std::move(running));
    }

    /// Lets the clock go on as far as that, from one thing that waits for it to the next.
    void pass(std::chrono::milliseconds time) {
        const auto end = clock_.steady() + time;
        for (;;) {
            let_all_wait();
            const auto next = clock_.next();
            if (!next || *next > end) break;
            clock_.advance(*next - clock_.steady());
        }
        clock_.advance(end - clock_.steady());
        let_all_wait();
    }

    store::FeedRecord record(const std::string& url) { return store_.reader().feed(url).value(); }

    std::vector<std::string> event_kinds() {
        std::vector<std::string> kinds;
        for (const auto& event : store_.reader().events(100).value()) kinds.push_back(event.event.kind);
        return kinds;
    }

    [[nodiscard]] feeds::Timestamp now() const { return std::chrono::floor<std::chrono::seconds>(clock_.now()); }

    void articles_changed(const store::IngestReport& report) override { changes_ += report.changed_sections.size(); }

    config::Config config_;
    StoreServiceOptions options_{2, 256, std::chrono::milliseconds(0)};
    FakeClock clock_;
    ScriptedClient client_;
    TempStore store_;
    Watch watch_;
    WatchedStore watched_{store_.store(), watch_};
    boost::asio::io_context context_;
    boost::asio::thread_pool workers_{1};
    Metrics metrics_{"test"};
    std::unique_ptr<StoreService> service_;
    std::unique_ptr<Refresher> refresher_;
    std::unique_ptr<TaskGroup> tasks_;
    FlightLog flights_;  // that the next process finds
    std::unique_ptr<Poller> poller_;
    std::size_t changes_ = 0;

private:
    /// Until every poll waits for the clock, none for the store or a worker.
    void let_all_wait() {
        run_ready(context_);
        while (poller_->in_flight() > client_.waiting()) {
            context_.restart();
            context_.run_one_for(patience);
            run_ready(context_);
        }
    }
};

}  // namespace broadsheet::tests
