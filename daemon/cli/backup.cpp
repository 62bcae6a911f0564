// `broadsheet backup FILE`: a consistent copy of the store, while the daemon may be writing to it.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "store/store.hpp"

namespace broadsheet::cli {

int run_backup(const Common& common, const std::string& file) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto store = store::open_store(config->daemon.database, store::OpenMode::read_only);
    if (!store) return complain(store.error().detail());
    const auto reader = (*store)->reader();
    if (!reader) return complain(reader.error().detail());
    const auto copied = (*reader)->backup(file);
    return copied ? 0 : complain(copied.error().detail());
}

}  // namespace broadsheet::cli
