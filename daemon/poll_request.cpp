#include "daemon/poll_request.hpp"

#include "daemon/http/web_address.hpp"
#include "feeds/conditional.hpp"
#include "feeds/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::string_view accept =
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1";

// So often, lest a server's mistake hides its news for ever: each feed at a time of its own.
constexpr std::chrono::seconds shortest_full_interval = std::chrono::days(5),
                               longest_full_interval = std::chrono::days(7);

/// Is the feed asked for at the server that its config names? Not where it has moved, or been found on a page.
bool is_at_home(const PolledFeed& feed) {
    if (feed.state.address.empty()) return true;
    const auto configured = http::parse_web_address(feed.url);
    const auto asked = http::parse_web_address(feed.state.address);
    return configured && asked && configured->origin() == asked->origin();
}

std::chrono::seconds full_interval(const PolledFeed& feed) {
    const auto share = feeds::jitter_of(static_cast<std::int64_t>(feed.id), *feed.state.last_whole);
    const auto room = (longest_full_interval - shortest_full_interval).count();
    return shortest_full_interval + std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(room) * share));
}

bool has_validators(const store::FetchState& state) {
    return !state.validators.empty() || !state.other_validators.empty();
}

bool must_be_whole(const PolledFeed& feed, const store::FetchState& state) {
    return state.variant != variant_of(feed) || !state.last_whole;
}

/// Not where the last answer was lost, or was such a difference as left something to be desired: the same would come
/// again and again.
bool may_take_difference(const store::FetchState& state) {
    const bool was_odd_difference = state.status == 226 && !state.warning.empty();
    return state.error.empty() && !was_odd_difference;
}

}  // namespace

std::string variant_of(const PolledFeed& feed) {
    return feed.variant.empty() || !is_at_home(feed) ? std::string() : feed.variant;
}

FetchKind next_fetch_kind(const PolledFeed& feed, feeds::Timestamp now) {
    const auto& state = feed.state;
    if (!has_validators(state)) return FetchKind::first;
    if (must_be_whole(feed, state)) return FetchKind::full;
    const auto since = [now](std::optional<feeds::Timestamp> time) { return now - time.value_or(now); };
    const bool is_due = since(state.last_whole) >= full_interval(feed) && since(state.last_full) >= full_pause;
    return is_due ? FetchKind::full : FetchKind::conditional;
}

std::optional<feeds::Timestamp> next_full_fetch(const PolledFeed& feed, const store::FetchState& state) {
    if (!has_validators(state) || !must_be_whole(feed, state) || !state.last_full) return std::nullopt;
    return *state.last_full + full_pause;
}

http::FetchRequest request_by(const config::Fetch& fetch, bool tls_verify, std::string url) {
    http::FetchRequest request(std::move(url));
    request.timeout = fetch.timeout;
    request.connect_timeout = fetch.connect_timeout;
    request.max_size = fetch.max_size;
    request.allow_private = fetch.allow_private;
    request.tls_verify = tls_verify;
    request.proxy = fetch.proxy;
    request.no_proxy = fetch.no_proxy;
    return request;
}

http::FetchRequest poll_request(const PolledFeed& feed, FetchKind kind) {
    auto request = request_by(feed.fetch, feed.tls_verify, feed.address());
    request.headers.set("Accept", std::string(accept));
    if (kind == FetchKind::conditional) {
        const auto& known = feed.state.validators;
        const auto& other = feed.state.other_validators;
        const bool differences = may_take_difference(feed.state);
        request.conditions.push_back({known.url, feeds::conditional_fields(known, differences)});
        if (!other.empty()) request.conditions.push_back({other.url, feeds::conditional_fields(other, false)});
    }
    if (is_at_home(feed)) {
        for (const auto& [name, value] : feed.request_fields) {
            request.headers.set(name, value);
            request.private_fields.push_back(name);
        }
    }
    return request;
}

}  // namespace broadsheet
