// Which of the hubs that a feed names is asked.

#include "daemon/websub_subscriber.hpp"

#include "daemon/random_name.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

void WebSubSubscriber::offered(const PolledFeed& feed, const feeds::HubOffer& offer) {
    if (!is_reachable_for(feed.fetch)) return;
    const auto found = entries_.find(feed.id);
    if (found != entries_.end()) note_whether_named(found->second, !offer.hubs.empty());
    if (offer.hubs.empty()) return;
    if (found == entries_.end()) return subscribe(feed, offer.topic, offer.hubs);
    auto& entry = found->second;
    auto hubs = offer.hubs;
    const auto current = std::find(hubs.begin(), hubs.end(), entry.subscription.hub);
    const bool is_change = current == hubs.end() || entry.subscription.topic != offer.topic;
    if (!is_change) {
        std::rotate(hubs.begin(), current + 1, hubs.end());
        hubs.pop_back();
        if (!has_failed(entry)) {
            if (std::exchange(entry.is_recalled, false)) entry.others = std::move(hubs);
            return;
        }
    }
    // Some feeds have another address of their own in each document, and some might name other hubs without end.
    if (entry.changed && now() - *entry.changed < change_pause) return;
    hubs = without_resting(entry, offer.topic, std::move(hubs));
    if (hubs.empty()) return;
    entry.changed = now();
    subscribe(feed, offer.topic, std::move(hubs));
}

/// For the processes after this one, too.
void WebSubSubscriber::note_whether_named(Entry& entry, bool is_named) {
    if (std::exchange(entry.subscription.is_named, is_named) == is_named) return;
    auto keeping = keep(entry.subscription.feed);
    tasks_.spawn("subscription", std::move(keeping));
}

awaitable<void> WebSubSubscriber::keep(store::FeedId feed) {
    const auto subscription = entries_.at(feed).subscription;
    static_cast<void>(co_await store_.save_subscription(subscription));
}

std::vector<std::string> WebSubSubscriber::without_resting(const Entry& entry, const std::string& topic,
                                                           std::vector<std::string> hubs) const {
    std::erase_if(hubs, [&](const std::string& hub) {
        const auto rests = entry.rests.find({hub, topic});
        return rests != entry.rests.end() && rests->second > now();
    });
    return hubs;
}

/// At the first of these hubs, or at one of the others should that fail. What another one has granted holds until then,
/// as far as this process goes.
void WebSubSubscriber::subscribe(const PolledFeed& feed, std::string topic, std::vector<std::string> hubs) {
    auto& entry = entries_[feed.id];
    auto& subscription = entry.subscription;
    by_token_.erase(subscription.token);
    if (is_held(subscription)) former_[subscription.token] = subscription;
    poller_.distrust_hub(feed.id);
    auto before = std::exchange(entry, Entry());
    entry.changed = before.changed;
    entry.rests = std::move(before.rests);
    entry.fetch = feed.fetch;
    subscription.feed = feed.id;
    subscription.hub = hubs.front();
    entry.others.assign(hubs.begin() + 1, hubs.end());
    subscription.topic = std::move(topic);
    subscription.token = random_name();
    subscription.secret = random_name();
    subscription.next_step = now();
    by_token_[subscription.token] = feed.id;
    step(feed.id, entry);
    wake_for(entry);
}

bool WebSubSubscriber::has_failed(const Entry& entry) {
    return entry.failed || entry.subscription.stage == store::Subscription::Stage::denied;
}

/// Of a hub that has refused, denied, or kept silent. While the lease that it granted runs, it may think again; else
/// another one that the feed names is asked. True: there is one.
bool WebSubSubscriber::give_up_on_hub(Entry& entry) {
    const auto& subscription = entry.subscription;
    const auto* feed = poller_.find(subscription.feed);
    if (feed == nullptr || (subscription.lease_until && *subscription.lease_until > now())) return false;
    entry.failed = true;
    std::erase_if(entry.rests, [this](const auto& rest) { return rest.second <= now(); });
    entry.rests[{subscription.hub, subscription.topic}] =
        std::max<feeds::Timestamp>(subscription.next_step, now() + retry_pause);
    auto hubs = without_resting(entry, subscription.topic, std::exchange(entry.others, {}));
    if (hubs.empty()) return false;
    subscribe(*feed, subscription.topic, std::move(hubs));
    return true;
}

}  // namespace broadsheet
