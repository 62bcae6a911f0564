#pragma once
// Subscriptions to the hubs that feeds offer (WebSub): asks, answers their questions, takes what they bring, renews,
// and says goodbye. Only where hubs can reach us: with a base_url that is https, or for feeds that may be private. Net
// thread only.

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/farewells.hpp"
#include "daemon/http/message.hpp"
#include "daemon/hub_client.hpp"
#include "daemon/poller.hpp"
#include "daemon/store_service.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

class WebSubSubscriber {
public:
    /// `tasks` runs what is asked of hubs; it is joined before this is destroyed. `workers` look at signatures.
    WebSubSubscriber(http::HttpClient& client, StoreService& store, Clock& clock, Poller& poller, TaskGroup& tasks,
                     boost::asio::thread_pool& workers, boost::asio::any_io_executor executor);

    /// What hubs are told to call is below `base_url` from now on. `fetch`: how to speak to the hubs of feeds that the
    /// config no longer has. The poller has its feeds by then.
    void use(const std::string& base_url, config::Fetch fetch);

    /// What was agreed before this process began.
    [[nodiscard]] awaitable<Result<void>> load();

    /// A document of the feed offers this; no hubs: it names none any longer.
    void offered(const PolledFeed& feed, const feeds::HubOffer& offer);

    /// Asks for leases when it is time to, and gives up those that nobody wants any longer, until cancelled.
    [[nodiscard]] awaitable<void> run();

    /// The hub's question whether we meant it (§5.3), or its word that we shall get nothing (§5.2).
    [[nodiscard]] awaitable<http::HttpResponse> confirm(std::string token, const http::HttpRequest& request);

    /// How large a delivery may be; 0: nobody here waits for one.
    [[nodiscard]] std::size_t largest_delivery(const std::string& token) const;

    /// What the hub brings (§7). It is answered once that is kept, and before anything is read, so that it has no
    /// reason to try again.
    [[nodiscard]] awaitable<http::HttpResponse> deliver(std::string token, const http::HttpRequest& request);

private:
    static constexpr std::chrono::days denied_pause{7};  // after a no
    static constexpr std::chrono::days retry_pause{1};   // after a hub that was not to be reached, or never asked back
    static constexpr std::chrono::days question_pause{1};  // that a hub has to ask again whether we meant it
    static constexpr std::chrono::days change_pause{1};    // of a feed that names another topic or hub each time

    struct Entry {
        store::Subscription subscription;
        bool waits = false;                         // to ask its hub
        bool asked = false;                         // by this process, and not answered yet
        bool failed = false;                        // its hub, and no lease runs, as far as this process knows
        bool is_recalled = false;                   // no document has told this process of other hubs
        std::vector<std::string> others;            // hubs that will do as well, and have not failed
        std::optional<feeds::Timestamp> confirmed;  // that we meant it, by this process
        std::optional<feeds::Timestamp> changed;    // since the feed has named another topic or hub than before
        std::map<std::pair<std::string, std::string>, feeds::Timestamp>
            rests;                           // hubs that have failed for a topic, until they may be asked again
        std::optional<config::Fetch> fetch;  // how its hub is asked, also when the feed has gone; nullopt: as all are
    };

    [[nodiscard]] const Entry* find(const std::string& token) const;
    [[nodiscard]] Entry* find(const std::string& token);
    [[nodiscard]] const store::Subscription* listening(const std::string& token) const;
    [[nodiscard]] bool is_held(const store::Subscription& subscription) const;
    [[nodiscard]] bool is_wanted(store::FeedId feed) const;
    [[nodiscard]] bool is_reachable_for(const config::Fetch& fetch) const;
    [[nodiscard]] std::string callback(const std::string& token) const;
    [[nodiscard]] feeds::Timestamp step_through();
    void subscribe(const PolledFeed& feed, std::string topic, std::vector<std::string> hubs);
    [[nodiscard]] std::vector<std::string> without_resting(const Entry& entry, const std::string& topic,
                                                           std::vector<std::string> hubs) const;
    void note_whether_named(Entry& entry, bool is_named);
    [[nodiscard]] static bool has_failed(const Entry& entry);
    bool give_up_on_hub(Entry& entry);
    void step(store::FeedId id, Entry& entry);
    void wake_for(const Entry& entry);
    void leave(Entry& entry);
    void end_former(store::FeedId feed);
    void say_goodbye(const store::Subscription& subscription, const config::Fetch& fetch);
    [[nodiscard]] feeds::Timestamp retry_time(const Entry& entry) const;
    void take_lease(store::Subscription& subscription, const http::HttpRequest& request) const;
    void come_back_to_now(Entry& entry) const;
    [[nodiscard]] awaitable<Result<Entry*>> settle(std::string token, store::Subscription said);
    [[nodiscard]] awaitable<http::HttpResponse> take_grant(std::string token, const http::HttpRequest& request);
    [[nodiscard]] awaitable<http::HttpResponse> take_denial(std::string token, const http::HttpRequest& request);
    [[nodiscard]] static bool is_asked(const Entry& entry);
    [[nodiscard]] bool is_confirmed(const Entry& entry) const;
    [[nodiscard]] awaitable<std::optional<std::string>> signed_body(const http::HttpRequest& request,
                                                                    std::string secret);
    awaitable<void> ask(std::string token);
    awaitable<void> keep(store::FeedId feed);
    void note_unsaved(Entry& entry, const Error& error);
    void note_refusal(Entry& entry, const HubAnswer& answer);
    [[nodiscard]] feeds::Timestamp now() const;

    HubClient hubs_;
    Farewells farewells_;
    StoreService& store_;
    Clock& clock_;
    Poller& poller_;
    TaskGroup& tasks_;
    boost::asio::thread_pool& workers_;
    Wakeup wakeup_;
    feeds::Timestamp wakes_{};  // to look through all of them
    std::string base_url_;
    config::Fetch fetch_;
    std::unordered_map<store::FeedId, Entry> entries_;
    std::unordered_map<std::string, store::FeedId> by_token_;
    std::unordered_map<std::string, store::Subscription> former_;  // by token: until another hub grants what they do
};

}  // namespace broadsheet
