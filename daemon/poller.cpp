#include "daemon/poller.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/base/log.hpp"
#include "daemon/feed_plan.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace broadsheet {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A start with thousands of overdue feeds must not fall upon the world at once.
constexpr int overdue_per_second = 20;
constexpr milliseconds longest_jitter = std::chrono::minutes(30);
// So many polls begin before what has come in meanwhile is looked at.
constexpr unsigned started_at_once = 4;
// A feed whose poll came to nothing is looked at again after so long at the earliest.
constexpr milliseconds retry_pause = std::chrono::minutes(1);
constexpr milliseconds longest_sleep = std::chrono::minutes(1);
// One that lasts so much longer was no sleep of ours: the machine was suspended.
constexpr milliseconds suspended_for = std::chrono::minutes(5);
// A pass does not wait for a host that wants to be left alone for longer than this.
constexpr milliseconds pass_patience = std::chrono::minutes(1);
constexpr std::size_t pushed_at_once = 32 << 20;

}  // namespace

Poller::Poller(Refresher& refresher, Clock& clock, TaskGroup& tasks, boost::asio::any_io_executor executor,
               unsigned concurrency)
    : refresher_(refresher),
      clock_(clock),
      tasks_(tasks),
      wakeup_(std::move(executor)),
      queue_(concurrency),
      turns_(queue_, clock, wakeup_),
      pushes_(pushed_at_once) {}

// In the class it would be too early for clang, which wants the class to be complete.
Poller::Flight::Flight() = default;

void Poller::place(PollQueue::Slot slot, SteadyTime due) {
    const auto& feed = slots_[slot]->feed;
    queue_.add(slot, feed.asked_host(), limits_of(feed), due);
}

/// Wall time is believed once, here: from then on the schedule runs on steady time, and no jump of the clock moves it.
SteadyTime Poller::due_time(const PolledFeed& feed, std::uint64_t& overdue) const {
    const auto now = clock_.now();
    if (feed.state.next_poll && *feed.state.next_poll > now) {
        const bool lost = feed.is_out_of_time(std::chrono::floor<seconds>(now));
        const milliseconds wait = *feed.state.next_poll - (lost ? *feed.state.last_poll : now);
        const milliseconds planned = *feed.state.next_poll - feed.state.last_poll.value_or(*feed.state.next_poll);
        return clock_.steady() + std::min(wait, std::max(planned, longest_wait));
    }
    // Not before a server may be asked that has just been: all that waited for that would begin together.
    return spread(overdue) + feed.fetch.host_spacing;
}

SteadyTime Poller::spread(std::uint64_t& overdue) const {
    return clock_.steady() + milliseconds(seconds(overdue++)) / overdue_per_second;
}

awaitable<void> Poller::run() {
    once_ = false;
    window_.begin_anew(clock_.steady());
    // What another process asked just before is not known: polls that it had not stored, hubs, ends of redirects.
    queue_.note_start_everywhere(clock_.steady());
    for (;;) {
        if (start_what_may()) {
            co_await let_others_run();
            continue;
        }
        forget_hosts();
        const auto wake = next_look(next_event());
        const auto woken = co_await clock_.wait(wakeup_, wake);
        if (!woken) co_return;
        if (clock_.steady() - wake > suspended_for && !in_outage()) spread_what_is_due();
    }
}

