#include "daemon/poll_queue.hpp"

#include "feeds/place_in.hpp"

#include <algorithm>

namespace broadsheet {

PollQueue::Slot PollQueue::take_slot() {
    return feeds::place_in(entries_, free_slots_);
}

void PollQueue::add(Slot slot, const std::string& host, HostLimits limits, Time due) {
    if (slot >= entries_.size()) entries_.resize(slot + std::size_t(1));
    auto& entry = entries_[slot];
    entry.limits = limits;
    if (entry.state == State::in_flight || entry.state == State::waiting) return;
    if (!is_of(entry, host)) entry.host = host_index(host);
    schedule(slot, due);
}

void PollQueue::limit(Slot slot, HostLimits limits) {
    if (slot >= entries_.size()) return;
    auto& entry = entries_[slot];
    entry.limits = limits;
    // The host is offered by the limits of the first in its line, for another time than it may be now.
    if (entry.state != State::waiting || hosts_[entry.host].first != slot) return;
    hosts_[entry.host].offered = false;
    offer(entry.host);
}

void PollQueue::remove(Slot slot) {
    if (slot >= entries_.size()) return;
    auto& entry = entries_[slot];
    if (entry.state == State::in_flight) return;
    if (entry.state == State::waiting) leave_line(slot);
    entry.state = State::absent;
}

std::optional<PollQueue::Slot> PollQueue::start(Time now) {
    collect_due(now);
    while (in_flight_ < concurrency_ && !ready_.empty() && std::get<0>(ready_.top()) <= now) {
        const auto index = std::get<2>(ready_.top());
        ready_.pop();
        auto& host = hosts_[index];
        host.offered = false;
        if (!may_start(host) || next_start(host) > now) {  // held, or emptied, since it was offered
            offer(index);
            continue;
        }
        const auto slot = host.first;
        leave_line(slot);
        auto& entry = entries_[slot];
        entry.state = State::in_flight;
        ++host.in_flight;
        ++in_flight_;
        host.last_start = now;
        offer(index);
        return slot;
    }
    return std::nullopt;
}

void PollQueue::finish(Slot slot, std::optional<Time> next_due) {
    auto& entry = entries_[slot];
    --hosts_[entry.host].in_flight;
    --in_flight_;
    entry.state = State::absent;
    if (next_due) schedule(slot, *next_due);
    offer(entry.host);
}

void PollQueue::hold(const std::string& name, Time until) {
    auto& host = hosts_[host_index(name)];
    host.held_until = std::max(host.held_until, until);
}

void PollQueue::lift(const std::string& name) {
    hosts_[host_index(name)].held_until = long_ago;
}

void PollQueue::note_request(Slot slot, Time now) {
    auto& host = hosts_[entries_[slot].host];
    host.last_start = std::max(host.last_start, now);
}

void PollQueue::note_start(const std::string& name, Time when) {
    auto& host = hosts_[host_index(name)];
    host.last_start = std::max(host.last_start, when);
}

void PollQueue::note_start_everywhere(Time when) {
    started_everywhere_ = when;
    for (auto& host : hosts_) host.last_start = std::max(host.last_start, when);
}

std::optional<PollQueue::Time> PollQueue::next_event() {
    while (!due_.empty() && outdated(due_.earliest())) due_.pop();
    std::optional<Time> next;
    if (!due_.empty()) next = due_.earliest().when;
    if (!ready_.empty() && in_flight_ < concurrency_)
        next = next ? std::min(*next, std::get<0>(ready_.top())) : std::get<0>(ready_.top());
    return next;
}

std::uint32_t PollQueue::host_index(const std::string& host) {
    const auto found = host_indexes_.find(host);
    if (found != host_indexes_.end()) return found->second;
    const auto index = feeds::place_in(hosts_, free_hosts_);
    hosts_[index] = {host, started_everywhere_, long_ago};
    host_indexes_.emplace(hosts_[index].name, index);
    return index;
}

/// What still stands in ready_ of a host that goes does no harm to the next at its place: start() asks the host itself.
void PollQueue::forget_hosts(Time now) {
    constexpr std::chrono::hours longest_spacing{24};  // that a config may ask for
    std::vector<bool> used(hosts_.size());
    for (const auto& entry : entries_)
        if (entry.state != State::absent) used[entry.host] = true;
    std::vector<bool> gone(hosts_.size());
    for (std::uint32_t index = 0; index < hosts_.size(); ++index) {
        auto& host = hosts_[index];
        const bool matters = host.held_until > now || host.last_start + longest_spacing > now;
        const auto named = host_indexes_.find(host.name);
        if (used[index] || matters || named == host_indexes_.end() || named->second != index) continue;
        host_indexes_.erase(named);
        free_hosts_.push_back(index);
        gone[index] = true;
    }
    for (auto& entry : entries_)
        if (entry.host != none && gone[entry.host]) entry.host = none;
}

/// Spares a look through all hosts, for nearly every feed comes back to where it was.
bool PollQueue::is_of(const Entry& entry, const std::string& host) const {
    return entry.host != none && hosts_[entry.host].name == host;
}

std::size_t PollQueue::waiting() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        entries_, [](const Entry& entry) { return entry.state == State::scheduled || entry.state == State::waiting; }));
}

void PollQueue::schedule(Slot slot, Time due) {
    auto& entry = entries_[slot];
    entry.state = State::scheduled;
    entry.due = due;
    due_.push({due, slot});
}

/// Has it been removed, or given another time, since it was put there?
bool PollQueue::outdated(const DueTimes::Due& due) const {
    const auto& entry = entries_[due.slot];
    return entry.state != State::scheduled || entry.due != due.when;
}

void PollQueue::collect_due(Time now) {
    while (!due_.empty() && due_.earliest().when <= now) {
        const auto due = due_.earliest();
        due_.pop();
        if (outdated(due)) continue;
        enter_line(due.slot);
        offer(entries_[due.slot].host);
    }
}

void PollQueue::enter_line(Slot slot) {
    auto& entry = entries_[slot];
    auto& host = hosts_[entry.host];
    entry.state = State::waiting;
    entry.before = host.last;
    entry.after = none;
    (host.last == none ? host.first : entries_[host.last].after) = slot;
    host.last = slot;
}

void PollQueue::leave_line(Slot slot) {
    const auto& entry = entries_[slot];
    auto& host = hosts_[entry.host];
    (entry.before == none ? host.first : entries_[entry.before].after) = entry.after;
    (entry.after == none ? host.last : entries_[entry.after].before) = entry.before;
}

/// Puts the host up for its next start, unless it stands there already, has nothing to start or is at its bound.
void PollQueue::offer(std::uint32_t index) {
    auto& host = hosts_[index];
    if (host.offered || !may_start(host)) return;
    host.offered = true;
    ready_.emplace(std::max(next_start(host), entries_[host.first].due), host.in_flight, index);
}

/// Of the first in its line.
PollQueue::Time PollQueue::next_start(const Host& host) const {
    return std::max(host.held_until, host.last_start + entries_[host.first].limits.spacing);
}

bool PollQueue::may_start(const Host& host) const {
    return host.first != none && host.in_flight < entries_[host.first].limits.in_flight;
}

}  // namespace broadsheet
