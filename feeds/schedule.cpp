// The next poll is the largest of all bounds: what the admin wants, what the publisher asks for, and what failures so
// far advise. No bound can make a poll earlier than another allows, so a publisher who says no-cache does not get
// polled every second, and an admin who wants five minutes does not get them from a server that said Retry-After. Only
// the maximum interval cuts the result, lest a max-age of a year freeze a news feed. Jitter is added last and is never
// negative, for the same reason.

#include "feeds/schedule.hpp"

#include "feeds/ascii.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace broadsheet::feeds {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds longest_freshness = hours(24);
constexpr seconds longest_backoff = hours(24);
constexpr seconds backup_interval = hours(24);  // of polls that only see whether a hub keeps its word
constexpr seconds longest_jitter = minutes(30);
constexpr std::size_t usual_bounds = 8;

/// Doubles with every failure in a row, up to a day.
seconds backoff(seconds interval, unsigned errors) {
    if (errors == 0) return seconds(0);
    const auto doublings = std::min(errors - 1, 20U);
    return std::min<seconds>(std::max(interval, seconds(1)) * (1LL << doublings), longest_backoff);
}

/// What a verdict asks for at least, where the server gave no time of its own.
seconds penalty(Verdict verdict) {
    switch (verdict) {
        case Verdict::rate_limited:
        case Verdict::denied: return rate_limit_pause;
        case Verdict::unavailable: return hours(1);
        case Verdict::gone: return hours(24);
        default: return seconds(0);
    }
}

/// Where posts come at random, polling every T finds one T/2 late on average. The sum of those delays over all feeds,
/// for a given number of requests, is least when each T goes with the square root of its feed's gap; the interval is
/// what a feed with a gap of one interval deserves.
seconds adapted(const PollPolicy& policy, seconds gap) {
    const auto product = static_cast<double>(policy.interval.count()) * static_cast<double>(gap.count());
    return std::max(policy.interval, seconds(static_cast<std::int64_t>(std::sqrt(product))));
}

std::vector<PollBound> bounds_of(const PollPolicy& policy, const PollHints& hints, const PollHistory& history) {
    std::vector<PollBound> bounds;
    bounds.reserve(usual_bounds);
    bounds.push_back({Bound::interval, policy.interval});
    bounds.push_back({Bound::min_interval, policy.min_interval});
    const auto add = [&bounds](Bound bound, std::optional<seconds> wait, seconds longest) {
        if (wait && *wait > seconds(0)) bounds.push_back({bound, std::min(*wait, longest)});
    };
    add(Bound::fresh, hints.fresh_for, longest_freshness);
    add(Bound::ttl, hints.document.ttl, longest_freshness);
    add(Bound::update_period, hints.document.update_period, longest_freshness);
    if (history.posting_gap) add(Bound::posting_rate, adapted(policy, *history.posting_gap), policy.max_interval);
    if (history.error_count > 0) {
        add(Bound::backoff, backoff(policy.interval, history.error_count), longest_backoff);
        const bool busy = history.verdict == Verdict::rate_limited || history.verdict == Verdict::unavailable;
        if (!busy || !hints.retry_after) add(Bound::penalty, penalty(history.verdict), longest_backoff);
    }
    add(Bound::hub, history.hub_answers, backup_interval);
    add(Bound::retry_after, hints.retry_after, longest_retry_after);
    add(Bound::full_fetch, history.full_after, longest_backoff);
    return bounds;
}

/// There must be one.
PollBound longest_of(const std::vector<PollBound>& bounds) {
    return *std::max_element(bounds.begin(), bounds.end(),
                             [](const PollBound& a, const PollBound& b) { return a.wait < b.wait; });
}

/// What a server in trouble asks for, what we promise every server, and what keeps us alive, counts for more than a
/// maximum of the admin's.
bool outlasts_maximum(Bound bound) {
    return bound == Bound::retry_after || bound == Bound::penalty || bound == Bound::full_fetch ||
           bound == Bound::crash;
}

