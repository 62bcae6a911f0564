#include "daemon/housekeeping.hpp"

#include "daemon/base/log.hpp"

#include <optional>

namespace broadsheet {

namespace {

constexpr std::uint32_t prune_batch = 500;

}  // namespace

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

awaitable<Result<void>> prune(StoreService& store, SectionVersions& versions, std::vector<store::RetentionRule> rules,
                              store::Timestamp now) {
    std::uint64_t removed = 0;
    for (bool more = true; more;) {
        const auto report = co_await store.prune(rules, prune_batch, now);
        if (!report) co_return report.error();
        if (report->removed > 0 || !report->changed_sections.empty())
            versions.sections_changed(report->changed_sections);
        removed += report->removed;
        more = report->more;
    }
    if (removed > 0) log::info("pruned", {{"articles", removed}});
    co_return co_await store.checkpoint();
}

}  // namespace broadsheet
