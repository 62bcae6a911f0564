#include "daemon/app.hpp"

#include "daemon/base/log.hpp"
#include "daemon/base/threads.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/random_name.hpp"
#include "feeds/counted.hpp"
#include "feeds/time.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <future>
#include <thread>
#include <utility>

namespace broadsheet {

namespace {

constexpr unsigned most_workers = 2;      // they read as fast as the one that writes can store
constexpr unsigned renderer_threads = 1;  // of its own, so that no reader waits behind a heap of documents to be parsed
constexpr std::size_t cache_bytes = 64UL * 1024 * 1024;
constexpr std::chrono::milliseconds drain_grace{5'000};

/// What they do gives way to what somebody waits for. Threads inherit that from the one that makes them. On two
/// processors one of them gets as much done as two would, as what it has read is to be stored by another: two would
/// hold more documents, and wait for each other's memory.
std::unique_ptr<boost::asio::thread_pool> make_workers() {
    const unsigned count = std::clamp(std::thread::hardware_concurrency(), 2U, most_workers + 1) - 1;
    auto made = std::async(std::launch::async, [count] {
        name_thread("worker");
        step_back();
        return std::make_unique<boost::asio::thread_pool>(count);
    });
    return made.get();
}

log::Level log_level(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::trace: return log::Level::trace;
        case config::LogLevel::debug: return log::Level::debug;
        case config::LogLevel::info: return log::Level::info;
        case config::LogLevel::warning: return log::Level::warning;
        case config::LogLevel::error: return log::Level::error;
    }
    return log::Level::info;
}

/// One line for each poll that an admin might want to see.
void log_poll(const PolledFeed& feed, const Refreshed& refreshed) {
    const auto& report = refreshed.report;
    const auto& state = feed.state;
    if (!state.error.empty() && !refreshed.is_push) {
        log::warning("poll failed", {{"feed", feed.url},
                                     {"error", state.error},
                                     {"class", state.error_class},
                                     {"failures", state.error_count}});
    } else if (report.added + report.revised + report.joined > 0) {
        log::info("stored",
                  {{"feed", feed.url}, {"new", report.added}, {"revised", report.revised}, {"joined", report.joined}});
    } else {
        log::debug("unchanged", {{"feed", feed.url}, {"status", state.status}});
    }
}

void log_crash(const PolledFeed& feed, unsigned crashes) {
    log::warning("poll cut off, as the daemon was killed or died",
                 {{"feed", feed.url}, {"times", crashes}, {"next_poll", feeds::to_rfc3339(*feed.state.next_poll)}});
}

/// Before their polls come round, which may take hours.
void log_what_is_missing(const std::vector<PolledFeed>& feeds) {
    for (const auto& feed : feeds)
        if (!feed.lacks.empty()) log::error("feed not polled", {{"feed", feed.url}, {"error", feed.lacks}});
}

}  // namespace

http::ClientOptions client_options(const config::Config& config, const std::string& version, std::string instance) {
    http::ClientOptions options;
    options.instance = std::move(instance);
    options.user_agent = "Broadsheet/" + version;
    if (!config.daemon.contact.empty()) options.user_agent += " (+" + config.daemon.contact + ")";
    return options;
}

Result<std::unique_ptr<App>> App::create(boost::asio::any_io_executor executor,
                                         std::shared_ptr<const config::Config> config, AppOptions options) {
    auto store = store::open_store(config->daemon.database, store::OpenMode::read_write);
    if (!store) return store.error();
    std::unique_ptr<App> app(new App(std::move(executor), std::move(config), std::move(options), std::move(*store)));
    if (auto started = app->store_service_.start(); !started) return started.error();
    app->open_flight_log();
    return app;
}

App::App(boost::asio::any_io_executor executor, std::shared_ptr<const config::Config> config, AppOptions options,
         std::unique_ptr<store::Store> store)
    : executor_(std::move(executor)),
      config_(std::move(config)),
      options_(std::move(options)),
      clock_(make_system_clock()),
      metrics_(options_.version),
      instance_(random_name()),
      workers_(make_workers()),
      renderers_(renderer_threads),
      store_(std::move(store)),
      store_service_(*store_, {.readers = options_.readers, .metrics = &metrics_}),
      renderings_(executor_),
      cache_(executor_, cache_bytes, *clock_, renderings_, metrics_),
      routes_(store_service_, cache_, versions_, renderers_, *clock_, metrics_),
      client_(http::make_http_client(executor_, *clock_, client_options(*config_, options_.version, instance_))),
      refresher_(*client_, store_service_, *workers_, *clock_, versions_, metrics_),
      polls_(executor_),
      tasks_(executor_),
      poller_(refresher_, *clock_, polls_, executor_, config_->fetch.concurrency),
      subscriber_(*client_, store_service_, *clock_, poller_, polls_, *workers_, executor_),
      server_(http::make_server(executor_, {}, &metrics_)) {
    routes_.sign_with(instance_);
    routes_.add_websub_routes(subscriber_);
    poller_.observe([this](const PolledFeed& feed, const Refreshed& refreshed) {
        log_poll(feed, refreshed);
        if (refreshed.hub) subscriber_.offered(feed, *refreshed.hub);
    });
}

App::~App() {
    workers_->join();
    renderers_.join();
}

/// After the store, of which this process is the only writer.
void App::open_flight_log() {
    auto flights = FlightLog::open(config_->daemon.database + ".flights");
    if (!flights) return log::warning("polls are not noted", {{"error", flights.error().detail()}});
    poller_.flights() = std::move(*flights);
}

awaitable<Result<std::vector<PolledFeed>>> App::sync(const config::Config& config) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_->now());
    const auto synced = co_await store_service_.sync_config(config_spec(config), now);
    if (!synced) co_return synced.error();
    auto records = co_await store_service_.polling();
    if (!records) co_return records.error();
    auto feeds = plan_feeds(config, std::move(*records));
    if (!feeds) co_return feeds.error();
    auto changed = adjust(*feeds);
    if (changed.empty()) co_return feeds;
    // All the same they are polled by the new ones, which the next process would work out again.
    const auto rescheduled = co_await store_service_.reschedule(std::move(changed));
    if (!rescheduled) log::error("schedules not stored", {{"error", rescheduled.error().detail()}});
    co_return feeds;
}

