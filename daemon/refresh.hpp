#pragma once
// One feed, from what is known of it to what is stored of it: the way of the data as a list of steps. Net thread;
// parsing runs on the worker pool.

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/http/client.hpp"
#include "daemon/store_service.hpp"
#include "daemon/updates.hpp"
#include "feeds/conditional.hpp"
#include "feeds/fingerprint.hpp"
#include "feeds/rules.hpp"
#include "feeds/schedule.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet {

struct Metrics;

/// A section and the rules that let an article of a feed into it.
struct Destination {
    std::string section;
    feeds::Rules rules;
};

/// A feed as the poller keeps it: its config, made ready once, and its state.
struct PolledFeed {
    store::FeedId id{};
    std::string url;
    std::string host;
    config::Fetch fetch;
    std::vector<std::pair<std::string, std::string>> request_fields;  ///< secrets among them: never logged
    bool tls_verify = true;
    feeds::IdentityRule identity = feeds::IdentityRule::automatic;
    bool ignore_dates = false;
    std::vector<Destination> destinations;
    store::FetchState state;
};

/// What a refresh came to.
struct Refreshed {
    store::FetchState state;
    feeds::Verdict verdict = feeds::Verdict::failed;
    store::IngestReport report;
    std::chrono::seconds hold_host{0};  ///< no request to this host for so long
};

class Refresher {
public:
    Refresher(http::HttpClient& client, StoreService& store, boost::asio::thread_pool& workers, Clock& clock,
              UpdateListener& updates, Metrics& metrics);

    /// Polls the feed once and stores the outcome. Errors: cancelled, or what the store said; everything that is wrong
    /// with the feed itself is in the state. The feed must outlive the call.
    [[nodiscard]] awaitable<Result<Refreshed>> refresh(const PolledFeed& feed);

private:
    http::HttpClient& client_;
    StoreService& store_;
    boost::asio::thread_pool& workers_;
    Clock& clock_;
    UpdateListener& updates_;
    Metrics& metrics_;
};

}  // namespace broadsheet
