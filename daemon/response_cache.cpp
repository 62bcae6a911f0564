#include "daemon/response_cache.hpp"

#include "daemon/base/log.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace broadsheet {

namespace {

std::size_t size_of(const std::string& key, const ResponseCache::Document& document) {
    if (!document) return 0;
    std::size_t bytes = sizeof(http::CachedBody) + 2 * key.size();  // in the list and in the index
    for (const auto* coding : {&document->identity, &document->gzip, &document->brotli, &document->zstd})
        if (*coding) bytes += (*coding)->size();
    return bytes;
}

}  // namespace

awaitable<Result<ResponseCache::Document>> ResponseCache::get(std::string key, std::uint64_t version, Render render) {
    auto entry = find_or_add(key);
    const bool is_busy = note_request(*entry);
    const auto now = clock_.steady();
    if (entry->document && entry->version != version && is_busy && !renderings_.cancelled() &&
        now - entry->current <= briefly) {
        metrics_.cache_lookups.increment("former");
        const auto former = entry->document;
        if (!entry->rendering && now - entry->begun >= apart)
            renderings_.spawn("rendering", renew(entry, version, std::move(render)));
        co_return former;
    }
    while (entry->rendering) {
        co_await wait_for(entry);
        entry = find_or_add(key);
        if (entry->document && entry->failed) {
            metrics_.cache_lookups.increment("former");
            co_return entry->document;
        }
    }
    if (entry->document && entry->version == version) {
        metrics_.cache_lookups.increment("hit");
        entry->current = clock_.steady();
        co_return entry->document;
    }
    co_return co_await make(entry, version, std::move(render));
}

/// Marks the entry, so that nobody else renders it or takes it away. Not its caller does so: one that has been
/// cancelled does not come here.
awaitable<Result<ResponseCache::Document>> ResponseCache::make(Position entry, std::uint64_t version, Render render) {
    entry->rendering = true;
    metrics_.cache_lookups.increment("miss");
    const auto epoch = epoch_;
    entry->begun = clock_.steady();
    Result<Document> rendered = fail(ErrorCode::internal, "rendering did not end");
    try {
        rendered = co_await render();
    } catch (const std::exception& error) {
        rendered = fail(ErrorCode::internal, error.what());
    }
    if (epoch != epoch_) co_return rendered;
    if (rendered) {
        rendered = dated(*entry, std::move(*rendered));
        entry->current = entry->begun;
    }
    store(entry, version, rendered);
    if (rendered) co_return rendered;
    const bool is_gone = rendered.error().code() == ErrorCode::not_found;
    if (entry->document && !is_gone) co_return entry->document;
    drop(entry);  // or every address that leads nowhere would stay here
    co_return rendered;
}

/// Two that differ, of one second: whoever knows nothing but the date of the former must not take it for the latter.
ResponseCache::Document ResponseCache::dated(Entry& entry, Document next) {
    const auto former = std::exchange(entry.stamp, next->last_modified);
    if (!entry.document || !former || !entry.stamp || *entry.stamp > *former) return next;
    if (entry.document->etag == next->etag && entry.document->last_modified) return next;
    auto undated = std::make_shared<http::CachedBody>(*next);
    undated->last_modified.reset();
    return undated;
}

awaitable<void> ResponseCache::renew(Position entry, std::uint64_t version, Render render) {
    const auto rendered = co_await make(entry, version, std::move(render));
    if (!rendered && rendered.error().code() != ErrorCode::not_found)
        log::error("a document could not be rendered", {{"error", rendered.error().detail()}});
}

/// Whether so many ask for the document that none of them should wait.
bool ResponseCache::note_request(Entry& entry) const {
    constexpr std::chrono::seconds second{1};
    const auto now = clock_.steady();
    if (now - entry.counted_since >= second) {
        entry.before = now - entry.counted_since < 2 * second ? entry.asked : 0;
        entry.asked = 0;
        entry.counted_since = now;
    }
    ++entry.asked;
    return std::max(entry.before, entry.asked) >= busy;
}

void ResponseCache::clear() {
    ++epoch_;
    for (auto& entry : entries_)
        for (auto* waiter : entry.waiting) waiter->notify();
    entries_.clear();
    by_key_.clear();
    bytes_ = 0;
}

ResponseCache::Position ResponseCache::find_or_add(const std::string& key) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second;
    }
    entries_.emplace_front();
    entries_.front().key = key;
    by_key_.emplace(key, entries_.begin());
    return entries_.begin();
}

awaitable<void> ResponseCache::wait_for(Position entry) {
    Wakeup wakeup(executor_);
    const auto epoch = epoch_;
    entry->waiting.push_back(&wakeup);
    const auto woken = co_await wakeup.wait();
    if (!woken && epoch == epoch_) std::erase(entry->waiting, &wakeup);
}

void ResponseCache::store(Position entry, std::uint64_t version, const Result<Document>& rendered) {
    entry->rendering = false;
    entry->failed = !rendered;
    if (rendered) {
        bytes_ += size_of(entry->key, *rendered);
        bytes_ -= size_of(entry->key, entry->document);
        entry->document = *rendered;
        entry->version = version;
    }
    for (auto* waiter : std::exchange(entry->waiting, {})) waiter->notify();
    evict(entry);
}

void ResponseCache::evict(Position keep) {
    auto last = entries_.end();
    while (bytes_ > max_bytes_ && last != entries_.begin()) {
        --last;
        if (last == keep || last->rendering) continue;
        last = drop(last);
    }
}

/// Gives the one behind it.
ResponseCache::Position ResponseCache::drop(Position entry) {
    bytes_ -= size_of(entry->key, entry->document);
    by_key_.erase(entry->key);
    return entries_.erase(entry);
}

}  // namespace broadsheet
