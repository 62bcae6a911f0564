// What a poll says of where its feed lives, and of the hub that speaks for it: known once the store has its document.
#include "daemon/base/log.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/refresh.hpp"
#include "feeds/move.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

/// A hub that brings half of the news must not be believed again at the next half: each time for twice as long, a month
/// at most.
void doubt_hub(store::FetchState& state) {
    constexpr std::chrono::days first_doubt{1};
    constexpr unsigned most_doublings = 5;
    state.hub_doubted_until =
        state.last_poll.value_or(feeds::Timestamp()) + first_doubt * (1 << std::min(state.hub_misses, most_doublings));
    ++state.hub_misses;
}

}  // namespace

/// What only the store could tell: whether a new redirect leads to the feed we know, whether a hub keeps its word, and
/// whether dates do.
awaitable<Result<void>> Refresher::amend_by_report(const PolledFeed& feed, bool same_feed, bool missed,
                                                   const PollRecord& record, Refreshed& refreshed) {
    auto& state = refreshed.state;
    const auto& report = refreshed.report;
    auto move = state.move;
    // Where nothing was there so far, this is the first answer as well.
    const bool is_first = move.to != feed.state.move.to || feed.state.gone_since;
    if (feeds::is_success(refreshed.verdict) && feed.state.last_success && is_first)
        move = feeds::judge_first_sight(std::move(move), same_feed, report.added + report.joined > 0);
    // What is known of the feed is known of where this led as well from now on.
    const bool is_strange = !same_feed && feed.state.last_success && report.added + report.joined > 0;
    const bool strays = move.to.empty() && record.is_redirected() && is_strange;
    if (strays) move = {state.validators.url.empty() ? feed.address() : state.validators.url, std::nullopt};
    const auto untold = record.untold(report);
    const bool by_hub = feed.state.schedule_reason == feeds::Bound::hub;
    const bool kept_word = by_hub && !missed && state.hub_misses > 0 && feeds::is_success(refreshed.verdict);
    if (!missed && !kept_word && untold == 0 && move == state.move) co_return Result<void>();
    store::FetchRecord amended;
    amended.feed = feed.id;
    amended.time = state.last_poll.value_or(feeds::Timestamp());
    if (missed) metrics_.hub_misses.increment();
    if (missed && by_hub)
        amended.events.push_back({amended.time, "hub-missed", "a poll found news that its hub had not brought"});
    if (!move.to.empty() && move != state.move && !strays)
        amended.events.push_back(
            {amended.time, "moved-to-another",
             "it redirects for good to " + move.to + ", which has none of its entries: its own address stays"});
    if (missed) state.push_until.reset();
    if (missed && by_hub) doubt_hub(state);  // else the news may be older than its word
    if (kept_word) state.hub_misses = 0;
    state.posting = feeds::with_untold(state.posting, untold);
    if (missed || untold > 0) record.schedule(state);
    state.move = std::move(move);
    amended.state = state;
    const auto stored = co_await store_.record_fetch(std::move(amended));
    if (!stored) co_return stored.error();
    co_return Result<void>();
}

/// After a poll whose redirects have said the same for long enough.
awaitable<Result<void>> Refresher::follow_move(const PolledFeed& feed, bool same_feed, Refreshed& refreshed) {
    auto& state = refreshed.state;
    const auto now = state.last_poll.value_or(feeds::Timestamp());
    if (!feeds::may_move(state.move, feed.address(), same_feed, now)) co_return Result<void>();
    auto moved = co_await store_.move_feed(feed.id, state.move.to, now);
    if (!moved && moved.error().code() == ErrorCode::conflict)
        co_return co_await give_way_to(moved.error().detail(), feed, refreshed);
    if (!moved) co_return moved;
    log::info("feed has moved", {{"feed", feed.url}, {"to", state.move.to}});
    state.address = std::exchange(state.move, {}).to;
    co_return Result<void>();
}

/// Its new address is one that another feed of the config has: nobody is asked twice for one document.
awaitable<Result<void>> Refresher::give_way_to(std::string other, const PolledFeed& feed, Refreshed& refreshed) {
    auto& state = refreshed.state;
    store::FetchRecord amended;
    amended.feed = feed.id;
    amended.time = std::chrono::floor<std::chrono::seconds>(clock_.now());
    state.retired = amended.time;
    state.next_poll.reset();
    state.schedule_reason = store::Standing::duplicate;
    state.bounds.clear();
    const auto detail = "it is at " + state.move.to + " for good, where " + other +
                        " is polled: it is no longer polled itself; take it out of the config, and give the other its "
                        "sections";
    amended.events.push_back({amended.time, "duplicate", detail});
    amended.state = state;
    log::warning("feed has moved to where another is", {{"feed", feed.url}, {"other", other}});
    const auto stored = co_await store_.record_fetch(std::move(amended));
    if (!stored) co_return stored.error();
    co_return Result<void>();
}

awaitable<Result<Refreshed>> Refresher::give_way(const PolledFeed& feed, std::string other) {
    Refreshed refreshed;
    refreshed.verdict = feeds::Verdict::not_modified;
    refreshed.state = feed.state;
    refreshed.state.move = {feed.address(), std::chrono::floor<std::chrono::seconds>(clock_.now())};
    const auto given = co_await give_way_to(std::move(other), feed, refreshed);
    if (!given) co_return given.error();
    co_return refreshed;
}

}  // namespace broadsheet
