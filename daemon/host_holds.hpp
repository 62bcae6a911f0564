#pragma once
// What is not written into a feed's state, and decides of its next poll all the same, for whoever is told of it:
// servers that want to be left alone, and hours to skip that a poll which is due has met. Pure; any thread.

#include "store/records.hpp"

#include <vector>

namespace broadsheet {

/// Where a hold ends after a feed's next poll, that waits for it, by a bound called "host-hold"; and where its hours
/// to skip do, for those, by "skip-hours".
void respect_holds(std::vector<store::FeedRecord>& feeds, const std::vector<store::HostHold>& holds,
                   store::Timestamp now);

}  // namespace broadsheet
