#include "daemon/websub_subscriber.hpp"

#include "daemon/base/log.hpp"
#include "feeds/digest.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace broadsheet {

namespace {

using std::chrono::days;
using std::chrono::seconds;
using Stage = store::Subscription::Stage;

constexpr seconds retry_pause = days(1);   // after a hub that could not be reached, or never asked back
constexpr seconds denied_pause = days(7);  // after a no
constexpr std::chrono::hours longest_sleep{1};

/// Nobody can guess it.
std::string random_name() {
    std::random_device random;
    std::string bytes;
    for (int i = 0; i < 5; ++i) {
        const auto word = random();
        for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 0xff);
    }
    return feeds::to_hex(bytes);
}

double random_share() {
    std::random_device random;
    return std::uniform_real_distribution<double>()(random);
}

http::HttpResponse plain(unsigned status, std::string text) {
    http::HttpResponse response(status, "text/plain; charset=utf-8", std::move(text));
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace

WebSubSubscriber::WebSubSubscriber(http::HttpClient& client, StoreService& store, Clock& clock, Poller& poller,
                                   boost::asio::any_io_executor executor)
    : client_(client), store_(store), clock_(clock), poller_(poller), wakeup_(std::move(executor)) {}

feeds::Timestamp WebSubSubscriber::now() const {
    return std::chrono::floor<seconds>(clock_.now());
}

awaitable<Result<void>> WebSubSubscriber::load() {
    const auto stored = co_await store_.subscriptions();
    if (!stored) co_return stored.error();
    for (const auto& subscription : *stored) {
        by_token_[subscription.token] = subscription.feed;
        entries_[subscription.feed].subscription = subscription;
    }
    co_return Result<void>();
}

bool WebSubSubscriber::is_reachable_for(const PolledFeed& feed) const {
    return base_url_.starts_with("https://") || feed.fetch.allow_private;
}

void WebSubSubscriber::offered(const PolledFeed& feed, const feeds::HubOffer& offer) {
    if (offer.hub.empty() || !is_reachable_for(feed)) return;
    const auto [found, added] = entries_.try_emplace(feed.id);
    auto& subscription = found->second.subscription;
    if (!added && subscription.hub == offer.hub && subscription.topic == offer.topic) return;
    by_token_.erase(subscription.token);
    found->second = Entry();
    subscription.feed = feed.id;
    subscription.hub = offer.hub;
    subscription.topic = offer.topic;
    subscription.token = random_name();
    subscription.secret = random_name();
    subscription.next_step = now();
    by_token_[subscription.token] = feed.id;
    wakeup_.notify();
}

awaitable<void> WebSubSubscriber::run() {
    for (;;) {
        auto next = now() + longest_sleep;
        std::vector<store::FeedId> due;
        for (const auto& [feed, entry] : entries_) {
            if (entry.subscription.next_step <= now())
                due.push_back(feed);
            else
                next = std::min(next, entry.subscription.next_step + seconds(0));
        }
        for (const auto id : due) {
            const auto* feed = poller_.find(id);
            if (feed != nullptr && is_reachable_for(*feed))
                co_await ask(entries_.at(id), *feed);
            else
                entries_.at(id).subscription.next_step = now() + longest_sleep;
        }
        const auto woken = co_await wakeup_.wait_until(clock_, clock_.steady() + (next - now()));
        if (!woken) co_return;
    }
}

awaitable<void> WebSubSubscriber::ask(Entry& entry, const PolledFeed& feed) {
    auto& subscription = entry.subscription;
    const feeds::HubOffer offer{subscription.hub, subscription.topic};
    const auto host = feeds::authority_of(offer.hub);
    const PollQueue::HostLimits limits{feed.fetch.per_host, feed.fetch.host_spacing};
    const auto turn = co_await poller_.turn(host, limits);
    if (!turn || subscription.hub != offer.hub || subscription.topic != offer.topic) co_return;
    http::FetchRequest request(offer.hub);
    request.method = "POST";
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = feeds::form_body(
        feeds::subscription_request(offer, base_url_ + "/websub/" + subscription.token, subscription.secret));
    request.allow_private = feed.fetch.allow_private;
    request.proxy = feed.fetch.proxy;
    request.no_proxy = feed.fetch.no_proxy;
    const auto url = feed.url;
    // The hub may ask back before it has answered, so all of it is known and stored before it is asked.
    entry.asked = true;
    subscription.next_step = now() + retry_pause;
    const auto saved = co_await store_.save_subscription(subscription);
    if (!saved) co_return;
    const auto response = co_await client_.send(std::move(request));
    if (response && response->status >= 200 && response->status < 300) co_return;
    entry.asked = false;
    const auto rest = response ? feeds::classify(head_of(*response), {}, now()) : feeds::FetchOutcome();
    const bool limited = rest.verdict == feeds::Verdict::rate_limited;
    if (limited) poller_.hold({{host, now() + rest.retry_after.value_or(rate_limit_hold)}});
    if (response && response->status < 500 && !limited) subscription.next_step = now() + denied_pause;
    if (rest.retry_after) subscription.next_step = std::max(subscription.next_step, now() + *rest.retry_after);
    log::warning("no subscription", {{"feed", url},
                                     {"hub", subscription.hub},
                                     {"error", response ? "the hub answered " + std::to_string(response->status)
                                                        : response.error().detail()}});
    static_cast<void>(co_await store_.save_subscription(subscription));
}

WebSubSubscriber::Entry* WebSubSubscriber::find(const std::string& token) {
    const auto found = by_token_.find(token);
    return found == by_token_.end() ? nullptr : &entries_.at(found->second);
}

awaitable<http::HttpResponse> WebSubSubscriber::confirm(std::string token, const http::HttpRequest& request) {
    auto* entry = find(token);
    const auto mode = request.parameter("hub.mode").value_or("");
    if (entry == nullptr || request.parameter("hub.topic") != entry->subscription.topic)
        co_return plain(404, "nobody here asked for that\n");
    auto& subscription = entry->subscription;
    std::string answer;
    if (mode == "denied") {
        entry->asked = false;
        subscription.stage = Stage::denied;
        subscription.lease_until.reset();
        subscription.next_step = now() + denied_pause;
        log::warning("subscription denied", {{"hub", subscription.hub}, {"topic", subscription.topic}});
    } else if (mode == "subscribe" && (entry->asked || subscription.stage == Stage::asked)) {
        const auto lease = feeds::granted_lease(request.parameter("hub.lease_seconds").value_or(""));
        entry->asked = false;
        subscription.stage = Stage::active;
        subscription.lease_until = now() + lease;
        subscription.next_step = feeds::renewal_time(now(), lease, random_share());
        answer = request.parameter("hub.challenge").value_or("");
        log::info("subscribed", {{"hub", subscription.hub}, {"topic", subscription.topic}});
    } else {
        co_return plain(404, "nobody here asked for that\n");
    }
    const auto saved = co_await store_.save_subscription(subscription);
    if (!saved) co_return plain(503, "the store does not answer\n");
    co_return plain(200, std::move(answer));
}

awaitable<http::HttpResponse> WebSubSubscriber::deliver(std::string token, const http::HttpRequest& request) {
    const auto* entry = find(token);
    if (entry == nullptr || entry->subscription.stage != Stage::active || !entry->subscription.lease_until ||
        poller_.find(entry->subscription.feed) == nullptr)
        co_return plain(410, "nobody here wants that\n");
    const auto& subscription = entry->subscription;
    if (!feeds::is_signed(request.headers.get("X-Hub-Signature"), subscription.secret, request.body)) {
        log::warning("push with a wrong signature", {{"topic", subscription.topic}});
        co_return plain(202, "");
    }
    http::FetchResponse document;
    document.status = 200;
    document.url = subscription.topic;
    document.headers.set("Content-Type", std::string(request.headers.get("Content-Type")));
    document.body = request.body;
    poller_.push(subscription.feed, std::move(document), *subscription.lease_until);
    co_return plain(202, "");
}

}  // namespace broadsheet
