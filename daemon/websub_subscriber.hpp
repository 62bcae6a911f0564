#pragma once
// Subscriptions to the hubs that feeds offer (WebSub): asks, answers their questions, takes what they bring, renews.
// Only where hubs can reach us: with a base_url that is https, or for feeds that may be private. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/http/client.hpp"
#include "daemon/http/message.hpp"
#include "daemon/poller.hpp"
#include "daemon/store_service.hpp"

#include <string>
#include <unordered_map>

namespace broadsheet {

class WebSubSubscriber {
public:
    WebSubSubscriber(http::HttpClient& client, StoreService& store, Clock& clock, Poller& poller,
                     boost::asio::any_io_executor executor);

    /// What hubs are told to call is below this address from now on.
    void use(std::string base_url) { base_url_ = std::move(base_url); }

    /// What was agreed before this process began.
    [[nodiscard]] awaitable<Result<void>> load();

    /// A poll of the feed has found this offer; an empty one says nothing.
    void offered(const PolledFeed& feed, const feeds::HubOffer& offer);

    /// Asks for leases when it is time to, until cancelled.
    [[nodiscard]] awaitable<void> run();

    /// The hub's question whether we meant it (§5.3), or its word that we shall get nothing (§5.2).
    [[nodiscard]] awaitable<http::HttpResponse> confirm(std::string token, const http::HttpRequest& request);

    /// What the hub brings (§7). It is answered before anything is read, so that it has no reason to try again.
    [[nodiscard]] awaitable<http::HttpResponse> deliver(std::string token, const http::HttpRequest& request);

private:
    struct Entry {
        store::Subscription subscription;
        bool asked = false;  // by this process, and not answered yet
    };

    [[nodiscard]] Entry* find(const std::string& token);
    [[nodiscard]] bool is_reachable_for(const PolledFeed& feed) const;
    awaitable<void> ask(Entry& entry, const PolledFeed& feed);
    [[nodiscard]] feeds::Timestamp now() const;

    http::HttpClient& client_;
    StoreService& store_;
    Clock& clock_;
    Poller& poller_;
    Wakeup wakeup_;
    std::string base_url_;
    std::unordered_map<store::FeedId, Entry> entries_;
    std::unordered_map<std::string, store::FeedId> by_token_;
};

}  // namespace broadsheet
