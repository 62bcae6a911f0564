#include "daemon/outage.hpp"

#include <algorithm>

namespace broadsheet {

namespace {

constexpr std::size_t fewest_hosts = 5;

}  // namespace

void OutageWatch::note(const std::string& host, bool known, bool reached, Time now) {
    if (on_ && reached) {
        on_ = false;
        hosts_.clear();
    }
    any_known_ = any_known_ || known || reached;
    auto& last = hosts_[host];
    last = {now, last.known || known || reached, reached};
    if (reached || on_) return;
    std::erase_if(hosts_, [now](const auto& entry) { return now - entry.second.when > window; });
    on_ = most_fail();
}

bool OutageWatch::most_fail() const {
    std::size_t heard = 0;
    std::size_t failing = 0;
    for (const auto& [host, last] : hosts_) {
        if (any_known_ && !last.known) continue;
        ++heard;
        failing += last.reached ? 0 : 1;
    }
    return failing >= fewest_hosts && 2 * failing > heard;
}

}  // namespace broadsheet
