#pragma once
// The config's feeds as the poller and the store want them: rules compiled, secrets read, records matched. Blocking
// (files of secrets); any thread.

#include "config/config.hpp"
#include "daemon/polled_feed.hpp"
#include "store/records.hpp"

#include <vector>

namespace broadsheet {

/// How an address of the config, which may be in the letters of any script, is asked for: in ASCII.
[[nodiscard]] std::string asked_address(const std::string& url);

/// Valid for as long as the config is.
[[nodiscard]] store::ConfigSpec config_spec(const config::Config& config);
[[nodiscard]] store::Extent extent_of(config::Rights rights);

/// Schedules the next poll anew where an older config had a say in it; see feeds::next_poll_by. False: it had none.
bool follow_policy(PolledFeed& feed);

/// Lets a feed wait that `crashes` processes, one or more, have died with; see feeds::next_poll_after. False: it is to
/// wait longer already, or is not polled.
[[nodiscard]] bool wait_after(unsigned crashes, PolledFeed& feed, feeds::Timestamp now);

/// One PolledFeed for each feed of the config that has a record. Errors: invalid (a rule; the detail names the feed). A
/// feed whose secret is missing lacks it, and is no reason to leave the others alone.
[[nodiscard]] Result<std::vector<PolledFeed>> plan_feeds(const config::Config& config,
                                                         std::vector<store::PollingRecord> records);

/// Will plan_feeds() make sense of it, and no feed lack anything? invalid: a rule, or a secret that is missing; the
/// detail names the feed.
[[nodiscard]] Result<void> can_be_planned(const config::Config& config);

}  // namespace broadsheet
