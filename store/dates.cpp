#include "store/dates.hpp"

#include <algorithm>

namespace broadsheet::store {

std::optional<Timestamp> plausible(std::optional<Timestamp> claimed, Timestamp now) {
    using namespace std::chrono;
    constexpr Timestamp earliest = sys_days(year(1990) / January / 1);
    if (!claimed || *claimed < earliest || *claimed > now + days(1)) return std::nullopt;
    return std::min(*claimed, now);
}

bool is_dated(const feeds::Article& article, Timestamp now) {
    return plausible(article.published, now) || plausible(article.updated, now);
}

Dates dates_of(const feeds::Article& article, Timestamp now, bool ignore_claims) {
    if (ignore_claims) return {now, now};
    const auto published = plausible(article.published, now);
    const auto updated = plausible(article.updated, now);
    Dates dates;
    dates.published = published ? *published : updated.value_or(now);
    if (published && article.published_by_day && now - *published < std::chrono::days(1)) dates.published = now;
    dates.updated = std::max(dates.published, updated.value_or(dates.published));
    return dates;
}

}  // namespace broadsheet::store
