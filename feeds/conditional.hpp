#pragma once
// Conditional requests (RFC 9110 §13) and what an answer means to a poller: decided here, acted on in daemon/.
// Pure; any thread.

#include "feeds/article.hpp"
#include "feeds/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// Byte for byte what an answer said, and the URL that answered: validators mean nothing anywhere else.
struct Validators {
    std::string url;
    std::string etag;
    std::string last_modified;
    [[nodiscard]] bool empty() const { return etag.empty() && last_modified.empty(); }
    bool operator==(const Validators&) const = default;
};

/// The fields of an answer's head that a poller decides by, as sent; empty: absent.
struct AnswerHead {
    unsigned status = 0;
    std::string url;  ///< that answered
    std::string etag;
    std::string last_modified;
    std::string cache_control;
    std::string age;
    std::string expires;
    std::string date;
    std::vector<std::string> retry_after;  ///< each field; the longest counts
    std::string im;                        ///< instance manipulations of a 226
    std::string delta_base;                ///< of a 226: the ETag that it is a difference to; may be empty
};

enum class Verdict {
    document,      ///< 200: there is a body to read
    addition,      ///< 226 (RFC 3229): a body with what is new since the validators sent, and no more
    not_modified,  ///< 304 to a conditional request
    gone,          ///< 410
    rate_limited,  ///< 429
    unavailable,   ///< 503
    denied,        ///< 401, 403
    failed,        ///< anything else
};

[[nodiscard]] constexpr bool is_success(Verdict verdict) {
    return verdict == Verdict::document || verdict == Verdict::addition || verdict == Verdict::not_modified;
}

/// What a document came with, until an answer says otherwise.
struct KnownFreshness {
    std::optional<std::chrono::seconds> max_age{};
    bool by_expires = false;  ///< as Expires said, and no max-age
    bool operator==(const KnownFreshness&) const = default;
};

/// No Retry-After is believed that is longer.
inline constexpr std::chrono::seconds longest_retry_after = std::chrono::days(7);
/// What a server that says 429 and no time is left alone for.
inline constexpr std::chrono::seconds rate_limit_pause = std::chrono::hours(4);

struct FetchOutcome {
    Verdict verdict = Verdict::failed;
    ErrorCode error = ErrorCode::invalid;             ///< when it is neither document nor not_modified
    std::string detail;                               ///< likewise: one sentence
    bool forget_validators = false;                   ///< what was sent led to nonsense: ask without it next time
    std::optional<std::chrono::seconds> fresh_for;    ///< how long the answer is fresh (RFC 9111 §4.2), Age subtracted
    KnownFreshness known;                             ///< to remember for a 304 that says nothing of it
    std::optional<std::chrono::seconds> retry_after;  ///< from now (RFC 9110 §10.2.3), seven days at most
};

/// If-None-Match and If-Modified-Since, for `known.url` alone: both where both are known. With them A-IM, which offers
/// to take only what is new (RFC 3229 §10.5.3), if `differences`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> conditional_fields(const Validators& known,
                                                                                  bool differences);

/// `sent` are the validators that went with the request: a 304 from another URL than theirs, or to none, is no success.
/// `known` is that of the last success.
[[nodiscard]] FetchOutcome classify(const AnswerHead& head, const Validators& sent, Timestamp now,
                                    const KnownFreshness& known = {});

/// What to keep of a 200: unprintable or overlong validators are none.
[[nodiscard]] Validators validators_of(const AnswerHead& head);

/// `known` with what a 304 says anew.
[[nodiscard]] Validators refreshed_by(Validators known, const AnswerHead& head);

}  // namespace broadsheet::feeds
