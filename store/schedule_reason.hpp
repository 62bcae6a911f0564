#pragma once
// Why a feed is polled when it is, or why it is not: a bound that won, or what is no matter of bounds. Any thread.

#include "feeds/schedule.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace broadsheet::store {

/// What decides of the next poll where no bound does.
enum class Standing {
    discovered,  ///< its address was found on a page: it is asked there without delay
    duplicate,   ///< it has moved, for good, to where another feed of the config is polled: retired as long as that is
    lacks_secret,  ///< one of its request: it is not asked, and waits for a start or a reload that finds it
};

class ScheduleReason {
public:
    ScheduleReason() = default;  ///< nothing has decided: it was never polled, or is gone for good
    ScheduleReason(feeds::Bound bound) : reason_(bound) {}
    ScheduleReason(Standing standing) : reason_(standing) {}

    /// As the store and admins have it: "retry-after", "duplicate"; empty: nothing has decided.
    [[nodiscard]] std::string_view name() const;

    /// What has no such name was of another version: nothing has decided.
    [[nodiscard]] static ScheduleReason named(std::string_view name);

    /// nullopt: it was none.
    [[nodiscard]] std::optional<feeds::Bound> bound() const;

    bool operator==(const ScheduleReason&) const = default;

private:
    std::variant<std::monostate, feeds::Bound, Standing> reason_;
};

}  // namespace broadsheet::store
