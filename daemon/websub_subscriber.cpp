// What we ask of hubs. Which of them we ask is in websub_choice.cpp, what they ask of us in websub_callbacks.cpp.

#include "daemon/websub_subscriber.hpp"

#include "daemon/base/log.hpp"
#include "daemon/random_name.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

using std::chrono::seconds;
using Stage = store::Subscription::Stage;

constexpr std::chrono::hours longest_sleep{1};
constexpr std::chrono::minutes store_pause{1};  // after it could not take a subscription

}  // namespace

WebSubSubscriber::WebSubSubscriber(http::HttpClient& client, StoreService& store, Clock& clock, Poller& poller,
                                   TaskGroup& tasks, boost::asio::thread_pool& workers,
                                   boost::asio::any_io_executor executor)
    : hubs_(client, store, clock, poller.turns()),
      farewells_(hubs_, clock, tasks),
      store_(store),
      clock_(clock),
      poller_(poller),
      tasks_(tasks),
      workers_(workers),
      wakeup_(std::move(executor)) {}

feeds::Timestamp WebSubSubscriber::now() const {
    return std::chrono::floor<seconds>(clock_.now());
}

void WebSubSubscriber::use(const std::string& base_url, config::Fetch fetch) {
    fetch_ = std::move(fetch);
    base_url_ = base_url;
    for (auto& [id, entry] : entries_) {
        auto& subscription = entry.subscription;
        if (const auto* feed = poller_.find(id); feed != nullptr) entry.fetch = feed->fetch;
        const bool moved = !subscription.callback.empty() && subscription.callback != callback(subscription.token);
        if (!moved || subscription.stage == Stage::denied) continue;
        // Hubs call where they were told to: they are told to stop, and then of the new place.
        leave(entry);
        subscription.next_step = now();
    }
    wakeup_.notify();
}

awaitable<Result<void>> WebSubSubscriber::load() {
    const auto stored = co_await store_.subscriptions();
    if (!stored) co_return stored.error();
    for (const auto& subscription : *stored) {
        by_token_[subscription.token] = subscription.feed;
        auto& entry = entries_[subscription.feed];
        entry.is_recalled = true;
        entry.asked = subscription.stage == Stage::asked && !subscription.callback.empty();
        auto& known = entry.subscription;
        known = subscription;
        come_back_to_now(entry);
        if (known.stage == Stage::denied) entry.rests[{known.hub, known.topic}] = known.next_step;
    }
    co_return Result<void>();
}

/// From times by a clock that was ahead: no hub has granted so much.
void WebSubSubscriber::come_back_to_now(Entry& entry) const {
    const feeds::Timestamp latest = now() + feeds::longest_lease;
    auto& subscription = entry.subscription;
    if (subscription.lease_until) subscription.lease_until = std::min(*subscription.lease_until, latest);
    if (subscription.next_step > latest) subscription.next_step = now();
    for (auto& [hub, until] : entry.rests) until = std::min(until, latest);
}

bool WebSubSubscriber::is_reachable_for(const config::Fetch& fetch) const {
    return fetch.websub && (base_url_.starts_with("https://") || fetch.allow_private);
}

/// Of a feed that is polled, and may be pushed to.
bool WebSubSubscriber::is_wanted(store::FeedId feed) const {
    const auto* polled = poller_.find(feed);
    return polled != nullptr && !polled->state.retired && is_reachable_for(polled->fetch);
}

std::string WebSubSubscriber::callback(const std::string& token) const {
    return base_url_ + "/websub/" + token;
}

awaitable<void> WebSubSubscriber::run() {
    for (;;) {
        wakes_ = step_through();
        const auto woken = co_await clock_.wait(wakeup_, clock_.steady() + (wakes_ - now()));
        if (!woken) co_return;
    }
}

/// Begins what is due, and says when something will be.
feeds::Timestamp WebSubSubscriber::step_through() {
    feeds::Timestamp next = now() + longest_sleep;
    for (auto& [id, entry] : entries_) {
        come_back_to_now(entry);
        step(id, entry);
        next = std::min(next, entry.subscription.next_step);
    }
    farewells_.forget_old();
    std::erase_if(former_, [this](const auto& former) { return !is_held(former.second); });
    return std::max(next, now() + seconds(1));
}

void WebSubSubscriber::step(store::FeedId id, Entry& entry) {
    auto& subscription = entry.subscription;
    if (!is_wanted(id)) {
        leave(entry);
        subscription.next_step = std::max<feeds::Timestamp>(subscription.next_step, now() + longest_sleep);
    } else if (!subscription.is_named) {
        // The lease runs out.
        subscription.next_step = std::max<feeds::Timestamp>(subscription.next_step, now() + longest_sleep);
    } else if (subscription.next_step <= now() || subscription.stage == Stage::left) {
        if (entry.asked && give_up_on_hub(entry)) return;
        entry.fetch = poller_.find(id)->fetch;
        // Once, however long the hub's turn takes to come.
        if (subscription.stage == Stage::left) {
            subscription.stage = Stage::asked;
            poller_.distrust_hub(id);  // what an earlier one has proved says nothing of what came between
        }
        subscription.next_step = retry_time(entry);
        if (std::exchange(entry.waits, true)) return;
        auto asking = ask(subscription.token);
        tasks_.spawn("subscribe", std::move(asking));
    }
}

