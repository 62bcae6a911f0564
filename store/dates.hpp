#pragma once
// Which times an article gets, from what its feed claims and when it was seen. Pure.

#include "feeds/article.hpp"

#include <optional>

namespace broadsheet::store {

using feeds::Timestamp;

struct Dates {
    Timestamp published;
    Timestamp updated;
};

/// A claimed time as far as it can be believed, never after `now`: nullopt before 1990 (epoch zero and its like) and
/// more than a day ahead, which is no mere skew of a clock.
[[nodiscard]] std::optional<Timestamp> plausible(std::optional<Timestamp> claimed, Timestamp now);

/// Whether the article claims a time that can be believed.
[[nodiscard]] bool is_dated(const feeds::Article& article, Timestamp now);

/// Of a new article. One that is dated by the day, and that day is not over, was published when it was first seen.
[[nodiscard]] Dates dates_of(const feeds::Article& article, Timestamp now, bool ignore_claims);

}  // namespace broadsheet::store
