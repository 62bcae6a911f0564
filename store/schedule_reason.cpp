#include "store/schedule_reason.hpp"

namespace broadsheet::store {

namespace {

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::discovered: return "discovered";
        case Standing::duplicate: return "duplicate";
        case Standing::lacks_secret: return "secret";
    }
    return {};
}

}  // namespace

std::string_view ScheduleReason::name() const {
    if (const auto* const standing = std::get_if<Standing>(&reason_)) return name_of(*standing);
    const auto won = bound();
    return won ? feeds::name_of(*won) : std::string_view();
}

ScheduleReason ScheduleReason::named(std::string_view name) {
    for (const auto standing : {Standing::discovered, Standing::duplicate, Standing::lacks_secret})
        if (name_of(standing) == name) return standing;
    const auto bound = feeds::bound_named(name);
    return bound ? ScheduleReason(*bound) : ScheduleReason();
}

std::optional<feeds::Bound> ScheduleReason::bound() const {
    const auto* const won = std::get_if<feeds::Bound>(&reason_);
    return won == nullptr ? std::nullopt : std::optional(*won);
}

}  // namespace broadsheet::store