/// Schedules to the config, and to what the last process died with. Gives those that are other ones now.
std::vector<store::FeedSchedule> App::adjust(std::vector<PolledFeed>& feeds) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_->now());
    FlightLog& flights = poller_.flights();
    const auto cut_off = flights.take_cut_off();
    std::vector<store::FeedSchedule> changed;
    for (auto& feed : feeds) {
        const bool is_cut_off = std::find(cut_off.begin(), cut_off.end(), feed.id) != cut_off.end();
        const auto crashes = is_cut_off ? flights.crashes(feed.id) : 0;
        const bool waits = is_cut_off && wait_after(crashes, feed, now);
        if (waits) log_crash(feed, crashes);
        if (!follow_policy(feed) && !waits) continue;
        if (auto next = next_by_bounds(feed.state)) changed.push_back(feed.schedule(std::move(*next)));
    }
    return changed;
}

/// What was agreed with other servers before this process began: to leave them alone, or to wait for their word.
awaitable<Result<void>> App::recall() {
    const auto holds = co_await store_service_.holds(std::chrono::floor<std::chrono::seconds>(clock_->now()));
    if (!holds) co_return holds.error();
    poller_.turns().hold(*holds);
    co_return co_await subscriber_.load();
}

/// While the first polls are on their way.
awaitable<void> App::recall_stories() {
    const auto recalled = co_await store_service_.recall_stories();
    if (!recalled) log::error("stories could not be read", {{"error", recalled.error().detail()}});
}

Result<void> App::listen() {
    for (const int socket : std::exchange(options_.sockets, {}))
        if (auto adopted = server_->adopt(socket); !adopted) return adopted.error();
    if (!server_->addresses().empty()) return {};
    for (const auto& address : config_->daemon.listen)
        if (auto listening = server_->listen(address); !listening) return listening.error();
    return {};
}

