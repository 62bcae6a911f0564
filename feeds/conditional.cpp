#include "feeds/conditional.hpp"

#include "feeds/ascii.hpp"
#include "feeds/time.hpp"

#include <algorithm>
#include <charconv>

namespace broadsheet::feeds {

namespace {

using std::chrono::seconds;

constexpr std::size_t max_validator = 7'500;  // servers take lines of 8 KiB

/// Not "*", which would ask for any document but the one there is.
bool is_sendable(std::string_view value) {
    return value.size() <= max_validator && value != "*" &&
           std::all_of(value.begin(), value.end(), [](char c) { return !is_control(c) || c == '\t'; });
}

std::string sendable(const std::string& value) {
    return is_sendable(value) ? value : std::string();
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

/// A non-negative number of seconds; one too large to hold is simply very long.
std::optional<seconds> delta_seconds(std::string_view text) {
    text = trim(text);
    constexpr seconds very_long{10LL * 365 * 86400};
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty() || text.front() == '-') return std::nullopt;
    if (error == std::errc::result_out_of_range) return very_long;
    return std::min(seconds(value), very_long);
}

struct CacheControl {
    bool revalidate = false;  // no-cache or no-store
    std::optional<seconds> max_age;
};

/// The comma behind the first directive, whose value may be quoted and have others (RFC 9110 §5.6.4). A quote that is
/// never closed is none.
std::size_t end_of_directive(std::string_view field) {
    bool quoted = false;
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (field[i] == '"') quoted = !quoted;
        if (field[i] == '\\' && quoted) ++i;
        if (field[i] == ',' && !quoted) return i;
    }
    return quoted ? field.find(',') : std::string_view::npos;
}

/// Of several max-age the longest counts: so none of them is disregarded.
CacheControl parse_cache_control(std::string_view field) {
    CacheControl result;
    while (!field.empty()) {
        const auto comma = end_of_directive(field);
        const auto directive = field.substr(0, comma);
        const auto equals = directive.find('=');
        const auto name = lower(trim(directive.substr(0, equals)));
        if (equals == std::string_view::npos) {
            if (name == "no-cache" || name == "no-store") result.revalidate = true;
        } else if (name == "max-age") {
            result.max_age = std::max(result.max_age, delta_seconds(unquoted(trim(directive.substr(equals + 1)))));
        }
        field = comma == std::string_view::npos ? std::string_view() : field.substr(comma + 1);
    }
    return result;
}

/// Into `outcome`. A 304 changes the fields that it has (RFC 9111 §4.3.4): one that says nothing confirms what the
/// document came with, that it keeps for so long, also where it was said by the date of its end; and such a date does
/// not outdo a max-age.
void note_freshness(FetchOutcome& outcome, const AnswerHead& head, const KnownFreshness& known, Timestamp now) {
    const auto control = parse_cache_control(head.cache_control);
    const bool confirmed =
        head.status == 304 && head.cache_control.empty() && (head.expires.empty() || !known.by_expires);
    outcome.known = confirmed ? known : KnownFreshness{control.max_age};
    auto& max_age = outcome.known.max_age;
    if (control.revalidate) {
        max_age = seconds(0);
        outcome.fresh_for = seconds(0);
        return;
    }
    const auto expires = parse_http_date(head.expires);
    if (!max_age && expires) {
        max_age = std::max(seconds(0), *expires - parse_http_date(head.date).value_or(now));
        outcome.known.by_expires = true;
    }
    const auto age = delta_seconds(head.age).value_or(seconds(0));
    if (max_age) outcome.fresh_for = std::max(seconds(0), *max_age - age);
}

/// The date form counts from the answer's own Date, so that a skewed clock on either side does not matter.
std::optional<seconds> wait_of(std::string_view value, const AnswerHead& head, Timestamp now) {
    if (const auto wait = delta_seconds(trim(value))) return wait;
    const auto when = parse_http_date(value);
    return when ? std::optional(*when - parse_http_date(head.date).value_or(now)) : std::nullopt;
}

/// The longest of several: fields, or what a proxy has made of them (RFC 9110 §5.3), where a date has a comma, too;
/// one without a blank behind it is part of a number that nobody can read.
std::optional<seconds> retry_after(const AnswerHead& head, Timestamp now) {
    std::optional<seconds> longest;
    const auto weigh = [&](std::string_view value) {
        const auto wait = wait_of(value, head, now);
        if (wait && *wait > seconds(0)) longest = std::max(longest, wait);
        return wait.has_value();
    };
    for (const std::string_view field : head.retry_after) {
        for (std::size_t start = 0; start < field.size();) {
            const auto comma = std::min(field.find(", ", start), field.size());
            const auto second = std::min(field.find(", ", comma + 1), field.size());
            const bool is_date =
                !weigh(field.substr(start, comma - start)) && weigh(field.substr(start, second - start));
            start = (is_date ? second : comma) + 1;
        }
    }
    return longest ? std::optional(std::min(*longest, longest_retry_after)) : std::nullopt;
}

FetchOutcome failure(Verdict verdict, ErrorCode error, std::string detail) {
    FetchOutcome outcome;
    outcome.verdict = verdict;
    outcome.error = error;
    outcome.detail = std::move(detail);
    return outcome;
}

FetchOutcome judge_304(const AnswerHead& head, const Validators& sent) {
    if (!sent.empty() && sent.url == head.url) return failure(Verdict::not_modified, ErrorCode::invalid, "");
    auto outcome =
        failure(Verdict::failed, ErrorCode::invalid,
                sent.empty() ? "the server answered 304 to a request without validators"
                             : "the server answered 304 for another address than the validators sent were from");
    outcome.forget_validators = true;
    return outcome;
}

FetchOutcome judge_226(const AnswerHead& head, const Validators& sent) {
    // Where the field is missing, nothing else was asked for.
    const auto manipulation = lower(trim(head.im));
    if ((manipulation == "feed" || manipulation.empty()) && !sent.empty() && sent.url == head.url)
        return failure(Verdict::addition, ErrorCode::invalid, "");
    return failure(Verdict::failed, ErrorCode::invalid,
                   "the server answered 226 with a difference that was not asked for");
}

FetchOutcome judge(const AnswerHead& head, const Validators& sent) {
    const auto status = std::to_string(head.status);
    switch (head.status) {
        case 200:
        case 203: return failure(Verdict::document, ErrorCode::invalid, "");
        case 226: return judge_226(head, sent);
        case 304: return judge_304(head, sent);
        case 401:
        case 403:
            return failure(Verdict::denied, ErrorCode::refused,
                           "the server answered " + status + ": it does not let us in");
        case 404:
            return failure(Verdict::failed, ErrorCode::not_found, "the server answered 404: there is no such document");
        case 410:
            return failure(Verdict::gone, ErrorCode::not_found, "the server answered 410: the feed is gone for good");
        case 429:
            return failure(Verdict::rate_limited, ErrorCode::unavailable, "the server answered 429: too many requests");
        case 503:
            return failure(Verdict::unavailable, ErrorCode::unavailable, "the server answered 503: not available now");
        default: break;
    }
    if (head.status >= 500) return failure(Verdict::failed, ErrorCode::unavailable, "the server answered " + status);
    return failure(Verdict::failed, ErrorCode::invalid, "the server answered " + status + ", which is no document");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> conditional_fields(const Validators& known, bool differences) {
    std::vector<std::pair<std::string, std::string>> fields;
    fields.reserve(3);
    if (!known.etag.empty()) fields.emplace_back("If-None-Match", known.etag);
    if (!known.last_modified.empty()) fields.emplace_back("If-Modified-Since", known.last_modified);
    if (differences && !fields.empty()) fields.emplace_back("A-IM", "feed");
    return fields;
}

FetchOutcome classify(const AnswerHead& head, const Validators& sent, Timestamp now, const KnownFreshness& known) {
    auto outcome = judge(head, sent);
    if (is_success(outcome.verdict)) note_freshness(outcome, head, known, now);
    outcome.retry_after = retry_after(head, now);
    return outcome;
}

Validators validators_of(const AnswerHead& head) {
    return {head.url, sendable(head.etag), sendable(head.last_modified)};
}

Validators refreshed_by(Validators known, const AnswerHead& head) {
    if (!head.etag.empty() && is_sendable(head.etag)) known.etag = head.etag;
    if (!head.last_modified.empty() && is_sendable(head.last_modified)) known.last_modified = head.last_modified;
    return known;
}

}  // namespace broadsheet::feeds
