#pragma once
// A feed with a hub, and the subscriber between them.

#include "daemon/websub_subscriber.hpp"
#include "feeds/digest.hpp"
#include "tests/daemon/polling_fixture.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::tests {

inline const std::string feed_url = "http://news.example/feed";
inline const std::string hub_url = "http://hub.example/";

class WebSubTest : public Polling {
protected:
    WebSubTest() : Polling(std::chrono::milliseconds(100)) {
        options_.readers = 1;  // what is asked of it last is answered last
        add_feed(feed_url);
        client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
            if (asked.method == "POST") {
                hub_asked_.push_back(asked);
                auto response = answer(asked.url == hub_url ? hub_status_ : 202, asked.url);
                for (const auto& [name, value] : hub_fields_) response.headers.set(name, value);
                return response;
            }
            const auto etag = "\"" + std::to_string(guids_.size()) + guids_.front() + "\"";
            if (asked.headers.get("If-None-Match") == etag) return answer(304, asked.url);
            auto response = answer(200, asked.url, rss_of(guids_));
            response.headers.set("ETag", etag);
            std::string links = "<" + self_ + ">; rel=\"self\"";
            for (const auto& hub : hubs_) links += ", <" + hub + ">; rel=\"hub\"";
            response.headers.set("Link", links);
            return response;
        });
    }
    ~WebSubTest() override { stop(); }

    void begin(const std::string& base_url = "https://me.example") {
        start();
        subscriber_ = std::make_unique<WebSubSubscriber>(client_, *service_, clock_, *poller_, *tasks_, workers_,
                                                         context_.get_executor());
        run_coroutine(context_, subscriber_->load()).value();
        subscriber_->use(base_url, config_.fetch);
        poller_->observe([this](const PolledFeed& feed, const Refreshed& refreshed) {
            if (refreshed.hub) subscriber_->offered(feed, *refreshed.hub);
        });
        run();
        auto subscribing = subscriber_->run();
        tasks_->spawn("websub", std::move(subscribing));
        go(std::chrono::seconds(10));
    }

    /// Time, and what the store and a hub have to say at its end.
    void go(std::chrono::milliseconds time) {
        pass(time);
        settle();
        pass(std::chrono::seconds(1));
        settle();
    }
    /// Until nobody waits for a worker or the store: some steps of what is going on have several of both behind them.
    void settle() {
        for (int step = 0; step < 6; ++step) {
            std::promise<void> read;
            boost::asio::post(workers_, [&read] { read.set_value(); });
            read.get_future().wait();
            run_coroutine(context_, service_->ping()).value();
            run_coroutine(context_, service_->pushes()).value();
            run_ready(context_);
        }
    }

    store::Subscription subscription() { return store_.reader().subscriptions().value().at(0); }

    http::HttpResponse confirm(const std::string& mode, const std::string& topic, const std::string& lease = "864000",
                               std::string token = {}) {
        if (token.empty()) token = subscription().token;
        http::HttpRequest request("GET", "/websub/x");
        request.query = {
            {"hub.mode", mode}, {"hub.topic", topic}, {"hub.challenge", "c<b>"}, {"hub.lease_seconds", lease}};
        return run_coroutine(context_, subscriber_->confirm(token, request));
    }

    /// The config as it is now, in the running process.
    void reload(const std::string& base_url = "https://me.example") {
        Polling::reload();
        subscriber_->use(base_url, config_.fetch);
        go(std::chrono::seconds(10));
    }

    unsigned deliver(const std::string& body, const std::string& secret, std::string token = {},
                     const std::string& coding = {}) {
        if (token.empty()) token = subscription().token;
        auto request = delivery(body, secret);
        if (!coding.empty()) request.headers.set("Content-Encoding", coding);
        const auto status = run_coroutine(context_, subscriber_->deliver(token, request)).status;
        settle();  // the push goes on behind the answer
        return status;
    }
    /// Up to the answer: what was brought is not read yet.
    unsigned deliver_and_no_more(const std::string& body) {
        const auto known = subscription();
        const auto request = delivery(body, known.secret);
        return run_coroutine(context_, subscriber_->deliver(known.token, request)).status;
    }
    static http::HttpRequest delivery(const std::string& body, const std::string& secret) {
        http::HttpRequest request("POST", "/websub/x");
        request.body = body;
        request.headers.set("X-Hub-Signature", "sha256=" + feeds::hmac_hex("sha256", secret, body));
        return request;
    }

    std::size_t polls() const {
        std::size_t count = 0;
        for (const auto& asked : client_.asked()) count += asked.url == feed_url ? 1 : 0;
        return count;
    }

    std::vector<Asked> hub_asked_;
    unsigned hub_status_ = 202;  // of the one at hub_url; others take what they are asked
    std::string self_ = feed_url;
    std::vector<std::string> hubs_{hub_url};
    std::vector<std::pair<std::string, std::string>> hub_fields_;
    std::vector<std::string> guids_{"a"};
    std::unique_ptr<WebSubSubscriber> subscriber_;
};

}  // namespace broadsheet::tests