awaitable<PollSummary> Poller::run_once(std::function<bool(const PolledFeed&)> wanted, bool force) {
    once_ = true;
    minds_outage_ = !force;
    window_.begin_anew(clock_.steady());
    const auto now = std::chrono::floor<seconds>(clock_.now());
    const auto last = last_answer();
    auto patience = pass_patience;
    for (PollQueue::Slot i = 0; i < slots_.size(); ++i) {
        if (!slots_[i]) continue;
        auto& feed = slots_[i]->feed;
        if (is_recalled(feed, last)) refresher_.recall(feed);
        queue_.remove(i);
        if (!wanted(feed)) continue;
        const bool past = !feed.state.next_poll || *feed.state.next_poll <= now || feed.is_out_of_time(now);
        const bool due = past && !feed.state.retired && feeds::first_allowed(now, feed.state.hints) == now;
        const bool forced = force && !gave_way(feed.state) && may_force(feed);
        if (forced) queue_.lift(feed.asked_host());
        // Who has waited longest comes first: one that says 429 at each pass must not have its neighbours wait for
        // ever.
        const milliseconds overdue = feed.state.next_poll ? now - *feed.state.next_poll : seconds(0);
        const auto since = clock_.steady() - std::clamp<milliseconds>(overdue, milliseconds(0), longest_wait);
        if ((due && !is_held(feed)) || forced)
            place(i, since);
        else if (due)
            ++totals_.deferred;
        patience = std::max<milliseconds>(patience, feed.fetch.host_spacing);
    }
    if (minds_outage_ && refresher_.outage().is_on()) go_on_in_outage(last);
    for (;;) {
        if (start_what_may()) {
            co_await let_others_run();
            continue;
        }
        auto next = queue_.next_event();
        if (next && pauses()) next = probes_.next();
        const auto longest = clock_.steady() + (pauses() ? milliseconds(Probes::first_pause) : patience);
        if (in_flight() == 0 && (!next || *next > longest)) break;
        const auto wake = next_look(next);
        const auto woken = co_await clock_.wait(wakeup_, wake);
        if (!woken) break;
    }
    totals_.deferred += queue_.waiting();
    co_return totals_;
}

/// What is to come first, but for the end of a poll, which wakes us, too.
std::optional<SteadyTime> Poller::next_event() {
    const auto next = pauses() ? std::optional(probes_.next()) : queue_.next_event();
    if (!tries_store() || !next) return next;
    return in_flight() > 0 ? std::nullopt : std::optional(std::max(*next, next_try_));
}

SteadyTime Poller::next_look(std::optional<SteadyTime> next) {
    const auto latest = clock_.steady() + longest_sleep;
    if (refresher_.is_behind() || !next) return latest;
    return std::clamp(*next, is_full() ? clock_.steady() + StartWindow::moment : SteadyTime::min(), latest);
}

/// What has come in is read and stored before more is asked for.
bool Poller::may_start() {
    if (refresher_.is_behind()) {
        window_.begin_anew(clock_.steady());
        return false;
    }
    if (is_full()) return false;
    if (tries_store() && (in_flight() > 0 || clock_.steady() < next_try_)) return false;
    return !pauses() || probes_.may_send(clock_.steady());
}

/// For how long it asks to skip from now on. Others ask to skip the same hours: not all of them come back at once.
milliseconds Poller::skipped_for(const PolledFeed& feed) const {
    const auto now = std::chrono::floor<seconds>(clock_.now());
    const auto allowed = feeds::first_allowed(now, feed.state.hints);
    if (allowed == now) return milliseconds(0);
    const auto crowd = milliseconds(seconds(slots_.size())) / overdue_per_second;
    const auto room = std::min(std::max<milliseconds>(crowd, feed.fetch.interval / 10), longest_jitter);
    const auto share = feeds::jitter_of(static_cast<std::int64_t>(feed.id), allowed);
    return allowed - now + milliseconds(static_cast<std::int64_t>(static_cast<double>(room.count()) * share));
}

/// A feed that waited for its host, or for us, may by now be in hours that it asked to skip, and the server that it
/// redirects to may want to be left alone.
bool Poller::postpone(PollQueue::Slot slot) {
    const auto& feed = slots_[slot]->feed;
    const auto pushed = slots_[slot]->is_taking_push ? push_pause : milliseconds(0);
    const auto due = std::max(clock_.steady() + std::max(skipped_for(feed), pushed), held_until(feed));
    if ((once_ && !slots_[slot]->is_taking_push) || due <= clock_.steady()) return false;
    queue_.finish(slot, std::nullopt);
    place(slot, due);
    return true;
}

/// True: there may be more, but others are to have their turn first.
bool Poller::start_what_may() {
    for (unsigned started = 0; may_start(); ++started) {
        if (started == started_at_once) return true;
        const auto slot = queue_.start(clock_.steady());
        if (!slot) return false;
        const bool is_turn = turns_.give(*slot);
        if (!is_turn && postpone(*slot)) continue;
        probes_.note_sent();
        if (is_turn) continue;
        slots_[*slot]->flight.emplace();
        flights_.begin(slots_[*slot]->feed.id);
        auto task = poll(*slot);
        tasks_.spawn("poll", std::move(task));
    }
    return false;
}