/// The largest bound, cut to the maximum unless a smaller one outlasts that too.
PollBound winner_of(std::vector<PollBound>& bounds, const PollPolicy& policy) {
    auto winner = longest_of(bounds);
    if (winner.wait <= policy.max_interval || outlasts_maximum(winner.name)) return winner;
    winner = {Bound::max_interval, std::max(policy.max_interval, policy.min_interval)};
    bounds.push_back(winner);
    for (const auto& bound : bounds)
        if (outlasts_maximum(bound.name) && bound.wait > winner.wait) winner = bound;
    return winner;
}

seconds jitter_after(seconds wait, double jitter) {
    const auto room = std::min(seconds(wait.count() / 10), longest_jitter);
    return seconds(static_cast<std::int64_t>(std::floor(static_cast<double>(room.count()) * jitter)));
}

bool is_skipped(Timestamp when, const DocumentHints& hints) {
    static constexpr std::array<std::string_view, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};
    const auto day = std::chrono::floor<days>(when);
    const int hour = static_cast<int>(std::chrono::duration_cast<hours>(when - day).count());
    const auto name = names[std::chrono::weekday(day).c_encoding()];
    return std::find(hints.skip_hours.begin(), hints.skip_hours.end(), hour) != hints.skip_hours.end() ||
           std::find(hints.skip_days.begin(), hints.skip_days.end(), name) != hints.skip_days.end();
}

}  // namespace

Timestamp first_allowed(Timestamp when, const DocumentHints& hints) {
    if (hints.skip_hours.empty() && hints.skip_days.empty()) return when;
    auto candidate = when;
    for (int hour = 0; hour < 7 * 24 && is_skipped(candidate, hints); ++hour)
        candidate = std::chrono::floor<hours>(candidate) + hours(1);
    return is_skipped(candidate, hints) ? when : candidate;
}

namespace {

NextPoll next_poll_of(std::vector<PollBound> bounds, const PollPolicy& policy, const DocumentHints& hints,
                      Timestamp now, double jitter) {
    NextPoll next;
    next.bounds = std::move(bounds);
    auto [reason, wait] = winner_of(next.bounds, policy);
    next.reason = reason;
    auto allowed = first_allowed(now + wait, hints);
    const auto later = jitter_after(allowed - now, jitter);
    // It may lead into hours to skip, but from the end of some it leads into none: it is shorter than the next hour.
    if (const auto end = first_allowed(allowed + later, hints); end != allowed + later) allowed = end;
    if (allowed != now + wait) {
        next.reason = Bound::skip_hours;
        next.bounds.push_back({next.reason, allowed - now});
    }
    next.bounds.push_back({Bound::jitter, later});
    next.when = allowed + later;
    return next;
}

std::optional<seconds> wait_of(const std::vector<PollBound>& bounds, Bound wanted) {
    const auto found =
        std::find_if(bounds.begin(), bounds.end(), [wanted](const auto& bound) { return bound.name == wanted; });
    return found == bounds.end() ? std::nullopt : std::optional(found->wait);
}

bool is_outcome(Bound bound) {
    return bound == Bound::max_interval || bound == Bound::skip_hours || bound == Bound::jitter;
}

}  // namespace

NextPoll next_poll(const PollPolicy& policy, const PollHints& hints, const PollHistory& history, Timestamp now,
                   double jitter) {
    return next_poll_of(bounds_of(policy, hints, history), policy, hints.document, now, jitter);
}

NextPoll next_poll_after(unsigned crashes, const PollPolicy& policy, const DocumentHints& hints, Timestamp now,
                         double jitter, std::optional<seconds> full_after) {
    std::vector<PollBound> bounds{{Bound::interval, policy.interval}, {Bound::min_interval, policy.min_interval}};
    if (crashes > 0)
        bounds.assign(1, {Bound::crash, std::max(policy.interval, backoff(policy.min_interval, 2 * crashes - 1))});
    if (full_after && *full_after > seconds(0)) bounds.push_back({Bound::full_fetch, *full_after});
    return next_poll_of(std::move(bounds), policy, hints, now, jitter);
}

