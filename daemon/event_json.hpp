#pragma once
// What happened to a feed, as /status.json and the subcommands with --json say it. Pure; any thread.

#include "store/records.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace broadsheet {

/// The events of one feed, in the order of the list.
[[nodiscard]] boost::json::array event_json(const std::vector<store::EventRecord>& events, store::FeedId feed);

}  // namespace broadsheet
