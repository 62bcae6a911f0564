#pragma once
// Times, and what happened to feeds, as /status.json and the subcommands with --json say them. Pure; any thread.

#include "store/records.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <unordered_map>
#include <vector>

namespace broadsheet {

/// null: there is none.
[[nodiscard]] boost::json::value time_json(const std::optional<store::Timestamp>& time);

/// The events of each feed that has any, in the order of the list.
[[nodiscard]] std::unordered_map<store::FeedId, boost::json::array> events_json(
    const std::vector<store::EventRecord>& events);

}  // namespace broadsheet
