// What shares the hosts' budgets with polls: hubs, and where polls are redirected to. What hubs bring waits for the
// poll in flight.

#include "daemon/base/log.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/poller.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::size_t least_push = 16 << 10;  // what the smallest one costs while it waits

std::size_t room_for(std::size_t size) {
    return std::max(size, least_push);
}

}  // namespace

/// A poll goes on at another server, or at the same one once more: it is one request less at the one, one more at the
/// other, and waits as any.
awaitable<Result<void>> Poller::pass_on(PollQueue::Slot index, std::string url) {
    auto& slot = *slots_[index];
    leave(index);
    follow_outage();  // a server that has answered with a redirect may have ended it
    auto next = co_await turns_.wait_for(std::move(url), limits_of(slot.feed));
    if (!next) {
        slot.flight->is_adrift = true;
        ++adrift_;
        co_return next.error();
    }
    slot.flight->turn.emplace(std::move(*next));
    co_return Result<void>();
}

/// Gives back the right to ask the host that was asked last.
void Poller::leave(PollQueue::Slot index) {
    auto& flight = *slots_[index]->flight;
    flight.turn.reset();
    if (!std::exchange(flight.has_left, true)) queue_.finish(index, std::nullopt);
    wakeup_.notify();
}

/// Until it could, a name had to be found and a connection made.
void Poller::note_request(PollQueue::Slot index) {
    const auto& flight = *slots_[index]->flight;
    slots_[index]->is_asked = true;
    if (flight.turn) flight.turn->note_request();
    if (!flight.has_left) queue_.note_request(index, clock_.steady());
}

/// nullopt: the feed is not in the config.
std::optional<PollQueue::Slot> Poller::slot_of(store::FeedId feed) const {
    const auto found = by_id_.find(feed);
    return found == by_id_.end() || !slots_[found->second]->listed ? std::nullopt : std::optional(found->second);
}

const PolledFeed* Poller::find(store::FeedId feed) const {
    const auto slot = slot_of(feed);
    return slot ? &slots_[*slot]->feed : nullptr;
}

awaitable<Result<void>> Poller::push(store::Push push) {
    if (!slot_of(push.feed) || is_deadly(push.feed)) co_return Result<void>();
    if (tasks_.cancelled()) co_return fail(ErrorCode::unavailable, "the daemon is about to end");
    auto share = pushes_.take_now(room_for(push.body.size()));
    if (!share) co_return fail(ErrorCode::unavailable, "too much that hubs have brought waits to be taken in");
    store::KeptPush kept;
    kept.feed = push.feed;
    kept.size = push.body.size();
    kept.coded = !push.content_encoding.empty();
    const auto id = co_await refresher_.keep_push(std::move(push));
    if (!id) co_return id.error();
    kept.id = *id;
    line_up(kept, std::move(*share));
    co_return Result<void>();
}

awaitable<Result<void>> Poller::recall_pushes() {
    const auto kept = co_await refresher_.kept_pushes();
    if (!kept) co_return kept.error();
    for (const auto& push : *kept) {
        auto share = pushes_.take_now(room_for(push.size));
        line_up(push, share ? std::move(*share) : Budget::Share());
    }
    co_return Result<void>();
}

awaitable<void> Poller::finish_pushes() {
    const auto is_taking = [](const std::unique_ptr<Slot>& slot) { return slot && slot->is_taking_push; };
    while (std::any_of(slots_.begin(), slots_.end(), is_taking)) {
        const auto rested = co_await clock_.sleep_until(clock_.steady() + push_pause);
        if (!rested) co_return;
    }
}

/// Behind those of its feed that came before, if that is still in the config and is not what processes die of.
void Poller::line_up(store::KeptPush push, Budget::Share share) {
    const auto slot = slot_of(push.feed);
    if (!slot || is_deadly(push.feed)) {
        auto dropping = refresher_.drop_push(push.id);
        tasks_.spawn("push", std::move(dropping));
        return;
    }
    auto& pushes = slots_[*slot]->pushes;
    pushes.push_back({push, std::move(share), true});
    if (pushes.size() > 1) return;
    auto task = take_pushes(*slot);
    tasks_.spawn("push", std::move(task));
}

