#include "daemon/cli/stored.hpp"

#include "daemon/host_holds.hpp"

#include <chrono>
#include <utility>

namespace broadsheet::cli {

store::Timestamp now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<Stored> open_stored(const config::Config& config) {
    auto store = store::open_store(config.daemon.database, store::OpenMode::read_only);
    if (!store) return store.error();
    auto reader = (*store)->reader();
    if (!reader) return reader.error();
    return Stored{std::move(*store), std::move(*reader)};
}

Result<std::vector<store::FeedRecord>> feeds_of(const Stored& stored) {
    auto feeds = stored->feeds();
    if (!feeds) return feeds;
    const auto holds = stored->holds(now());
    if (!holds) return holds.error();
    respect_holds(*feeds, *holds, now());
    return feeds;
}

}  // namespace broadsheet::cli
