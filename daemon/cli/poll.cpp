// `broadsheet poll`: one polling pass over what is due, without a server.

#include "daemon/app.hpp"
#include "daemon/base/log.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/version.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

namespace broadsheet::cli {
namespace {

/// A bar on a terminal, a plain line for each feed in trouble or with news elsewhere.
class Progress {
public:
    explicit Progress(std::size_t feeds) : feeds_(feeds), terminal_(isatty(STDERR_FILENO) == 1) {}

    void polled(const PolledFeed& feed, const Refreshed& refreshed) {
        ++done_;
        std::string line;
        if (!refreshed.state.error.empty())
            line = printable(feed.url) + ": " + printable(refreshed.state.error);
        else if (refreshed.report.added > 0)
            line = printable(feed.url) + ": " + std::to_string(refreshed.report.added) + " new";
        if (terminal_) std::fputs("\r\x1b[K", stderr);
        if (!line.empty()) std::fprintf(stderr, "%s\n", line.c_str());
        if (terminal_) std::fprintf(stderr, "%zu of %zu feeds", done_, feeds_);
    }

    void end() const {
        if (terminal_) std::fputs("\r\x1b[K", stderr);
    }

private:
    std::size_t feeds_;
    bool terminal_;
    std::size_t done_ = 0;
};

bool is_wanted(const PolledFeed& feed, const PollOptions& options) {
    if (!options.feed.empty() && feed.url != options.feed) return false;
    if (options.section.empty()) return true;
    return std::any_of(feed.destinations.begin(), feed.destinations.end(),
                       [&options](const Destination& destination) { return destination.section == options.section; });
}

/// A section or feed that the config does not have is a slip of the hand, not an empty pass.
int refuse_unknown(const config::Config& config, const PollOptions& options) {
    const auto has_section = [&](const config::Section& section) { return section.id == options.section; };
    const auto has_feed = [&](const config::Feed& feed) { return feed.url == options.feed; };
    if (!options.section.empty() && std::none_of(config.sections.begin(), config.sections.end(), has_section))
        return complain("the config has no section \"" + options.section + "\"");
    if (!options.feed.empty() && std::none_of(config.feeds.begin(), config.feeds.end(), has_feed))
        return complain("the config has no feed \"" + options.feed + "\"");
    return 0;
}

void print(const PollSummary& summary, bool json) {
    if (json) {
        std::cout << boost::json::serialize(boost::json::object{{"polled", summary.polled},
                                                                {"unchanged", summary.unchanged},
                                                                {"failed", summary.failed},
                                                                {"added", summary.added},
                                                                {"revised", summary.revised}})
                  << "\n";
        return;
    }
    std::cout << summary.polled << " feeds polled: " << summary.added << " new articles, " << summary.revised
              << " revised, " << summary.unchanged << " feeds unchanged, " << summary.failed << " failed\n";
}

awaitable<void> pass(App& app, const PollOptions& options, std::size_t feeds, bool json, int& status) {
    auto progress = std::make_shared<Progress>(feeds);
    const Poller::Observer observer = [progress](const PolledFeed& feed, const Refreshed& refreshed) {
        progress->polled(feed, refreshed);
    };
    const std::function<bool(const PolledFeed&)> wanted = [&options](const PolledFeed& feed) {
        return is_wanted(feed, options);
    };
    const auto summary = co_await app.poll_once(wanted, options.force, observer);
    progress->end();
    if (summary)
        print(*summary, json);
    else
        status = complain(summary.error().detail());
    co_await app.stop();
}

}  // namespace

int run_poll(const Common& common, const PollOptions& options) {
    auto config = load_or_complain(common);
    if (!config) return 1;
    if (const int unknown = refuse_unknown(*config, options)) return unknown;
    log::start();
    boost::asio::io_context context(1);
    AppOptions app_options;
    app_options.version = program_version();
    const auto feeds = config->feeds.size();
    auto app = App::create(context.get_executor(), std::make_shared<const config::Config>(std::move(*config)),
                           std::move(app_options));
    if (!app) return complain(app.error().detail());
    int status = 0;
    TaskGroup root(context.get_executor());
    auto running = pass(**app, options, feeds, common.json, status);
    root.spawn("poll", std::move(running));
    context.run();
    return root.failures() > 0 ? 1 : status;
}

}  // namespace broadsheet::cli