/// Those of a feed that wait. Whatever ends their being taken in, polls and those that come later must not wait for it:
/// the next process finds them in the store.
struct Poller::PushLine {
    PushLine(Poller& poller_, PollQueue::Slot index_) : poller(poller_), index(index_) {}
    ~PushLine() {
        if (!poller.slots_[index]) return;
        poller.slots_[index]->is_taking_push = false;
        poller.slots_[index]->pushes.clear();
        if (!poller.slots_[index]->listed) poller.forget(index);
    }
    PushLine(const PushLine&) = delete;
    PushLine& operator=(const PushLine&) = delete;
    [[nodiscard]] bool is_empty() const { return !poller.slots_[index] || poller.slots_[index]->pushes.empty(); }

    Poller& poller;
    PollQueue::Slot index;
};

/// One after the other, for what is newer comes later, each when no poll is in flight.
awaitable<void> Poller::take_pushes(PollQueue::Slot index) {
    const PushLine line(*this, index);
    while (!line.is_empty()) {
        auto& slot = *slots_[index];
        while (slot.is_busy()) {
            const auto rested = co_await clock_.sleep_until(clock_.steady() + push_pause);
            if (!rested) co_return;
        }
        slot.is_taking_push = true;
        flights_.begin(slot.feed.id);
        const bool is_done = co_await take_push(slot);
        end_push(index, is_done);
        if (is_done) continue;
        const auto rested = co_await clock_.sleep_until(clock_.steady() + store_pause);
        if (!rested) co_return;
    }
}

/// The first of them. False: the store takes nothing for now.
awaitable<bool> Poller::take_push(Slot& slot) {
    const auto push = slot.pushes.front().kept;
    auto taking = refresher_.take_push(slot.feed, push, slot.pushes.front().is_believed);
    const auto result = co_await without_throwing(slot.feed, std::move(taking));
    const auto lost = loss_of(result);
    if (!lost) {
        slot.feed.state.push_until = result->state.push_until;
        slot.feed.state.posting = result->state.posting;
        slot.feed.state.last_change = result->state.last_change;
        count_news(*result);
        if (observer_) observer_(slot.feed, *result);
        co_return true;
    }
    if (lost->code() == ErrorCode::cancelled) co_return true;
    log::warning("push not stored", {{"feed", slot.feed.url}, {"error", lost->detail()}});
    if (lost->code() == ErrorCode::unavailable) co_return false;
    // What cannot be read once cannot be read the next time either.
    co_await refresher_.drop_push(push.id);
    co_return true;
}

/// What is thrown is a bug of ours, and no reason never to ask the feed and its server again.
awaitable<Result<Refreshed>> Poller::without_throwing(const PolledFeed& feed, awaitable<Result<Refreshed>> work) {
    std::string what = "not a std::exception";
    try {
        co_return co_await std::move(work);
    } catch (const std::exception& error) {
        if (tasks_.cancelled()) throw;
        what = error.what();
    } catch (...) {
    }
    log::error("a bug ended a poll", {{"feed", feed.url}, {"error", what}});
    ++thrown_;
    co_return fail(ErrorCode::internal, what);
}

void Poller::distrust_hub(store::FeedId feed) {
    const auto index = slot_of(feed);
    if (!index) return;
    auto& slot = *slots_[*index];
    for (auto& push : slot.pushes) push.is_believed = false;
    slot.loses_hub = slot.is_busy();
    if (slot.loses_hub || !lose_hub(slot.feed)) return;
    queue_.remove(*index);
    std::uint64_t overdue = 0;
    place(*index, due_time(slot.feed, overdue));
    wakeup_.notify();
}

/// What it has proved, and what it has left out. True: its next poll is another one without it.
bool Poller::lose_hub(PolledFeed& feed) {
    auto& state = feed.state;
    if (!state.push_until && state.hub_misses == 0) return false;
    state.push_until.reset();
    state.hub_doubted_until.reset();
    state.hub_misses = 0;
    const bool changed = follow_policy(feed);
    auto amending = refresher_.amend(feed.id, feed.state);
    tasks_.spawn("distrust", std::move(amending));
    return changed;
}

/// A config that came in meanwhile applies only now, for a worker has read what it replaces.
void Poller::end_push(PollQueue::Slot index, bool is_done) {
    auto& slot = *slots_[index];
    slot.is_taking_push = false;
    land(slot.feed.id);
    if (is_done) slot.pushes.pop_front();
    wakeup_.notify();  // the poller may have waited for the room that this took
    const bool lost = std::exchange(slot.loses_hub, false) && lose_hub(slot.feed);
    if (!slot.listed) return forget(index);
    if (!slot.changed && !lost) return;
    take_change(slot);
    queue_.remove(index);
    std::uint64_t overdue = 0;
    if (!slot.feed.state.retired) place(index, due_time(slot.feed, overdue));
}

}  // namespace broadsheet
