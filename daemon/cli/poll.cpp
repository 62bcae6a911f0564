// `broadsheet poll`: one polling pass over what is due, without a server.

#include "daemon/app.hpp"
#include "daemon/base/log.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/explain.hpp"
#include "daemon/cli/stored.hpp"
#include "daemon/cli/version.hpp"
#include "daemon/feed_plan.hpp"
#include "feeds/counted.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

namespace broadsheet::cli {
namespace {

/// A count on a terminal, a plain line for each feed in trouble or with news elsewhere.
class Progress {
public:
    Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

    void polled(const PolledFeed& feed, const Refreshed& refreshed) {
        ++done_;
        std::string line;
        if (!feed.state.error.empty())
            line = printable(feed.url) + ": " + printable(feed.state.error);
        else if (refreshed.report.added > 0)
            line = printable(feed.url) + ": " + std::to_string(refreshed.report.added) + " new";
        if (terminal_) std::fputs("\x1b[K", stderr);
        if (!line.empty()) std::fprintf(stderr, "%s\n", line.c_str());
        // Back at the start of its line, where the log may write over it.
        if (terminal_) std::fprintf(stderr, "%s polled\r", feeds::counted(done_, "feed").c_str());
    }

    void end() const {
        if (terminal_) std::fputs("\x1b[K", stderr);
    }

private:
    bool terminal_;
    std::size_t done_ = 0;
};

/// Empty: whichever it is.
bool is_wanted(const PolledFeed& feed, const std::string& address, const std::string& section) {
    if (!address.empty() && feed.url != address) return false;
    if (section.empty()) return true;
    return std::any_of(feed.destinations->begin(), feed.destinations->end(),
                       [&section](const Destination& destination) { return destination.section == section; });
}

/// A section or feed that the config does not have is a slip of the hand, not an empty pass.
int refuse_unknown(const config::Config& config, const PollOptions& options) {
    const auto has_section = [&](const config::Section& section) { return section.id == options.section; };
    const auto asked = asked_address(options.feed);
    const auto has_feed = [&](const config::Feed& feed) { return asked_address(feed.url) == asked; };
    if (!options.section.empty() && std::none_of(config.sections.begin(), config.sections.end(), has_section))
        return complain("the config has no section \"" + options.section + "\"");
    if (!options.feed.empty() && std::none_of(config.feeds.begin(), config.feeds.end(), has_feed))
        return complain("the config has no feed \"" + options.feed + "\"");
    const auto is_both = [&](const config::Feed& feed) {
        return has_feed(feed) &&
               std::find(feed.sections.begin(), feed.sections.end(), options.section) != feed.sections.end();
    };
    if (!options.feed.empty() && !options.section.empty() &&
        std::none_of(config.feeds.begin(), config.feeds.end(), is_both))
        return complain("the feed \"" + options.feed + "\" is not in the section \"" + options.section + "\"");
    return 0;
}

/// What a pass leaves to print.
struct Passed {
    std::optional<PollSummary> summary;
    std::vector<ExplainedFeed> feeds;
    bool is_stopped = false;  // by a signal
};

boost::json::object to_json(const PollSummary& summary) {
    return {{"polled", summary.polled},  {"unchanged", summary.unchanged}, {"failed", summary.failed},
            {"lost", summary.lost},      {"deferred", summary.deferred},   {"added", summary.added},
            {"revised", summary.revised}};
}

boost::json::object to_json(const ExplainedFeed& feed, const std::vector<ExplainedEntry>& entries) {
    boost::json::array list;
    for (const auto& entry : entries) {
        boost::json::array sections;
        for (const auto& decision : entry.decisions)
            sections.push_back({{"section", decision.section}, {"in", decision.in}, {"reason", decision.reason}});
        boost::json::object one{{"article", entry.article}, {"title", entry.title}, {"url", entry.url}};
        if (entry.copy_of) one["copy_of"] = entry.copy_of_feed;
        one["sections"] = std::move(sections);
        list.push_back(std::move(one));
    }
    return {{"url", feed.url}, {"entries", std::move(list)}};
}

void print(const ExplainedFeed& feed, const std::vector<ExplainedEntry>& entries) {
    std::cout << printable(feed.url) << "\n";
    for (const auto& entry : entries) {
        std::cout << "  " << entry.article << "  " << printable(entry.title.empty() ? entry.url : entry.title) << "\n";
        if (entry.copy_of) std::cout << "      a copy of what " << printable(entry.copy_of_feed) << " brought first\n";
        for (const auto& decision : entry.decisions)
            std::cout << "      " << decision.section << ": " << (decision.in ? "in it" : "not in it")
                      << (decision.reason.empty() ? "" : ", ") << printable(decision.reason) << "\n";
    }
}

int print(const Passed& passed, const config::Config& config, bool explained, bool json) {
    auto object = to_json(*passed.summary);
    if (explained) {
        const auto store = open_stored(config);
        if (!store) return complain(store.error().detail());
        boost::json::array feeds;
        for (const auto& feed : passed.feeds) {
            const auto entries = explain(*store->reader, feed);
            if (!entries) return complain(entries.error().detail());
            if (json)
                feeds.push_back(to_json(feed, *entries));
            else
                print(feed, *entries);
        }
        object["feeds"] = std::move(feeds);
    }
    const auto& summary = *passed.summary;
    if (json)
        std::cout << boost::json::serialize(object) << "\n";
    else
        std::cout << feeds::counted(summary.polled, "feed")
                  << " polled: " << feeds::counted(summary.added, "new article") << ", " << summary.revised
                  << " revised, " << feeds::counted(summary.unchanged, "feed") << " unchanged, " << summary.failed
                  << " failed"
                  << (summary.deferred > 0 ? ", " + std::to_string(summary.deferred) + " left for a later pass" : "")
                  << "\n";
    return 0;
}

awaitable<void> poll_all(App& app, const PollOptions& options, Passed& passed) {
    auto progress = std::make_shared<Progress>();
    const Poller::Observer observer = [progress, &options, &passed](const PolledFeed& feed,
                                                                    const Refreshed& refreshed) {
        progress->polled(feed, refreshed);
        if (options.explain) passed.feeds.push_back({feed.id, feed.url, *feed.destinations});
    };
    const auto address = options.feed.empty() ? std::string() : asked_address(options.feed);
    const std::function<bool(const PolledFeed&)> wanted = [address, &options](const PolledFeed& feed) {
        return is_wanted(feed, address, options.section);
    };
    const auto summary = co_await app.poll_once(wanted, options.force, observer);
    progress->end();
    if (summary)
        passed.summary = *summary;
    else
        complain(summary.error().detail());
}

/// Until all have been polled, or somebody has had enough: what has been polled by then is stored.
awaitable<void> pass(App& app, const PollOptions& options, boost::asio::signal_set& signals, Passed& passed) {
    TaskGroup polling(co_await boost::asio::this_coro::executor);
    auto all = poll_all(app, options, passed);
    const auto task = polling.spawn("polls", std::move(all));
    signals.async_wait([task, &passed](const boost::system::error_code& error, int) {
        passed.is_stopped = !error;
        if (!error) task.cancel();
    });
    co_await polling.join();
    signals.cancel();
    co_await app.stop();
}

}  // namespace

int run_poll(const Common& common, const PollOptions& options) {
    auto config = load_or_complain(common);
    if (!config) return 1;
    if (const int unknown = refuse_unknown(*config, options)) return unknown;
    log::start();
    const auto shared = std::make_shared<const config::Config>(std::move(*config));
    Passed passed;
    {
        boost::asio::io_context context(1);
        AppOptions app_options;
        app_options.version = program_version();
        app_options.readers = 1;
        auto app = App::create(context.get_executor(), shared, std::move(app_options));
        if (!app) return complain(app.error().detail());
        TaskGroup root(context.get_executor());
        boost::asio::signal_set signals(context, SIGINT, SIGTERM);
        auto running = pass(**app, options, signals, passed);
        root.spawn("poll", std::move(running));
        context.run();
        if (passed.is_stopped) complain("stopped before all was polled");
        if (root.failures() > 0 || !passed.summary) return 1;
    }
    const int printed = print(passed, *shared, options.explain, common.json);
    const auto lost = passed.summary->lost;
    if (passed.summary->polled == 0 && !options.feed.empty())
        std::fprintf(stderr, "not polled: 'broadsheet why %s' says until when\n", printable(options.feed).c_str());
    if (passed.is_stopped) return 1;
    if (lost > 0) return complain("polls that could not be stored: " + std::to_string(lost) + "; the log says why");
    if (printed == 0 && passed.summary->polled > 0 && passed.summary->failed == passed.summary->polled)
        return complain("every poll failed; 'broadsheet status' says why");
    return printed;
}

}  // namespace broadsheet::cli
