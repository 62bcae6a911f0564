#include "daemon/outage.hpp"

#include <iterator>

namespace broadsheet {

namespace {

constexpr std::size_t fewest_hosts = 5;

}  // namespace

void OutageWatch::note(const std::string& host, bool known, bool reached, Time now) {
    if (on_ && reached) {
        on_ = false;
        forget(Time::max());
    }
    if (reached) doubted_.erase(host);
    if (on_ && !reached) doubted_.insert(host);
    known = known && !doubted_.contains(host);
    any_known_ = any_known_ || known || reached;
    auto& last = find(host);
    last.when = now;
    last.known = last.known || known || reached;
    last.reached = reached;
    ++like(last);
    forget(now - window);
    if (reached || on_ || !most_fail()) return;
    on_ = true;
    for (const auto& heard : hosts_)
        if (!heard.reached) doubted_.insert(heard.host);
}

/// The last in the list, and not counted.
OutageWatch::Heard& OutageWatch::find(const std::string& host) {
    const auto found = by_host_.find(host);
    if (found == by_host_.end()) {
        hosts_.push_back({host, {}});
        by_host_.emplace(hosts_.back().host, std::prev(hosts_.end()));
    } else {
        hosts_.splice(hosts_.end(), hosts_, found->second);
        --like(hosts_.back());
    }
    return hosts_.back();
}

void OutageWatch::forget(Time before) {
    while (!hosts_.empty() && hosts_.front().when < before) {
        --like(hosts_.front());
        by_host_.erase(hosts_.front().host);
        hosts_.pop_front();
    }
}

/// What was never there says nothing once something was.
bool OutageWatch::most_fail() const {
    const auto& [unknown, known] = counts_;
    const auto failing = known[0] + (any_known_ ? 0 : unknown[0]);
    const auto heard = failing + known[1] + (any_known_ ? 0 : unknown[1]);
    return failing >= fewest_hosts && 2 * failing > heard;
}

}  // namespace broadsheet
