#include "daemon/outage.hpp"

#include <algorithm>

namespace broadsheet {

namespace {

constexpr std::ptrdiff_t fewest_hosts = 5;

}  // namespace

void OutageWatch::note(const std::string& host, bool reached, Time now) {
    if (on_ && reached) {
        on_ = false;
        hosts_.clear();
    }
    hosts_[host] = {now, reached};
    if (reached || on_) return;
    std::erase_if(hosts_, [now](const auto& entry) { return now - entry.second.when > window; });
    on_ = most_fail();
}

bool OutageWatch::most_fail() const {
    const auto failing =
        std::count_if(hosts_.begin(), hosts_.end(), [](const auto& entry) { return !entry.second.reached; });
    return failing >= fewest_hosts && 2 * failing > static_cast<std::ptrdiff_t>(hosts_.size());
}

}  // namespace broadsheet
