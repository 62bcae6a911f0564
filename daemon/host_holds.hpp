#pragma once
// What servers that want to be left alone make of the next polls of their feeds, for whoever is told of them: a hold is
// the host's, and not written to each of its feeds. Pure; any thread.

#include "store/records.hpp"

#include <vector>

namespace broadsheet {

/// Where a hold ends after a feed's next poll, that waits for it, by a bound called "host-hold".
void respect_holds(std::vector<store::FeedRecord>& feeds, const std::vector<store::HostHold>& holds);

}  // namespace broadsheet
