// What a config means for the feeds that are polled, and for what is known of those that have left it.

#include "daemon/feed_plan.hpp"
#include "daemon/poller.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace broadsheet {

void Poller::apply(std::vector<PolledFeed> feeds, unsigned concurrency) {
    queue_.set_concurrency(concurrency);
    std::vector<bool> stays(queue_.slots() + feeds.size());
    std::uint64_t overdue = 0;
    for (auto& feed : feeds) {
        const auto [found, added] = by_id_.try_emplace(feed.id);
        if (added) found->second = new_slot();
        auto& slot = *slots_[found->second];
        stays[found->second] = true;
        const bool joins = !std::exchange(slot.listed, true);
        if (slot.is_busy()) {
            slot.feed.destinations = feed.destinations;  // what it brings goes where it belongs by now
            slot.changed = std::make_unique<PolledFeed>(std::move(feed));
            continue;
        }
        const bool is_renamed = !added && feed.url != slot.feed.url;  // and has in the store what it starts from
        if (!added && !is_renamed) feed.state = std::move(slot.feed.state);
        slot.feed = std::move(feed);
        if (joins) {
            mend_schedule(slot.feed);
            keep_spacing(slot.feed);
            refresher_.expect(slot.feed);
        }
        queue_.limit(found->second, limits_of(slot.feed));
        const bool moved = is_renamed || (!joins && follow_policy(slot.feed));
        if (moved) queue_.remove(found->second);
        if ((joins || moved) && !slot.feed.state.retired) place(found->second, due_time(slot.feed, overdue));
    }
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]) continue;
        slots_[i]->listed = stays[i];
        count_failing(*slots_[i]);
        if (stays[i]) continue;
        queue_.remove(i);
        forget(i);
    }
    next_forgetting_ = {};
    forget_hosts();
    by_address_.clear();
    revive_duplicates(overdue);
    wakeup_.notify();
}

PollQueue::Slot Poller::new_slot() {
    const auto slot = queue_.take_slot();
    if (slot >= slots_.size()) slots_.resize(slot + std::size_t(1));
    slots_[slot] = std::make_unique<Slot>();
    return slot;
}

/// A feed that has left the config, once nothing of it is on its way.
void Poller::forget(PollQueue::Slot slot) {
    if (slots_[slot]->is_busy() || !slots_[slot]->pushes.empty()) return;
    by_id_.erase(slots_[slot]->feed.id);
    slots_[slot].reset();
    queue_.free_slot(slot);
}

/// Those that redirects and hubs have led to, and that nobody needs any longer, now and then.
void Poller::forget_hosts() {
    const auto now = clock_.steady();
    if (now < next_forgetting_) return;
    next_forgetting_ = now + forgetting_pause;
    queue_.forget_hosts(now);
    turns_.forget_holds();
}

/// A feed that has moved to where another one is polled is polled again when that one is no longer.
void Poller::revive_duplicates(std::uint64_t& overdue) {
    std::unordered_set<std::string_view> addresses;
    const auto is_polled = [&](const std::string& address) {
        if (addresses.empty())
            for (const auto& slot : slots_)
                if (slot && slot->listed && !slot->feed.state.retired) addresses.insert(slot->feed.address());
        return addresses.contains(address);
    };
    duplicates_.clear();
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i] || !slots_[i]->listed || slots_[i]->flight) continue;
        const auto& state = slots_[i]->feed.state;
        if (!gave_way(state)) continue;
        if (is_polled(state.move.to))
            duplicates_.emplace(state.move.to, i);
        else
            revive(i, overdue);
    }
}

void Poller::revive(PollQueue::Slot slot, std::uint64_t& overdue) {
    slots_[slot]->feed.state.retired.reset();
    place(slot, due_time(slots_[slot]->feed, overdue));
}

/// What a poll has left of a feed. Where it is no longer polled, those that gave way to it are.
void Poller::take_state(PollQueue::Slot index, store::FetchState state) {
    auto& slot = *slots_[index];
    auto& before = slot.feed.state;
    const bool leaves = !before.retired && (state.retired || state.address != before.address);
    const auto left = leaves ? slot.feed.address() : std::string();
    const bool moves = state.address != before.address;
    // To another at the same address: what gave way to it gives way to that one.
    const bool stays_polled = gave_way(state) && state.move.to == left;
    before = std::move(state);
    if (moves && !by_address_.empty()) note_address(index);
    if (once_ || !slot.listed) return;
    if (leaves && !stays_polled) {
        std::uint64_t overdue = 0;
        const auto [first, last] = duplicates_.equal_range(left);
        for (auto duplicate = first; duplicate != last; ++duplicate) revive(duplicate->second, overdue);
        duplicates_.erase(first, last);
    }
    if (gave_way(slot.feed.state)) duplicates_.emplace(slot.feed.state.move.to, index);
}

/// The feed that is polled where this one has moved to, or was found, and goes before it: one that the config has
/// there, then one that was there first. nullptr: there is none. Only such feeds ask, and there are few: what they need
/// to know is made ready for the first one after a reload.
const PolledFeed* Poller::first_at_address_of(const PolledFeed& feed) {
    if (feed.state.address.empty()) return nullptr;
    if (by_address_.empty())
        for (PollQueue::Slot i = 0; i < slots_.size(); ++i)
            if (slots_[i] && slots_[i]->listed) note_address(i);
    const auto rank = [](const PolledFeed& one) {
        return std::tuple(!one.state.address.empty(), goes_on_elsewhere(one.state), one.id);
    };
    const auto [first, last] = by_address_.equal_range(std::hash<std::string>()(feed.address()));
    const auto found = std::find_if(first, last, [&](const auto& entry) {
        const auto& slot = slots_[entry.second];
        return slot && slot->listed && !slot->feed.state.retired && slot->feed.address() == feed.address() &&
               rank(slot->feed) < rank(feed);
    });
    return found == last ? nullptr : &slots_[found->second]->feed;
}

void Poller::note_address(PollQueue::Slot slot) {
    by_address_.emplace(std::hash<std::string>()(slots_[slot]->feed.address()), slot);
}

/// To the config that came in while the feed was busy, if one did. True: its next poll is another one by it.
bool Poller::take_change(Slot& slot) {
    if (!slot.changed) return false;
    slot.changed->state = std::move(slot.feed.state);
    slot.feed = std::move(*std::exchange(slot.changed, nullptr));
    slot.feed.forget_own_address();
    return follow_policy(slot.feed);
}

}  // namespace broadsheet