awaitable<Result<void>> App::start() {
    log::set_level(log_level(config_->daemon.log_level));
    auto feeds = co_await sync(*config_);
    if (!feeds) co_return feeds.error();
    if (auto listening = listen(); !listening) co_return listening.error();
    routes_.use(ViewContext(*config_, options_.version));
    routes_.set_ready(true);
    feeds_ = feeds->size();
    metrics_.feeds.set(static_cast<double>(feeds_));
    const auto recalled = co_await recall();
    if (!recalled) co_return recalled.error();
    log_what_is_missing(*feeds);
    poller_.apply(std::move(*feeds), config_->fetch.concurrency);
    subscriber_.use(config_->daemon.base_url, config_->fetch);
    const auto lined_up = co_await poller_.recall_pushes();
    if (!lined_up) co_return lined_up.error();
    // Not before: a hub that has waited for us would be told that nobody here knows it, and never come again.
    server_->start([this](const http::HttpRequest& request) { return routes_.answer(request); },
                   [this](const http::HttpRequest& request) { return routes_.body_limit(request); });
    if (options_.poll) {
        auto polling = poller_.run();
        tasks_.spawn("poller", std::move(polling));
        auto subscribing = subscriber_.run();
        tasks_.spawn("websub", std::move(subscribing));
        auto recalling = recall_stories();
        tasks_.spawn("stories", std::move(recalling));
    }
    auto housekeeping = keep_house();
    tasks_.spawn("housekeeping", std::move(housekeeping));
    auto watch = keep_watch();
    tasks_.spawn("watch", std::move(watch));
    auto orders = keep_orders();
    tasks_.spawn("orders", std::move(orders));
    co_return Result<void>();
}

awaitable<Result<PollSummary>> App::poll_once(std::function<bool(const PolledFeed&)> wanted, bool force,
                                              Poller::Observer observer) {
    log::set_level(log_level(config_->daemon.log_level));
    auto feeds = co_await sync(*config_);
    if (!feeds) co_return feeds.error();
    const auto recalled = co_await recall();
    if (!recalled) co_return recalled.error();
    poller_.apply(std::move(*feeds), config_->fetch.concurrency);
    const auto lined_up = co_await poller_.recall_pushes();
    if (!lined_up) co_return lined_up.error();
    // What polls find of it afterwards is no news that a hub has missed.
    co_await poller_.finish_pushes();
    poller_.observe(std::move(observer));
    const auto summary = co_await poller_.run_once(std::move(wanted), force);
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() == boost::asio::cancellation_type::none) co_await clean_up();
    co_return summary;
}

awaitable<Result<void>> App::reload(std::shared_ptr<const config::Config> config) {
    // Whoever reloads is there to mend it, and all goes on as it is.
    if (const auto complete = can_be_planned(*config); !complete) co_return complete.error();
    // Or the store would know of sections that what it is given next has not been sorted into.
    const auto quiet = co_await refresher_.between_documents();
    if (!quiet) co_return quiet.error();
    auto feeds = co_await sync(*config);
    if (!feeds) co_return feeds.error();
    config_ = std::move(config);
    log::set_level(log_level(config_->daemon.log_level));
    routes_.use(ViewContext(*config_, options_.version));
    feeds_ = feeds->size();
    metrics_.feeds.set(static_cast<double>(feeds_));
    poller_.apply(std::move(*feeds), config_->fetch.concurrency);
    subscriber_.use(config_->daemon.base_url, config_->fetch);
    co_return Result<void>();
}

awaitable<void> App::stop() {
    routes_.set_ready(false);
    tasks_.cancel();
    auto cut_short = poller_.cut_short();
    polls_.cancel();
    co_await server_->stop(drain_grace);
    renderings_.cancel();
    co_await renderings_.join();
    co_await tasks_.join();
    co_await polls_.join();
    client_->close();
    static_cast<void>(co_await store_service_.reschedule(std::move(cut_short)));
    co_await store_service_.stop();
}

std::string App::status() const {
    return feeds::counted(feeds_, "feed") + ", " + std::to_string(poller_.in_flight()) + " being polled, " +
           feeds::counted(poller_.totals().added, "new article") + " since the start" +
           (poller_.store_fault().empty() ? "" : "; polls cannot be stored: " + poller_.store_fault());
}

}  // namespace broadsheet