/// Only where it must: there may be as many as feeds, and each may come to this within the first hour.
void WebSubSubscriber::wake_for(const Entry& entry) {
    if (entry.subscription.next_step < wakes_) wakeup_.notify();
}

/// When to ask again if nothing comes of it: while a lease runs, several times before it ends.
feeds::Timestamp WebSubSubscriber::retry_time(const Entry& entry) const {
    const auto left = entry.subscription.lease_until.value_or(now()) - now();
    if (left <= seconds(0)) return now() + retry_pause;
    const auto shortest = entry.fetch.value_or(fetch_).min_interval;
    return now() + std::min<seconds>(std::max<seconds>(left / 3, shortest), retry_pause);
}

awaitable<void> WebSubSubscriber::ask(std::string token) {
    auto* entry = find(token);
    if (entry == nullptr) co_return;
    const auto hub = entry->subscription.hub;
    const auto fetch = entry->fetch.value_or(fetch_);
    auto may_ask = co_await hubs_.turn(hub, fetch);
    entry = find(token);
    if (entry == nullptr) co_return;
    entry->waits = false;
    if (const auto rested = hubs_.rests_until(hub); !may_ask && rested > now()) {
        entry->subscription.next_step = rested;
        wake_for(*entry);
    }
    if (!may_ask) co_return;
    const auto& subscription = entry->subscription;
    entry->subscription.callback = callback(token);
    auto form = feeds::subscription_request(subscription.topic, callback(token), subscription.secret);
    // The hub may ask back before it has answered, so all of it is known and stored before it is asked.
    entry->asked = true;
    entry->subscription.error.clear();
    entry->subscription.next_step = retry_time(*entry);
    const auto saved = co_await store_.save_subscription(subscription);
    entry = find(token);
    if (entry == nullptr) co_return;
    if (!saved) co_return note_unsaved(*entry, saved.error());
    const auto answer = co_await hubs_.post(hub, std::move(form), std::move(*may_ask), fetch);
    if (answer.accepted || answer.cancelled) co_return;
    entry = find(token);
    if (entry == nullptr) co_return;
    note_refusal(*entry, answer);
    static_cast<void>(co_await store_.save_subscription(entry->subscription));
}

/// It has not been asked, and nothing is held against it.
void WebSubSubscriber::note_unsaved(Entry& entry, const Error& error) {
    if (error.code() == ErrorCode::cancelled) return;
    entry.asked = false;
    entry.subscription.next_step = now() + store_pause;
    wake_for(entry);
    log::warning("subscription not stored", {{"topic", entry.subscription.topic}, {"error", error.detail()}});
}

/// Of a hub that does not take the subscription.
void WebSubSubscriber::note_refusal(Entry& entry, const HubAnswer& answer) {
    auto& subscription = entry.subscription;
    // What has no clean answer may have been heard all the same, and be asked about.
    if (answer.refused) entry.asked = false;
    // While the lease runs, the hub may think again; when it has ended, others are asked.
    if (answer.refused && !is_held(subscription)) subscription.next_step = now() + denied_pause;
    if (answer.retry_after) subscription.next_step = std::max(subscription.next_step, now() + *answer.retry_after);
    subscription.error = as_shown(answer.text);
    log::warning("no subscription", {{"topic", subscription.topic}, {"hub", subscription.hub}, {"error", answer.text}});
    give_up_on_hub(entry);
}

bool WebSubSubscriber::is_held(const store::Subscription& subscription) const {
    return subscription.stage == Stage::active && subscription.lease_until && *subscription.lease_until > now();
}

/// Gives up what hubs have granted, if anything. What they have not granted yet, they will not be given.
void WebSubSubscriber::leave(Entry& entry) {
    auto& subscription = entry.subscription;
    end_former(subscription.feed);
    if (subscription.stage == Stage::denied || subscription.stage == Stage::left || subscription.token.empty()) return;
    const auto old = subscription;
    by_token_.erase(old.token);
    subscription.token = random_name();
    subscription.callback.clear();
    by_token_[subscription.token] = subscription.feed;
    subscription.secret = random_name();
    subscription.stage = Stage::left;
    subscription.lease_until.reset();
    poller_.distrust_hub(subscription.feed);
    entry.waits = false;
    entry.asked = false;
    if (is_held(old)) say_goodbye(old, entry.fetch.value_or(fetch_));
}

/// Another hub has taken its place, or none is wanted.
void WebSubSubscriber::end_former(store::FeedId feed) {
    std::erase_if(former_, [this, feed](const auto& former) {
        if (former.second.feed != feed) return false;
        poller_.distrust_hub(feed);
        say_goodbye(former.second, entries_.at(feed).fetch.value_or(fetch_));
        return true;
    });
}

void WebSubSubscriber::say_goodbye(const store::Subscription& subscription, const config::Fetch& fetch) {
    const auto feed = subscription.feed;
    const auto& told = subscription.callback;
    // Stored only then: a process that ends before begins anew with what is stored, and asks again.
    farewells_.say(subscription, told.empty() ? callback(subscription.token) : told, fetch,
                   [this, feed] { return keep(feed); });
}

}  // namespace broadsheet
