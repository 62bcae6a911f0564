#pragma once
// What the config's retention means for the store at a point in time, and how it is carried out.

#include "config/config.hpp"
#include "daemon/section_versions.hpp"
#include "daemon/store_service.hpp"
#include "store/records.hpp"

#include <vector>

namespace broadsheet {

/// One rule for each section, one for articles that stand in none, and one for each feed that has its own. Pure; any
/// thread.
[[nodiscard]] store::Retention retention_at(const config::Config& config, store::Timestamp now);

/// Takes out what the rules no longer keep, in small batches, and folds the log while nothing else is going on. What a
/// batch has changed is told to `versions` at once: an error of a later one undoes nothing of it. Net thread.
[[nodiscard]] awaitable<Result<void>> prune(StoreService& store, SectionVersions& versions, store::Retention retention,
                                            store::Timestamp now);

}  // namespace broadsheet
