#include "daemon/housekeeping.hpp"

#include "daemon/base/log.hpp"

#include <optional>

namespace broadsheet {

namespace {

constexpr std::uint32_t prune_batch = 500;

}  // namespace

store::Retention retention_at(const config::Config& config, store::Timestamp now) {
    const auto before = [now](std::optional<config::seconds> kept) {
        return kept ? std::optional(now - *kept) : std::nullopt;
    };
    store::Retention retention;
    for (const auto& section : config.sections) {
        const auto kept = section.retention.value_or(config.store.retention);
        retention.sections.push_back({section.id, before(kept), config.store.max_articles});
    }
    retention.sections.push_back({"", before(config.store.retention), 0});
    for (const auto& feed : config.feeds)
        if (feed.retention) retention.feeds.push_back({feed.url, before(*feed.retention)});
    return retention;
}

awaitable<Result<void>> prune(StoreService& store, SectionVersions& versions, store::Retention retention,
                              store::Timestamp now) {
    std::uint64_t removed = 0;
    for (bool more = true; more;) {
        const auto report = co_await store.prune(retention, prune_batch, now);
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
