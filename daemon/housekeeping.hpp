#pragma once
// What the config's retention means for the store at a point in time. Pure; any thread.

#include "config/config.hpp"
#include "store/records.hpp"

#include <vector>

namespace broadsheet {

/// One rule for each section, and one for articles that stand in none.
[[nodiscard]] std::vector<store::RetentionRule> retention_rules(const config::Config& config, store::Timestamp now);

}  // namespace broadsheet
