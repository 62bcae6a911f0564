#pragma once
// The daemon, whole: every part built in order, started, reloaded, stopped. `broadsheet serve` wraps it in signals and
// notifications, `broadsheet poll` uses the half that polls. Net thread only.

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/client.hpp"
#include "daemon/http/server.hpp"
#include "daemon/poller.hpp"
#include "daemon/refresh.hpp"
#include "daemon/response_cache.hpp"
#include "daemon/routes.hpp"
#include "daemon/section_versions.hpp"
#include "daemon/store_service.hpp"
#include "daemon/websub_subscriber.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <string>
#include <vector>

namespace broadsheet {

struct AppOptions {
    std::string version;
    std::vector<int>
        sockets;  ///< listening sockets passed by the service manager: they win over the config's addresses
    bool poll = true;
    unsigned readers = 2;  ///< connections that read the store
};

/// How requests name us: "Broadsheet/1.2.3 (+mailto:admin@example.org)". `instance`: as in ClientOptions.
[[nodiscard]] http::ClientOptions client_options(const config::Config& config, const std::string& version,
                                                 std::string instance = {});

class App {
public:
    /// Opens the store. Errors: those of open_store and of the store's writer.
    [[nodiscard]] static Result<std::unique_ptr<App>> create(boost::asio::any_io_executor executor,
                                                             std::shared_ptr<const config::Config> config,
                                                             AppOptions options);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Brings the store in line with the config, listens and begins to poll.
    [[nodiscard]] awaitable<Result<void>> start();

    /// One polling pass in place of start(). Errors: those of the store and of the config's rules.
    [[nodiscard]] awaitable<Result<PollSummary>> poll_once(std::function<bool(const PolledFeed&)> wanted, bool force,
                                                           Poller::Observer observer);

    /// Takes on another config. On an error the old one goes on.
    [[nodiscard]] awaitable<Result<void>> reload(std::shared_ptr<const config::Config> config);

    /// Stops accepting, ends polls, lets answers in flight finish, writes what is waiting.
    [[nodiscard]] awaitable<void> stop();

    /// A round trip through the store: proof of life for the watchdog.
    [[nodiscard]] awaitable<Result<void>> ping() { return store_service_.ping(); }

    [[nodiscard]] std::vector<std::string> addresses() const { return server_->addresses(); }
    [[nodiscard]] std::string status() const;

private:
    App(boost::asio::any_io_executor executor, std::shared_ptr<const config::Config> config, AppOptions options,
        std::unique_ptr<store::Store> store);

    awaitable<Result<std::vector<PolledFeed>>> sync(const config::Config& config);
    void open_flight_log();
    [[nodiscard]] std::vector<store::FeedSchedule> adjust(std::vector<PolledFeed>& feeds);
    awaitable<Result<void>> recall();
    awaitable<void> recall_stories();
    Result<void> listen();
    awaitable<void> keep_house();
    awaitable<void> clean_up();
    awaitable<void> keep_watch();
    void count_failures();
    awaitable<void> keep_orders();

    boost::asio::any_io_executor executor_;
    std::shared_ptr<const config::Config> config_;
    AppOptions options_;
    std::unique_ptr<Clock> clock_;
    Metrics metrics_;
    const std::string instance_;
    std::unique_ptr<boost::asio::thread_pool> workers_;
    boost::asio::thread_pool renderers_;
    std::unique_ptr<store::Store> store_;
    StoreService store_service_;
    SectionVersions versions_;
    TaskGroup renderings_;
    ResponseCache cache_;
    Routes routes_;
    std::unique_ptr<http::HttpClient> client_;
    Refresher refresher_;
    TaskGroup polls_;
    TaskGroup tasks_;
    Poller poller_;
    WebSubSubscriber subscriber_;
    std::unique_ptr<http::Server> server_;
    std::size_t feeds_ = 0;
    std::size_t counted_failures_ = 0;  // by metrics_
};

}  // namespace broadsheet
