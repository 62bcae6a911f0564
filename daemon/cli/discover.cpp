// `broadsheet discover URL`: the feeds of a web page.

#include "feeds/discover.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/version.hpp"
#include "daemon/http/client.hpp"
#include "feeds/read.hpp"
#include "feeds/url.hpp"

#include <boost/asio/io_context.hpp>

#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::cli {
namespace {

constexpr std::chrono::milliseconds spacing{2'000};

using Found = Result<std::vector<feeds::OfferedFeed>>;

/// A server that is searched is to be as little troubled as one that is polled, and so is one that it redirects to.
class Pace {
public:
    explicit Pace(Clock& clock) : clock_(clock) {}

    awaitable<Result<void>> wait_for(std::string host) {
        const auto asked = last_.find(host);
        if (asked != last_.end()) {
            const auto rested = co_await clock_.sleep_until(asked->second + spacing);
            if (!rested) co_return rested.error();
        }
        last_[host] = clock_.steady();
        co_return Result<void>();
    }

private:
    Clock& clock_;
    std::map<std::string, SteadyTime> last_;
};

awaitable<Result<http::FetchResponse>> get(http::HttpClient& client, Pace& pace, const std::string& url) {
    const auto rested = co_await pace.wait_for(feeds::authority_of(url));
    if (!rested) co_return rested.error();
    http::FetchRequest request(url);
    request.gate = [&pace](std::string host) { return pace.wait_for(std::move(host)); };
    request.headers.set("Accept", "text/html, application/xhtml+xml, */*;q=0.8");
    request.allow_private = true;  // whoever typed the address may go there
    auto response = co_await client.send(std::move(request));
    if (!response || response->status == 200) co_return response;
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
    return {{response.url, feed->title, context.content_type}};
}

awaitable<Found> find(http::HttpClient& client, Clock& clock, const std::string& url) {
    Pace pace(clock);
    const auto page = co_await get(client, pace, url);
    if (!page) co_return page.error();
    auto feeds = as_feed(*page);
    if (feeds.empty()) feeds = feeds::offered_feeds(page->body, page->headers.get("Content-Type"), page->url);
    if (!feeds.empty()) co_return feeds;
    for (const auto& address : feeds::usual_feed_addresses(page->url)) {
        const auto document = co_await get(client, pace, address);
        if (!document && document.error().code() == ErrorCode::unavailable) co_return document.error();
        if (document) feeds = as_feed(*document);
        if (!feeds.empty()) co_return feeds;
    }
    co_return fail(ErrorCode::not_found, page->url + " offers no feed, and there is none in the usual places");
}

awaitable<void> search(http::HttpClient& client, Clock& clock, const std::string& url, Found& found) {
    found = co_await find(client, clock, url);
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
    const auto address = url.find("://") == std::string::npos ? "https://" + url : url;
    if (!feeds::is_web_url(address)) {
        complain("\"" + url + "\" is no address of a web page");
        return 2;
    }
    boost::asio::io_context context(1);
    const auto clock = make_system_clock();
    http::ClientOptions options;
    options.user_agent = "Broadsheet/" + program_version();
    const auto client = http::make_http_client(context.get_executor(), *clock, std::move(options));
    Found found = fail(ErrorCode::internal, "the search did not end");
    TaskGroup root(context.get_executor());
    auto searching = search(*client, *clock, address, found);
    root.spawn("discover", std::move(searching));
    context.run();
    if (!found) return complain(found.error().detail());
    print(*found, common.json);
    return 0;
}

}  // namespace broadsheet::cli
