// What hubs say to us: questions, refusals and news.

#include "daemon/base/log.hpp"
#include "daemon/base/offload.hpp"
#include "daemon/http/decompress.hpp"
#include "daemon/websub_subscriber.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace broadsheet {

namespace {

using Stage = store::Subscription::Stage;

constexpr std::chrono::seconds shortest_renewal{30};  // of a lease of less than a minute
constexpr std::size_t quickly_signed = 64UL * 1024;

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

http::HttpResponse not_now(std::string text) {
    auto response = plain(503, std::move(text));
    response.headers.set("Retry-After", "60");
    return response;
}

http::HttpResponse not_asked_for() {
    return plain(404, "nobody here asked for that\n");
}

http::HttpResponse unsettled(const Error& error) {
    return error.code() == ErrorCode::not_found ? not_asked_for() : not_now("the store does not answer\n");
}

}  // namespace

const WebSubSubscriber::Entry* WebSubSubscriber::find(const std::string& token) const {
    const auto found = by_token_.find(token);
    return found == by_token_.end() ? nullptr : &entries_.at(found->second);
}

WebSubSubscriber::Entry* WebSubSubscriber::find(const std::string& token) {
    const auto found = by_token_.find(token);
    return found == by_token_.end() ? nullptr : &entries_.at(found->second);
}

/// What is to be delivered there.
const store::Subscription* WebSubSubscriber::listening(const std::string& token) const {
    if (const auto former = former_.find(token); former != former_.end())
        return is_held(former->second) && is_wanted(former->second.feed) ? &former->second : nullptr;
    const auto* entry = find(token);
    const bool waits =
        entry != nullptr && entry->subscription.stage == Stage::active && entry->subscription.lease_until;
    return waits && is_wanted(entry->subscription.feed) ? &entry->subscription : nullptr;
}

bool WebSubSubscriber::is_asked(const Entry& entry) {
    return entry.asked || entry.subscription.stage == Stage::asked;
}

/// Has the hub been told before, of the same request? It may not have heard, or grant another lease.
bool WebSubSubscriber::is_confirmed(const Entry& entry) const {
    return entry.subscription.stage == Stage::active && entry.confirmed && now() - *entry.confirmed < question_pause;
}

/// What a hub says again may be less than what it said, and no more.
void WebSubSubscriber::take_lease(store::Subscription& subscription, const http::HttpRequest& request) const {
    const auto lease = feeds::granted_lease(request.parameter("hub.lease_seconds").value_or(""));
    if (subscription.lease_until && *subscription.lease_until <= now() + lease) return;
    subscription.lease_until = now() + lease;
    subscription.next_step = std::max(feeds::renewal_time(now(), lease, random_share()), now() + shortest_renewal);
}

/// What a hub has said is written down before anything follows from it: one that hears of a failure has said nothing.
/// Errors: those of the store; not_found: nobody asks for that any longer.
awaitable<Result<WebSubSubscriber::Entry*>> WebSubSubscriber::settle(std::string token, store::Subscription said) {
    const auto saved = co_await store_.save_subscription(said);
    if (!saved) co_return saved.error();
    auto* entry = find(token);
    if (entry == nullptr) co_return fail(ErrorCode::not_found, "the subscription has been given up");
    auto& subscription = entry->subscription;
    entry->asked = false;
    subscription.stage = said.stage;
    subscription.error = said.error;
    subscription.lease_until = said.lease_until;
    subscription.next_step = said.next_step;
    co_return entry;
}

awaitable<http::HttpResponse> WebSubSubscriber::take_grant(std::string token, const http::HttpRequest& request) {
    auto granted = find(token)->subscription;
    granted.stage = Stage::active;
    granted.error.clear();
    granted.lease_until.reset();
    take_lease(granted, request);
    const auto settled = co_await settle(std::move(token), std::move(granted));
    if (!settled) co_return unsettled(settled.error());
    auto& entry = **settled;
    entry.failed = false;
    entry.confirmed = now();
    end_former(entry.subscription.feed);
    wake_for(entry);
    log::info("subscribed", {{"hub", entry.subscription.hub}, {"topic", entry.subscription.topic}});
    co_return plain(200, std::string(request.parameter("hub.challenge").value_or("")));
}

