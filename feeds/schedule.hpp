#pragma once
// When to poll a feed next, and why then. Pure: history, hints, now and a jitter number in; a time and its reason out.
// Any thread.

#include "feeds/conditional.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// What the admin wants.
struct PollPolicy {
    std::chrono::seconds interval{3600};
    std::chrono::seconds min_interval{600};
    std::chrono::seconds max_interval{86400};
};

/// How often a feed posts: its entries by their dates, and those that no date told of when they came, each counting
/// less the older it is.
struct PostingRate {
    double weight = 0;                 ///< the posts at `as_of`; a post of two weeks before counts 1/e
    Timestamp as_of{};                 ///< when the last document was read
    Timestamp oldest{};                ///< of the entries that went in
    std::optional<Timestamp> watched;  ///< since when we have polled it; nullopt: no document was ever read
    double untold = 0;                 ///< the posts at `as_of` that came without a date of their own time; likewise
    bool operator==(const PostingRate&) const = default;
};

/// What a document read `now` tells of the rate. `complete`: it lists older entries too, not only what is new.
[[nodiscard]] PostingRate observe(PostingRate before, const Feed& document, bool complete, Timestamp now);

/// How many entries of a document can be new by their dates, after another was read at `last`.
[[nodiscard]] std::size_t posts_since(const Feed& document, Timestamp last, Timestamp now);

/// As many posts came with the last document that were new, and looked older or had no date.
[[nodiscard]] PostingRate with_untold(PostingRate rate, std::size_t posts);

/// The mean time between two posts; nullopt while the feed has been watched for less than a day.
[[nodiscard]] std::optional<std::chrono::seconds> posting_gap(const PostingRate& rate, Timestamp now);

/// What a feed document itself asks for; holds until the next document.
struct DocumentHints {
    std::optional<std::chrono::seconds> ttl;            ///< RSS <ttl>
    std::optional<std::chrono::seconds> update_period;  ///< RSS 1.0 syndication module
    std::vector<int> skip_hours;                        ///< 0–23, GMT
    std::vector<std::string> skip_days;                 ///< English day names
    KnownFreshness freshness;                           ///< of the last good answer
    bool operator==(const DocumentHints&) const = default;
};

/// What the publisher asks for, in the document and in the head of the last answer.
struct PollHints {
    DocumentHints document;
    std::optional<std::chrono::seconds> fresh_for;
    std::optional<std::chrono::seconds> retry_after;
};

/// How the polls went of late.
struct PollHistory {
    Verdict verdict = Verdict::document;              ///< of the last answer; failed when there was none
    unsigned error_count = 0;                         ///< failed polls in a row, the last one included
    std::optional<std::chrono::seconds> posting_gap;  ///< mean time between posts, where it is known
    std::optional<std::chrono::seconds> hub_answers;  ///< for how long a hub that has brought news will bring more
    std::optional<std::chrono::seconds> full_after;   ///< no unconditional request before: set when the next is one
};

/// All that a poll can wait for.
enum class Bound {
    interval,      ///< of the policy
    min_interval,  ///< of the policy
    fresh,         ///< PollHints::fresh_for
    ttl,           ///< of the document
    update_period,
    posting_rate,
    backoff,      ///< of failures in a row
    penalty,      ///< of a server that refused without saying for how long
    hub,          ///< that brings the news
    retry_after,  ///< of a server
    full_fetch,   ///< PollHistory::full_after
    host_hold,    ///< what a server told a feed of its, or another one's
    crash,        ///< of a process under this poll
    // What was done to the largest of them.
    max_interval,
    skip_hours,  ///< and skipDays
    jitter,
};

/// As the store, the config's words and admins have it: "retry-after".
[[nodiscard]] std::string_view name_of(Bound bound);

/// nullopt: no bound has that name.
[[nodiscard]] std::optional<Bound> bound_named(std::string_view name);

/// One reason not to poll earlier.
struct PollBound {
    Bound name = Bound::interval;
    std::chrono::seconds wait{0};
    bool operator==(const PollBound&) const = default;
};

struct NextPoll {
    Timestamp when;
    Bound reason = Bound::interval;  ///< that won: the largest, or what it was cut to or moved out of
    /// All that were weighed; then max_interval and skip_hours with the wait that they made of the largest, and jitter
    /// with what it added.
    std::vector<PollBound> bounds;
};

/// The largest bound, cut to the maximum (a Retry-After may go to seven days), moved out of skipHours and skipDays,
/// then made later by up to a tenth, half an hour at most, and moved out of them once more. `jitter` is in [0, 1).
[[nodiscard]] NextPoll next_poll(const PollPolicy& policy, const PollHints& hints, const PollHistory& history,
                                 Timestamp now, double jitter);

/// Of a feed whose last poll has come to no end, as its process had. Where it died, and `crashes` have with this feed
/// since it was polled: a bound for that, four times as long for each of them up to a day. 0: it was stopped.
/// `full_after` as in PollHistory.
[[nodiscard]] NextPoll next_poll_after(unsigned crashes, const PollPolicy& policy, const DocumentHints& hints,
                                       Timestamp now, double jitter,
                                       std::optional<std::chrono::seconds> full_after = {});

/// A number in [0, 1) that differs from feed to feed and poll to poll, and is the same whenever it is asked for.
[[nodiscard]] double jitter_of(std::int64_t feed, Timestamp now);

/// What became of a schedule when the admin has changed the policy that it was made by: the same bounds, weighed anew.
/// `made` is as next_poll() gave it, `posting_gap` and `error_count` as of then; `hub_answers`: it still does, if it
/// did. nullopt: nothing has changed for it.
[[nodiscard]] std::optional<NextPoll> next_poll_by(const PollPolicy& policy, const NextPoll& made,
                                                   const DocumentHints& hints,
                                                   std::optional<std::chrono::seconds> posting_gap,
                                                   unsigned error_count, bool hub_answers, double jitter);

/// `when`, or the first moment after it that skipHours and skipDays allow; `when` itself if they allow none.
[[nodiscard]] Timestamp first_allowed(Timestamp when, const DocumentHints& hints);

/// What a feed document asks for.
[[nodiscard]] DocumentHints hints_of(const Feed& feed);

}  // namespace broadsheet::feeds
