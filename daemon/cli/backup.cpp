// `broadsheet backup FILE`: a consistent copy of the store, while the daemon may be writing to it.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/stored.hpp"

namespace broadsheet::cli {

int run_backup(const Common& common, const std::string& file) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto stored = open_stored(*config);
    if (!stored) return complain(stored.error().detail());
    const auto copied = (*stored)->backup(file);
    return copied ? 0 : complain(copied.error().detail());
}

}  // namespace broadsheet::cli