std::optional<NextPoll> next_poll_by(const PollPolicy& policy, const NextPoll& made, const DocumentHints& hints,
                                     std::optional<seconds> posting_gap, unsigned error_count, bool hub_answers,
                                     double jitter) {
    const auto won = wait_of(made.bounds, made.reason);
    const auto added = wait_of(made.bounds, Bound::jitter);
    if (!won || !added) return std::nullopt;
    auto bounds = made.bounds;
    std::erase_if(bounds, [](const PollBound& bound) { return is_outcome(bound.name); });
    const auto is_over = [&](const PollBound& bound) {
        return (bound.name == Bound::hub && !hub_answers) || (bound.name == Bound::backoff && error_count == 0);
    };
    const bool is_less = std::erase_if(bounds, is_over) > 0;
    for (auto& [bound, wait] : bounds) {
        if (bound == Bound::interval) wait = policy.interval;
        if (bound == Bound::min_interval) wait = policy.min_interval;
        if (bound == Bound::backoff) wait = backoff(policy.interval, error_count);
        if (bound == Bound::posting_rate && posting_gap)
            wait = std::min(adapted(policy, *posting_gap), policy.max_interval);
    }
    const bool same = !is_less && std::equal(bounds.begin(), bounds.end(), made.bounds.begin());
    auto next = next_poll_of(std::move(bounds), policy, hints, made.when - *won - *added, jitter);
    const bool same_maximum = wait_of(next.bounds, Bound::max_interval) == wait_of(made.bounds, Bound::max_interval);
    return same && same_maximum ? std::nullopt : std::optional(std::move(next));
}

std::string_view name_of(Bound bound) {
    switch (bound) {
        case Bound::interval: return "interval";
        case Bound::min_interval: return "min_interval";
        case Bound::fresh: return "fresh";
        case Bound::ttl: return "ttl";
        case Bound::update_period: return "update-period";
        case Bound::posting_rate: return "posting-rate";
        case Bound::backoff: return "backoff";
        case Bound::penalty: return "penalty";
        case Bound::hub: return "hub";
        case Bound::retry_after: return "retry-after";
        case Bound::full_fetch: return "full-fetch";
        case Bound::host_hold: return "host-hold";
        case Bound::crash: return "crash";
        case Bound::max_interval: return "max_interval";
        case Bound::skip_hours: return "skip-hours";
        case Bound::jitter: return "jitter";
    }
    return {};
}

std::optional<Bound> bound_named(std::string_view name) {
    for (int number = 0; number <= static_cast<int>(Bound::jitter); ++number)
        if (const auto bound = static_cast<Bound>(number); name_of(bound) == name) return bound;
    return std::nullopt;
}

double jitter_of(std::int64_t feed, Timestamp now) {
    // Both numbers are often consecutive: SplitMix64 makes of each a number unlike its neighbours'.
    constexpr auto mixed = [](std::uint64_t value) {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
        return value ^ (value >> 31);
    };
    const auto seed = mixed(mixed(static_cast<std::uint64_t>(feed) + 0x9e3779b97f4a7c15U) +
                            static_cast<std::uint64_t>(now.time_since_epoch().count()));
    return static_cast<double>(seed >> 11) * 0x1.0p-53;
}

DocumentHints hints_of(const Feed& feed) {
    DocumentHints hints;
    if (feed.ttl) hints.ttl = *feed.ttl;
    hints.skip_hours = feed.skip_hours;
    hints.skip_days = feed.skip_days;
    // What leaves no time at all says nothing, and takes nothing from the other.
    if (std::set<int>(hints.skip_hours.begin(), hints.skip_hours.end()).size() == 24) hints.skip_hours.clear();
    if (std::set<std::string>(hints.skip_days.begin(), hints.skip_days.end()).size() == 7) hints.skip_days.clear();
    static constexpr std::array<std::pair<std::string_view, seconds>, 5> periods{
        {{"hourly", hours(1)}, {"daily", days(1)}, {"weekly", days(7)}, {"monthly", days(30)}, {"yearly", days(365)}}};
    const auto period = lower(feed.update_period);
    for (const auto& [name, length] : periods)
        if (period == name) hints.update_period = length / std::max(1, feed.update_frequency.value_or(1));
    return hints;
}

}  // namespace broadsheet::feeds
