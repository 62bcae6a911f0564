// `broadsheet serve`: the daemon and the signals and notifications around it.

#include "daemon/app.hpp"
#include "daemon/base/awaiting.hpp"
#include "daemon/base/log.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/version.hpp"
#include "daemon/systemd_notify.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

namespace broadsheet::cli {
namespace {

namespace asio = boost::asio;

void log_warnings(const std::string& path, const config::Loaded& loaded) {
    for (const auto& problem : loaded.problems)
        if (problem.warning) log::warning("config", {{"warning", config::format_problem(path, problem)}});
}

/// What only a start takes on; an address given by systemd stands in any case.
void log_what_waits(const config::Daemon& started, const config::Daemon& wanted, bool by_systemd) {
    const auto waits = [](const char* key) { log::warning("config needs a restart", {{"key", key}}); };
    if (wanted.database != started.database) waits("database");
    if (wanted.listen != started.listen && !by_systemd) waits("listen");
    if (wanted.contact != started.contact) waits("contact");
}

/// The process around the daemon: what makes it reload, what makes it end.
class Service {
public:
    Service(asio::io_context& context, const Common& common)
        : context_(context),
          path_(common.config_path),
          signals_(context, SIGHUP),
          tasks_(context.get_executor()),
          clock_(make_system_clock()) {}

    /// 0 after an orderly end.
    [[nodiscard]] int status() const { return status_; }

    awaitable<void> run(config::Loaded loaded) {
        log_warnings(path_, loaded);
        AppOptions options;
        options.version = program_version();
        options.sockets = systemd::take_sockets();
        by_systemd_ = !options.sockets.empty();
        started_ = loaded.config.daemon;
        auto config = std::make_shared<const config::Config>(std::move(loaded.config));
        auto created = App::create(context_.get_executor(), std::move(config), std::move(options));
        if (!created) co_return give_up(created.error());
        app_ = std::move(*created);
        const auto started = co_await app_->start();
        if (started) {
            announce();
            auto beating = keep_alive();
            tasks_.spawn("watchdog", std::move(beating));
            co_await obey_signals();
        } else {
            give_up(started.error());
        }
        systemd::stopping();
        log::info("stopping");
        tasks_.cancel();
        co_await tasks_.join();
        co_await app_->stop();
        log::info("stopped");
    }

private:
    void give_up(const Error& error) { status_ = complain(error.detail()); }

    [[nodiscard]] std::string status_line() const {
        return app_->status() + (refusal_.empty() ? "" : ". " + refusal_ + ": the old one stays in force");
    }

    void announce() {
        for (const auto& address : app_->addresses()) log::info("listening", {{"address", address}});
        systemd::ready(status_line());
        log::info("ready", {{"version", program_version()}, {"config", path_}});
    }

    /// Until one says stop. Those come to their own while the daemon starts, which may take long.
    awaitable<void> obey_signals() {
        signals_.add(SIGTERM);
        signals_.add(SIGINT);
        for (;;) {
            const auto [error, signal] = co_await signals_.async_wait(as_values);
            if (error || signal != SIGHUP) co_return;
            systemd::reloading();
            co_await reload();
            systemd::ready(status_line());
        }
    }

    awaitable<void> reload() {
        auto loaded = load_config(path_);
        if (!loaded.ok()) {
            std::fputs(problem_lines(path_, loaded.problems).c_str(), stderr);
            log::error("config not reloaded, the old one stays in force",
                       {{"config", path_}, {"faults", loaded.faults()}});
            refusal_ = "The config is faulty";
            co_return;
        }
        log_warnings(path_, loaded);
        auto config = std::make_shared<const config::Config>(std::move(loaded.config));
        const auto wanted = config->daemon;
        const auto taken = co_await app_->reload(std::move(config));
        if (!taken) {
            log::error("config not reloaded, the old one stays in force", {{"error", taken.error().detail()}});
            refusal_ = "The config was not taken on";
            co_return;
        }
        refusal_.clear();
        log_what_waits(started_, wanted, by_systemd_);
        log::info("config reloaded", {{"config", path_}});
    }

    /// The watchdog hears of life only when the store has answered: that it cannot write now is an answer, and no
    /// reason to take from readers what can be read.
    awaitable<void> keep_alive() {
        const auto interval = systemd::watchdog_interval();
        if (!interval) co_return;
        for (;;) {
            const auto next = clock_->steady() + *interval;
            const auto answered = co_await app_->ping();
            if (answered || answered.error().code() != ErrorCode::cancelled) {
                systemd::watchdog();
                systemd::status(status_line());
            }
            const auto rested = co_await clock_->sleep_until(next);
            if (!rested) co_return;
        }
    }

    asio::io_context& context_;
    std::string path_;
    asio::signal_set signals_;
    TaskGroup tasks_;
    std::unique_ptr<Clock> clock_;
    std::unique_ptr<App> app_;
    config::Daemon started_;
    std::string refusal_;  // of the last reload; empty: it was taken on
    bool by_systemd_ = false;
    int status_ = 0;
};

}  // namespace

int run_serve(const Common& common) {
    auto loaded = load_config(common.config_path);
    if (!loaded.ok()) {
        std::fputs(problem_lines(common.config_path, loaded.problems).c_str(), stderr);
        return complain(common.config_path + " is refused: mend it, and see with 'broadsheet check'");
    }
    log::start();
    asio::io_context context(1);
    Service service(context, common);
    TaskGroup root(context.get_executor());
    auto running = service.run(std::move(loaded));
    root.spawn("serve", std::move(running));
    context.run();
    return root.failures() > 0 ? 1 : service.status();
}

}  // namespace broadsheet::cli