awaitable<http::HttpResponse> WebSubSubscriber::take_denial(std::string token, const http::HttpRequest& request) {
    auto denied = find(token)->subscription;
    denied.stage = Stage::denied;
    denied.lease_until.reset();
    denied.next_step = now() + denied_pause;
    denied.error = as_shown(request.parameter("hub.reason").value_or(""));
    const auto settled = co_await settle(std::move(token), std::move(denied));
    if (!settled) co_return unsettled(settled.error());
    auto& entry = **settled;
    const auto& subscription = entry.subscription;
    poller_.distrust_hub(subscription.feed);
    log::warning("subscription denied",
                 {{"hub", subscription.hub}, {"topic", subscription.topic}, {"reason", subscription.error}});
    give_up_on_hub(entry);
    co_return plain(200, "");
}

awaitable<http::HttpResponse> WebSubSubscriber::confirm(std::string token, const http::HttpRequest& request) {
    const auto mode = request.parameter("hub.mode").value_or("");
    std::string challenge(request.parameter("hub.challenge").value_or(""));
    if (mode != "denied" && challenge.empty()) co_return not_asked_for();
    if (farewells_.confirms(token, request)) co_return plain(200, std::move(challenge));
    if (const auto former = former_.find(token);
        mode == "denied" && former != former_.end() && request.parameter("hub.topic") == former->second.topic) {
        poller_.distrust_hub(former->second.feed);
        former_.erase(former);
        co_return plain(200, "");
    }
    auto* entry = find(token);
    if (entry == nullptr || request.parameter("hub.topic") != entry->subscription.topic) co_return not_asked_for();
    auto& subscription = entry->subscription;
    if (mode == "denied" && subscription.stage != Stage::left) {
        co_return co_await take_denial(std::move(token), request);
    } else if (mode == "subscribe" && is_asked(*entry)) {
        co_return co_await take_grant(std::move(token), request);
    } else if (mode == "subscribe" && is_confirmed(*entry)) {
        take_lease(subscription, request);
        wake_for(*entry);
    } else {
        co_return not_asked_for();
    }
    const auto saved = co_await store_.save_subscription(subscription);
    if (!saved) co_return not_now("the store does not answer\n");
    co_return plain(200, std::move(challenge));
}

std::size_t WebSubSubscriber::largest_delivery(const std::string& token) const {
    const auto* wanted = listening(token);
    return wanted == nullptr ? 0 : poller_.find(wanted->feed)->fetch.max_size;
}

/// nullopt: whoever sent it does not know the secret. A large one is no work for the net thread.
awaitable<std::optional<std::string>> WebSubSubscriber::signed_body(const http::HttpRequest& request,
                                                                    std::string secret) {
    auto check = [&request, secret = std::move(secret)]() -> std::optional<std::string> {
        if (!feeds::is_signed(request.headers.get("X-Hub-Signature"), secret, request.body)) return std::nullopt;
        return request.body;
    };
    if (request.body.size() <= quickly_signed) co_return check();
    co_return co_await offload(workers_, std::move(check));
}

awaitable<http::HttpResponse> WebSubSubscriber::deliver(std::string token, const http::HttpRequest& request) {
    const auto* wanted = listening(token);
    // A hub may end for good what is answered with 410.
    if (const auto* known = find(token); wanted == nullptr && known && is_asked(*known)) co_return not_asked_for();
    if (wanted == nullptr) co_return plain(410, "nobody here wants that\n");
    const auto subscription = *wanted;
    auto body = co_await signed_body(request, subscription.secret);
    if (!body) {
        log::warning("push with a wrong signature", {{"topic", subscription.topic}});
        co_return plain(202, "");
    }
    const auto coding = request.headers.joined("Content-Encoding");
    if (!http::make_decoder(coding, 1)) {
        auto response = plain(415, "this Content-Encoding is not known here\n");
        response.headers.set("Accept-Encoding", std::string(http::accepted_codings));
        co_return response;
    }
    store::Push push;
    push.feed = subscription.feed;
    push.lease_until = *subscription.lease_until;
    push.url = subscription.topic;
    push.content_type = request.headers.get("Content-Type");
    push.content_encoding = coding;
    push.body = std::move(*body);
    const auto kept = co_await poller_.push(std::move(push));
    if (!kept) co_return not_now("not now\n");
    co_return plain(202, "");
}

}  // namespace broadsheet
