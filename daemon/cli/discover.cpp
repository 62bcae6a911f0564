// `broadsheet discover URL`: the feeds of a web page.

#include "feeds/discover.hpp"
#include "config/address.hpp"
#include "daemon/app.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/version.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/http/client.hpp"
#include "daemon/http/web_address.hpp"
#include "daemon/poll_request.hpp"
#include "feeds/read.hpp"
#include "feeds/url.hpp"

#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::cli {
namespace {

constexpr std::chrono::milliseconds patience{2'000};  // of whoever waits for a word

using Found = Result<std::vector<feeds::OfferedFeed>>;

/// How the daemon would ask for a feed at that address.
struct AskedAs {
    config::Fetch fetch;
    bool tls_verify = true;
};

/// What is being looked at: said on a terminal at once, elsewhere when it takes long.
class Narration {
public:
    Narration() : aloud_(isatty(STDERR_FILENO) == 1) {}

    void look_at(const std::string& url) {
        url_ = url;
        if (aloud_) say();
    }
    void speak_up() {
        if (!std::exchange(aloud_, true) && !url_.empty()) say();
    }

private:
    void say() const { std::fprintf(stderr, "looking at %s\n", printable(url_).c_str()); }

    bool aloud_;
    std::string url_;
};

/// A server that is searched is to be as little troubled as one that is polled, and so is one that it redirects to.
class Pace {
public:
    Pace(Clock& clock, std::chrono::milliseconds spacing) : clock_(clock), spacing_(spacing) {}

    awaitable<Result<void>> wait_for(std::string host) {
        const auto asked = last_.find(host);
        if (asked != last_.end()) {
            const auto rested = co_await clock_.sleep_until(asked->second + spacing_);
            if (!rested) co_return rested.error();
        }
        last_[host] = clock_.steady();
        co_return Result<void>();
    }

private:
    Clock& clock_;
    std::chrono::milliseconds spacing_;
    std::map<std::string, SteadyTime> last_;
};

/// One search, from the page to the last usual place.
class Search {
public:
    Search(http::HttpClient& client, Clock& clock, AskedAs asked_as)
        : client_(client), asked_as_(std::move(asked_as)), pace_(clock, asked_as_.fetch.host_spacing) {}

    [[nodiscard]] awaitable<Found> find(std::string url);
    [[nodiscard]] Narration& narration() { return narration_; }

private:
    [[nodiscard]] awaitable<Result<http::FetchResponse>> get(std::string url);

    http::HttpClient& client_;
    AskedAs asked_as_;
    std::string typed_host_;
    Pace pace_;
    Narration narration_;
};

awaitable<Result<http::FetchResponse>> Search::get(std::string url) {
    const auto rested = co_await pace_.wait_for(feeds::authority_of(url));
    if (!rested) co_return rested.error();
    narration_.look_at(url);
    auto request = request_by(asked_as_.fetch, asked_as_.tls_verify, url);
    request.gate = [this](const std::string& next) { return pace_.wait_for(feeds::authority_of(next)); };
    request.headers.set("Accept", "text/html, application/xhtml+xml, */*;q=0.8");
    request.trusted_host = typed_host_;  // whoever typed it may go there
    auto response = co_await client_.send(std::move(request));
    if (!response || response->status == 200 || response->status == 203) co_return response;
    const bool busy = response->status == 429 || response->status == 503;
    co_return fail(busy ? ErrorCode::unavailable : ErrorCode::not_found,
                   url + " answered " + std::to_string(response->status));
}

/// The document itself, if it is a feed.
std::vector<feeds::OfferedFeed> as_feed(const http::FetchResponse& response) {
    feeds::DocumentContext context;
    context.url = response.url;
    context.content_type = response.headers.get("Content-Type");
    const auto feed = feeds::read_feed(response.body, context);
    if (!feed) return {};
    return {{response.url, feed->title, context.content_type.substr(0, context.content_type.find_first_of("; \t"))}};
}

awaitable<Found> Search::find(std::string url) {
    if (const auto address = http::parse_web_address(url)) typed_host_ = address->host;
    const auto page = co_await get(url);
    if (!page) co_return page.error();
    auto feeds = as_feed(*page);
    if (feeds.empty()) feeds = feeds::offered_feeds(page->body, page->headers.get("Content-Type"), page->url);
    if (!feeds.empty()) co_return feeds;
    for (const auto& address : feeds::usual_feed_addresses(page->url)) {
        const auto document = co_await get(address);
        if (!document && document.error().code() == ErrorCode::unavailable) co_return document.error();
        if (document) feeds = as_feed(*document);
        if (!feeds.empty()) co_return feeds;
    }
    co_return fail(ErrorCode::not_found, page->url + " offers no feed, and there is none in the usual places");
}

awaitable<void> speak_up_later(Clock& clock, Narration& narration) {
    const auto rested = co_await clock.sleep_until(clock.steady() + patience);
    if (rested) narration.speak_up();
}

awaitable<void> run_search(Search& search, http::HttpClient& client, std::string url, TaskHandle speaker,
                           Found& found) {
    found = co_await search.find(std::move(url));
    speaker.cancel();
    client.close();
}

/// The config that tells how to ask. Nobody need have one to look for feeds to put into it.
std::optional<config::Config> config_of(const Common& common) {
    if (common.config_is_named || access(common.config_path.c_str(), R_OK) == 0) return load_or_complain(common);
    if (errno == EACCES)
        complain(common.config_path + " may not be read by this user: its proxy and contact are not used");
    return config::Config();
}

AskedAs asked_as_of(const config::Config& config, const std::string& url) {
    const auto feed = std::find_if(config.feeds.begin(), config.feeds.end(),
                                   [&url](const config::Feed& configured) { return configured.url == url; });
    return feed == config.feeds.end() ? AskedAs{config.fetch, true} : AskedAs{feed->fetch, feed->tls_verify};
}

void print(const std::vector<feeds::OfferedFeed>& feeds, bool json) {
    Table table({{"URL", "url"}, {"TYPE", "type"}, {"TITLE", "title"}});
    for (const auto& feed : feeds) {
        table.add({{feed.url, boost::json::string(feed.url)},
                   {feed.type.empty() ? "-" : feed.type, boost::json::string(feed.type)},
                   {feed.title.empty() ? "-" : feed.title, boost::json::string(feed.title)}});
    }
    std::cout << (json ? table.json() : table.text());
}

}  // namespace

int run_discover(const Common& common, const std::string& url) {
    const auto typed = url.find("://") == std::string::npos ? "https://" + url : url;
    if (const auto fault = config::feed_url_fault(typed); !fault.empty()) {
        complain("the address of the page " + fault);  // it may hold a password
        return 2;
    }
    const auto address = asked_address(typed);
    const auto config = config_of(common);
    if (!config) return 1;
    boost::asio::io_context context(1);
    const auto clock = make_system_clock();
    const auto client =
        http::make_http_client(context.get_executor(), *clock, client_options(*config, program_version()));
    Search search(*client, *clock, asked_as_of(*config, typed));
    Found found = fail(ErrorCode::internal, "the search did not end");
    TaskGroup root(context.get_executor());
    auto speaking = speak_up_later(*clock, search.narration());
    auto speaker = root.spawn("narration", std::move(speaking));
    auto searching = run_search(search, *client, address, std::move(speaker), found);
    root.spawn("discover", std::move(searching));
    context.run();
    if (!found) return complain(found.error().detail());
    print(*found, common.json);
    return 0;
}

}  // namespace broadsheet::cli
