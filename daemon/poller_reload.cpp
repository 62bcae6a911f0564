// What a config means for the feeds that are polled, and for what is known of those that have left it.

#include "daemon/feed_plan.hpp"
#include "daemon/poller.hpp"
#include "feeds/place_in.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace broadsheet {

void Poller::apply(std::vector<PolledFeed> feeds, unsigned concurrency) {
    queue_.set_concurrency(concurrency);
    std::vector<bool> stays(slots_.size() + feeds.size());
    std::uint64_t overdue = 0;
    for (auto& feed : feeds) {
        const auto [found, added] = by_id_.try_emplace(feed.id);
        if (added) found->second = feeds::place_in(slots_, free_);
        if (added) slots_[found->second] = std::make_unique<Slot>();
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
    by_url_.clear();
    revive_duplicates(overdue);
    wakeup_.notify();
}

/// A feed that has left the config, once nothing of it is on its way.
void Poller::forget(PollQueue::Slot slot) {
    if (slots_[slot]->is_busy() || !slots_[slot]->pushes.empty()) return;
    by_id_.erase(slots_[slot]->feed.id);
    slots_[slot].reset();
    free_.push_back(slot);
}

/// Those that redirects and hubs have led to, and that nobody needs any longer, now and then.
void Poller::forget_hosts() {
    const auto now = clock_.steady();
    if (now < next_forgetting_) return;
    next_forgetting_ = now + forgetting_pause;
    queue_.forget_hosts(now);
    std::erase_if(held_, [now](const auto& held) { return held.second <= now; });
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
    before = std::move(state);
    if (once_ || !slot.listed) return;
    std::uint64_t overdue = 0;
    const auto [first, last] = duplicates_.equal_range(left);
    for (auto duplicate = first; duplicate != last; ++duplicate) revive(duplicate->second, overdue);
    duplicates_.erase(first, last);
    if (gave_way(slot.feed.state)) duplicates_.emplace(slot.feed.state.move.to, index);
}

/// The feed of the config that is polled at the address to which another one has moved; nullptr: there is none. Only
/// such feeds ask, and there are few: what they need to know is made ready for the first one after a reload.
const PolledFeed* Poller::configured_at(const std::string& address) {
    if (address.empty()) return nullptr;
    const std::hash<std::string> hash;
    if (by_url_.empty())
        for (PollQueue::Slot i = 0; i < slots_.size(); ++i)
            if (slots_[i] && slots_[i]->listed) by_url_.emplace(hash(slots_[i]->feed.url), i);
    const auto [first, last] = by_url_.equal_range(hash(address));
    const auto found = std::find_if(first, last, [&](const auto& entry) {
        const auto& feed = slots_[entry.second]->feed;
        return feed.url == address && feed.state.address.empty() && !feed.state.retired;
    });
    return found == last ? nullptr : &slots_[found->second]->feed;
}

/// Another page may offer the same feed: the one that was there first goes on with it.
const PolledFeed* Poller::discovered_at(const PolledFeed& newcomer) {
    if (!goes_on_elsewhere(newcomer.state)) return nullptr;
    const auto goes_on = [&newcomer](const std::unique_ptr<Slot>& slot) {
        if (!slot || !slot->listed || slot->feed.id == newcomer.id) return false;
        const auto& feed = slot->feed;
        const bool was_first = !goes_on_elsewhere(feed.state) || feed.id < newcomer.id;
        return was_first && !feed.state.retired && feed.address() == newcomer.address();
    };
    const auto found = std::find_if(slots_.begin(), slots_.end(), goes_on);
    return found == slots_.end() ? nullptr : &(*found)->feed;
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
