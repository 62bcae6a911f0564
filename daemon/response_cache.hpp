#pragma once
// Rendered documents by address and version. Many who ask for what is not there yet share one rendering; what cannot be
// rendered anew is served as it last was. Where many ask all the time nobody waits for a newer version: it takes the
// place of the last one when it is ready, and while versions come one after the other not each of them is rendered.
// Bounded by bytes, the longest unasked goes first. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/respond.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet {

class ResponseCache {
public:
    using Document = std::shared_ptr<const http::CachedBody>;
    using Render = std::function<awaitable<Result<Document>>()>;

    static constexpr unsigned busy = 16;                        ///< requests a second for one document
    static constexpr std::chrono::milliseconds briefly{1'000};  ///< a busy document may be out of date
    static constexpr std::chrono::milliseconds apart{250};      ///< the renderings of a busy document

    /// `renderings` runs those that nobody waits for; what `render` refers to outlives it.
    ResponseCache(boost::asio::any_io_executor executor, std::size_t max_bytes, Clock& clock, TaskGroup& renderings,
                  Metrics& metrics)
        : executor_(std::move(executor)),
          max_bytes_(max_bytes),
          clock_(clock),
          renderings_(renderings),
          metrics_(metrics) {}

    /// The document `key` as of `version`: from the cache, or by `render`. When rendering fails and an older version is
    /// here, that one, also for those who wait for the rendering; else the error. not_found is always said: what is not
    /// there any longer is not served either. Of a busy document the version that was the newest until `briefly` ago.
    [[nodiscard]] awaitable<Result<Document>> get(std::string key, std::uint64_t version, Render render);

    /// Drops everything: the config changed, and with it what documents say.
    void clear();

    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        std::string key;
        std::uint64_t version = 0;
        Document document;                              // nullptr until the first rendering has succeeded
        std::optional<std::chrono::sys_seconds> stamp;  // its Last-Modified, said or not
        SteadyTime current;                             // when `version` was last known to be the newest
        SteadyTime begun;                               // the last rendering
        bool rendering = false;
        bool failed = false;  // the last rendering
        std::vector<Wakeup*> waiting;
        SteadyTime counted_since;
        unsigned asked = 0;   // since then
        unsigned before = 0;  // in the second before
    };
    using Position = std::list<Entry>::iterator;

    awaitable<Result<Document>> make(Position entry, std::uint64_t version, Render render);
    static Document dated(Entry& entry, Document next);
    awaitable<void> renew(Position entry, std::uint64_t version, Render render);
    bool note_request(Entry& entry) const;
    Position find_or_add(const std::string& key);
    awaitable<void> wait_for(Position entry);
    void store(Position entry, std::uint64_t version, const Result<Document>& rendered);
    void evict(Position keep);
    Position drop(Position entry);

    boost::asio::any_io_executor executor_;
    std::size_t max_bytes_;
    Clock& clock_;
    TaskGroup& renderings_;
    Metrics& metrics_;
    std::size_t bytes_ = 0;
    std::uint64_t epoch_ = 0;   // raised by clear(): what was being rendered then is not kept
    std::list<Entry> entries_;  // the last asked for first
    std::unordered_map<std::string, Position> by_key_;
};

}  // namespace broadsheet
