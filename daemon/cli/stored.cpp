#include "daemon/cli/stored.hpp"

#include <utility>

namespace broadsheet::cli {

Result<Stored> open_stored(const config::Config& config) {
    auto store = store::open_store(config.daemon.database, store::OpenMode::read_only);
    if (!store) return store.error();
    auto reader = (*store)->reader();
    if (!reader) return reader.error();
    return Stored{std::move(*store), std::move(*reader)};
}

}  // namespace broadsheet::cli
