#include "daemon/poll_queue.hpp"

#include <algorithm>

namespace broadsheet {

void PollQueue::add(Slot slot, const std::string& host, HostLimits limits, Time due) {
    if (slot >= entries_.size()) entries_.resize(slot + std::size_t(1));
    auto& entry = entries_[slot];
    entry.limits = limits;
    if (entry.state == State::in_flight || entry.state == State::waiting) return;
    entry.host = host_index(host);
    schedule(slot, due);
}

void PollQueue::remove(Slot slot) {
    if (slot >= entries_.size()) return;
    auto& entry = entries_[slot];
    ++entry.generation;
    if (entry.state == State::in_flight) return;
    if (entry.state == State::waiting)
        std::erase_if(hosts_[entry.host].waiting, [slot](const auto& waiting) { return waiting.second == slot; });
    entry.state = State::absent;
}

std::optional<PollQueue::Slot> PollQueue::start(Time now) {
    collect_due(now);
    while (in_flight_ < concurrency_ && !ready_.empty() && std::get<0>(ready_.top()) <= now) {
        const auto index = std::get<2>(ready_.top());
        ready_.pop();
        auto& host = hosts_[index];
        host.offered = false;
        if (host.next_start > now || !may_start(host)) {  // held, or emptied, since it was offered
            offer(index);
            continue;
        }
        const auto slot = host.waiting.front().second;
        host.waiting.pop_front();
        auto& entry = entries_[slot];
        entry.state = State::in_flight;
        ++host.in_flight;
        ++in_flight_;
        host.next_start = now + entry.limits.spacing;
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
    host.next_start = std::max(host.next_start, until);
}

void PollQueue::lift(const std::string& name) {
    hosts_[host_index(name)].next_start = Time();
}

std::optional<PollQueue::Time> PollQueue::next_event() {
    while (!due_.empty() && outdated(due_.top())) due_.pop();
    std::optional<Time> next;
    if (!due_.empty()) next = due_.top().when;
    if (!ready_.empty() && in_flight_ < concurrency_)
        next = next ? std::min(*next, std::get<0>(ready_.top())) : std::get<0>(ready_.top());
    return next;
}

std::uint32_t PollQueue::host_index(const std::string& host) {
    const auto [found, added] = host_indexes_.try_emplace(host, static_cast<std::uint32_t>(hosts_.size()));
    if (added) hosts_.emplace_back();
    return found->second;
}

void PollQueue::schedule(Slot slot, Time due) {
    auto& entry = entries_[slot];
    entry.state = State::scheduled;
    due_.push({due, slot, ++entry.generation});
}

bool PollQueue::outdated(const Due& due) const {
    const auto& entry = entries_[due.slot];
    return entry.state != State::scheduled || entry.generation != due.generation;
}

void PollQueue::collect_due(Time now) {
    while (!due_.empty() && due_.top().when <= now) {
        const auto due = due_.top();
        due_.pop();
        if (outdated(due)) continue;
        auto& entry = entries_[due.slot];
        entry.state = State::waiting;
        hosts_[entry.host].waiting.emplace_back(due.when, due.slot);
        offer(entry.host);
    }
}

/// Puts the host up for its next start, unless it stands there already, has nothing to start or is at its bound.
void PollQueue::offer(std::uint32_t index) {
    auto& host = hosts_[index];
    if (host.offered || !may_start(host)) return;
    host.offered = true;
    ready_.emplace(std::max(host.next_start, host.waiting.front().first), host.in_flight, index);
}

bool PollQueue::may_start(const Host& host) const {
    return !host.waiting.empty() && host.in_flight < entries_[host.waiting.front().second].limits.in_flight;
}

}  // namespace broadsheet
