// What hubs bring: kept as it comes, and taken in as the document of a poll is.

#include "daemon/base/log.hpp"
#include "daemon/base/offload.hpp"
#include "daemon/http/decompress.hpp"
#include "daemon/refresh.hpp"

#include <utility>

namespace broadsheet {

namespace {

Digest digest_push(store::Push& push, const PolledFeed& feed,
                   std::shared_ptr<const std::vector<Destination>> destinations, feeds::Timestamp now) {
    auto body = http::decoded(push.content_encoding, push.body, feed.fetch.max_size);
    push.body = {};
    if (!body) {
        Digest failed;
        failed.error = body.error();
        return failed;
    }
    http::FetchResponse document;
    document.status = 200;
    document.url = push.url;
    document.headers.set("Content-Type", push.content_type);
    document.body = std::move(*body);
    return digest(document, feed, std::move(destinations), false, now);
}

}  // namespace

awaitable<Result<store::PushId>> Refresher::keep_push(store::Push push) {
    return store_.keep_push(std::move(push));
}

awaitable<Result<std::vector<store::KeptPush>>> Refresher::kept_pushes() {
    return store_.pushes();
}

/// One that stays would only be dropped by the next process.
awaitable<void> Refresher::drop_push(store::PushId id) {
    const auto dropped = co_await store_.drop_push(id);
    if (!dropped) log::error("push not dropped", {{"error", dropped.error().detail()}});
}

/// Read from the store only when there is room for it: however many wait, they take none.
awaitable<Result<Refreshed>> Refresher::take_push(const PolledFeed& feed, store::KeptPush push, bool is_believed) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    const auto size = push.coded ? feed.fetch.max_size : push.size;
    const auto share = co_await room_for(size);
    if (!share) co_return share.error();
    auto kept = co_await store_.push(push.id);
    if (!kept) co_return kept.error();
    const auto job = [&brought = *kept, &feed, destinations = feed.destinations, now] {
        return digest_push(brought, feed, destinations, now);
    };
    auto digested = co_await offload(workers_, job);
    if (!digested.feed) co_return digested.error;
    const bool is_doubted = feed.state.hub_doubted_until && now < *feed.state.hub_doubted_until;
    const auto proven_until = is_believed && !is_doubted ? std::optional(kept->lease_until) : std::nullopt;
    auto record = PollRecord::of_push(feed, std::move(digested), push.id, proven_until, now);
    const std::function<bool()> no_other;
    auto taken = co_await store(feed, record, no_other);
    if (taken && proven_until && taken->report.tells_anything()) taken->state.push_until = proven_until;
    co_return taken;
}

}  // namespace broadsheet
