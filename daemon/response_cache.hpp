#pragma once
// Rendered documents by address and version. Many who ask for what is not there yet share one rendering; what cannot be
// rendered anew is served as it last was. Bounded by bytes, the longest unasked goes first. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/http/respond.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet {

class ResponseCache {
public:
    using Document = std::shared_ptr<const http::CachedBody>;
    using Render = std::function<awaitable<Result<Document>>()>;

    ResponseCache(boost::asio::any_io_executor executor, std::size_t max_bytes, Metrics& metrics)
        : executor_(std::move(executor)), max_bytes_(max_bytes), metrics_(metrics) {}

    /// The document `key` as of `version`: from the cache, or by `render`. When rendering fails and an older version is
    /// here, that one; else the error.
    [[nodiscard]] awaitable<Result<Document>> get(std::string key, std::uint64_t version, Render render);

    /// Drops everything: the config changed, and with it what documents say.
    void clear();

    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        std::string key;
        std::uint64_t version = 0;
        Document document;  // nullptr until the first rendering has succeeded
        bool rendering = false;
        std::vector<Wakeup*> waiting;
    };
    using Position = std::list<Entry>::iterator;

    Position find_or_add(const std::string& key);
    awaitable<void> wait_for(Position entry);
    void store(Position entry, std::uint64_t version, const Result<Document>& rendered);
    void evict(Position keep);

    boost::asio::any_io_executor executor_;
    std::size_t max_bytes_;
    Metrics& metrics_;
    std::size_t bytes_ = 0;
    std::uint64_t epoch_ = 0;   // raised by clear(): what was being rendered then is not kept
    std::list<Entry> entries_;  // the last asked for first
    std::unordered_map<std::string, Position> by_key_;
};

}  // namespace broadsheet
