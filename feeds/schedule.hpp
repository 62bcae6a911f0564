#pragma once
// When to poll a feed next, and why then. Pure: history, hints, now and a jitter number in; a time and its reason out.
// Any thread.

#include "feeds/conditional.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::feeds {

/// What the admin wants.
struct PollPolicy {
    std::chrono::seconds interval{3600};
    std::chrono::seconds min_interval{600};
    std::chrono::seconds max_interval{86400};
};

/// What a feed document itself asks for; holds until the next document.
struct DocumentHints {
    std::optional<std::chrono::seconds> ttl;            ///< RSS <ttl>
    std::optional<std::chrono::seconds> update_period;  ///< RSS 1.0 syndication module
    std::vector<int> skip_hours;                        ///< 0–23, GMT
    std::vector<std::string> skip_days;                 ///< English day names
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
    Verdict verdict = Verdict::document;  ///< of the last answer; failed when there was none
    unsigned error_count = 0;             ///< failed polls in a row, the last one included
};

/// One reason not to poll earlier.
struct PollBound {
    std::string name;  ///< "interval", "min_interval", "fresh", "ttl", "update-period", "retry-after", "backoff", …
    std::chrono::seconds wait{0};
};

struct NextPoll {
    Timestamp when;
    std::string reason;             ///< the bound that won: of its name, or "max_interval", "skip-hours"
    std::vector<PollBound> bounds;  ///< all that were weighed
};

/// The largest bound, cut to the maximum (a Retry-After may go to seven days), moved out of skipHours and skipDays,
/// then made later by up to a tenth, half an hour at most. `jitter` is in [0, 1).
[[nodiscard]] NextPoll next_poll(const PollPolicy& policy, const PollHints& hints, const PollHistory& history,
                                 Timestamp now, double jitter);

/// What a feed document asks for.
[[nodiscard]] DocumentHints hints_of(const Feed& feed);

}  // namespace broadsheet::feeds