awaitable<void> Poller::poll(PollQueue::Slot slot) {
    slots_[slot]->is_asked = false;
    const auto& feed = slots_[slot]->feed;
    if (const auto* other = first_at_address_of(feed); other != nullptr) {
        auto giving = refresher_.give_way(feed, other->url);
        auto given = co_await without_throwing(feed, std::move(giving));
        co_return finish(slot, std::move(given));
    }
    http::Gate gate = [this, slot](std::string url) { return pass_on(slot, std::move(url)); };
    std::function<void()> sent = [this, slot] { note_request(slot); };
    std::function<bool()> is_pushed = [this, slot] { return !slots_[slot]->pushes.empty(); };
    auto refreshing = refresher_.refresh(feed, std::move(gate), std::move(sent), std::move(is_pushed));
    auto result = co_await without_throwing(feed, std::move(refreshing));
    finish(slot, std::move(result));
}

void Poller::note_lost(const PolledFeed& feed, const Error& error) {
    ++totals_.polled;
    ++totals_.failed;
    ++totals_.lost;
    if (error.code() == ErrorCode::cancelled) return;
    log::error("poll not stored", {{"feed", feed.url}, {"error", error.detail()}});
}

/// One that takes nothing, on a full disk say, is no reason to ask every server in vain.
void Poller::note_store(const std::optional<Error>& lost) {
    if (!lost) {
        if (!std::exchange(store_fault_, {}).empty() && !once_ && !in_outage()) spread_what_is_due();
    } else if (lost->code() == ErrorCode::unavailable) {
        store_fault_ = lost->detail();
        next_try_ = clock_.steady() + store_pause;
    }
}

void Poller::finish(PollQueue::Slot index, Result<Refreshed> result) {
    auto& slot = *slots_[index];
    window_.note_end();
    const auto lost = loss_of(result);
    if (lost) note_lost(slot.feed, *lost);
    note_store(lost);
    if (!result) return settle(index, std::max<milliseconds>(retry_pause, slot.feed.shortest_wait()));
    const bool has_ended = !goes_on_elsewhere(result->state);
    if (has_ended && !lost) count(*result);
    const auto errors = slot.feed.state.error_count;
    take_state(index, std::move(result->state));
    look_for_outage(slot, errors);
    // It was redirected to where we keep away from.
    if (slot.flight->is_adrift && slot.feed.state.error_count > errors) excuse(slot, errors);
    if (observer_ && has_ended && !lost) observer_(slot.feed, *result);
    if (result->hold) turns_.hold({*result->hold});
    settle(index, wait_of(slot));
}

/// What is cut short at our own end is none that has come to one.
void Poller::land(store::FeedId feed) {
    if (!tasks_.cancelled()) flights_.end(feed);
}

/// Gives the slot back to the queue, with a changed config where one came in while it was in flight.
void Poller::settle(PollQueue::Slot index, milliseconds wait) {
    auto& slot = *slots_[index];
    leave(index);
    if (slot.flight->is_adrift) --adrift_;
    slot.flight.reset();
    land(slot.feed.id);
    if (std::exchange(slot.loses_hub, false) && lose_hub(slot.feed)) wait = *slot.feed.state.next_poll - clock_.now();
    // What is past is no schedule of this poll's: it could not be stored.
    if (take_change(slot) && *slot.feed.state.next_poll > clock_.now())
        wait = *slot.feed.state.next_poll - clock_.now();
    count_failing(slot);
    const bool wanted = !once_ || goes_on_elsewhere(slot.feed.state);
    const bool again = slot.listed && wanted && !slot.feed.state.retired;
    // Anew, for its answer may have come from another host than before.
    if (again) place(index, clock_.steady() + std::max(wait, milliseconds(0)));
    if (!slot.listed) forget(index);
    wakeup_.notify();
}

void Poller::count_news(const Refreshed& refreshed) {
    totals_.added += refreshed.report.added;
    totals_.revised += refreshed.report.revised;
}

void Poller::count(const Refreshed& refreshed) {
    ++totals_.polled;
    count_news(refreshed);
    if (!feeds::is_success(refreshed.verdict))
        ++totals_.failed;
    else if (refreshed.report.added + refreshed.report.revised == 0)
        ++totals_.unchanged;
}

}  // namespace broadsheet
