#include "daemon/housekeeping.hpp"

#include <optional>

namespace broadsheet {

std::vector<store::RetentionRule> retention_rules(const config::Config& config, store::Timestamp now) {
    const auto rule = [&](std::string section, std::optional<config::seconds> kept) {
        store::RetentionRule made;
        made.section = std::move(section);
        if (kept) made.before = now - *kept;
        made.max_articles = made.section.empty() ? 0 : config.store.max_articles;
        return made;
    };
    std::vector<store::RetentionRule> rules;
    for (const auto& section : config.sections)
        rules.push_back(rule(section.id, section.retention.value_or(config.store.retention)));
    rules.push_back(rule("", config.store.retention));
    return rules;
}

}  // namespace broadsheet
