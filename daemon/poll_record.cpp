#include "daemon/poll_record.hpp"

#include "feeds/schedule.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

using feeds::Timestamp;
using feeds::Verdict;
using std::chrono::days;
using std::chrono::seconds;

constexpr std::size_t longest_error = 1000;
constexpr days longest_doubt{32};  // of a hub

std::vector<feeds::Hop> hops_of(const http::FetchResponse& response) {
    std::vector<feeds::Hop> hops;
    for (const auto& redirect : response.redirects) hops.push_back({redirect.status, redirect.from, redirect.to});
    return hops;
}

/// What was noted by a clock that was ahead counts from now on, lest it be waited for until that time comes.
void come_back_to(store::FetchState& state, Timestamp now) {
    if (state.hub_doubted_until) state.hub_doubted_until = std::min(*state.hub_doubted_until, now + longest_doubt);
    for (auto* const time : {&state.gone_since, &state.move.since, &state.last_full, &state.last_whole,
                             &state.last_forced, &state.last_success, &state.last_change, &state.retired})
        if (*time) *time = std::min(**time, now);
}

}  // namespace

feeds::AnswerHead head_of(const http::FetchResponse& response) {
    const auto field = [&response](std::string_view name) { return std::string(response.headers.get(name)); };
    feeds::AnswerHead head;
    head.status = response.status;
    head.url = response.url;
    head.etag = field("ETag");
    head.last_modified = field("Last-Modified");
    head.cache_control = response.headers.joined("Cache-Control");
    head.age = field("Age");
    head.expires = field("Expires");
    head.date = field("Date");
    for (const auto value : response.headers.all("Retry-After")) head.retry_after.emplace_back(value);
    head.im = response.headers.joined("IM");
    head.delta_base = field("Delta-Base");
    return head;
}

PollRecord::PollRecord(const PolledFeed& feed, WallTime now)
    : feed_(feed), now_(std::chrono::floor<seconds>(now)), from_(std::chrono::ceil<seconds>(now)) {
    record_.feed = feed.id;
    record_.time = now_;
    record_.ignore_dates = feed.ignore_dates;
    record_.state = feed.state;
}

PollRecord::PollRecord(const PolledFeed& feed, FetchKind kind, WallTime now) : PollRecord(feed, now) {
    full_ = kind != FetchKind::conditional;
    come_back_to(record_.state, now_);
    record_.state.last_poll = from_;
    record_.state.status = 0;
    if (kind == FetchKind::full) record_.state.last_full = now_;
}

void PollRecord::no_answer(const Error& error, bool ours) {
    note_failure(error.code(), error.detail());
    const bool is_excused = error.code() == ErrorCode::exhausted || (ours && is_unanswered(error.code()));
    if (is_excused) --record_.state.error_count;
    if (!is_excused) look_back();
}

void PollRecord::answer(const http::FetchResponse& response) {
    auto& state = record_.state;
    head_ = head_of(response);
    links_ = response.headers.joined("Link");
    moved_to_ = feeds::permanent_target(hops_of(response));
    is_redirected_ = !response.redirects.empty();
    speaks_for_itself_ = response.redirects.empty() || moved_to_ == response.url;
    state.status = static_cast<int>(response.status);
    static const feeds::Validators none;
    const bool is_other = !state.other_validators.empty() && state.other_validators.url == head_.url;
    const auto& known = is_other ? feed_.state.other_validators : feed_.state.validators;
    const auto& sent = full_ ? none : known;
    outcome_ = feeds::classify(head_, sent, now_, state.hints.freshness);
    if (is_document()) return;
    if (outcome_.verdict == Verdict::not_modified) {
        same_feed_ = !state.body_hash.empty();
        if (is_other) std::swap(state.validators, state.other_validators);
        state.validators = feeds::refreshed_by(std::move(state.validators), head_);
        state.hints.freshness = outcome_.known;
        if (!state.last_full) state.last_full = now_;
        return note_success();
    }
    note_failure(outcome_.error, outcome_.detail);
    look_back();
    // None refuses one that asks for what is new for that alone, but for those that do.
    const bool refuses_conditions = (head_.status == 400 || head_.status == 412) && !sent.empty();
    if (outcome_.forget_validators || (refuses_conditions && state.error_count > 1)) state.last_whole.reset();
    if (outcome_.verdict == Verdict::gone || outcome_.error == ErrorCode::not_found) note_gone();
    if (outcome_.verdict == Verdict::denied && !was_denied()) event("denied", outcome_.detail);
    hold_back();
}

/// For all of a host where it says 429, and for what is at one address where it says 503. That of the feed itself is
/// its schedule's matter: what counts here is where it, and others with it, may be redirected.
void PollRecord::hold_back() {
    const bool limited = outcome_.verdict == Verdict::rate_limited;
    const auto until = from_ + outcome_.retry_after.value_or(feeds::rate_limit_pause);
    if (limited && feed_.fetch.rate_limit == config::RateLimit::host)
        record_.hold = {feeds::authority_of(head_.url), until};
    else if (limited || (outcome_.verdict == Verdict::unavailable && outcome_.retry_after))
        record_.hold = {head_.url, until};
}

bool PollRecord::is_document() const {
    return outcome_.verdict == Verdict::document || outcome_.verdict == Verdict::addition;
}

/// The validators of a document go in with the articles they stand for, or not at all.
void PollRecord::fold_in(Digest digest) {
    auto& state = record_.state;
    if (!digest.same_body && !digest.feed) {
        if (!digest.offered.empty()) return discover(digest.offered);
        // Not by what it says, which may be another thing each time.
        const bool known = feed_.state.status == 200 && feed_.state.error_class == to_string(digest.error.code());
        outcome_.verdict = Verdict::failed;
        note_failure(digest.error.code(), digest.error.detail());
        look_back();
        if (!moved_to_.empty() && !known)
            event("moved-to-no-feed", "it redirects to " + moved_to_ + ", which is no feed");
        return;
    }
    const bool cut_short = digest.feed && digest.feed->cut_short;
    if (!cut_short) keep_validators();
    // An empty document is no evidence of a feed, and not to be known again.
    const bool tells = digest.same_body || !digest.articles.empty();
    if (is_complete()) state.body_hash = tells ? digest.body_hash : "";
    const bool had_none_for_it =
        head_.url != feed_.state.validators.url && head_.url != feed_.state.other_validators.url;
    if (full_ || had_none_for_it || !state.last_full) state.last_full = now_;
    if (full_ || !state.last_whole) state.last_whole = now_;
    same_feed_ = digest.same_body;
    if (!digest.same_body) {
        if (is_complete()) state.hints = feeds::hints_of(*digest.feed);  // a difference need not say them again
        state.warning = digest.feed->warnings.empty() ? std::string() : digest.feed->warnings.front();
        auto offer = feeds::hub_offer(links_, *digest.feed, head_.url);
        if (!offer.hubs.empty() || (is_complete() && !cut_short)) hub_ = std::move(offer);
        take_document(std::move(digest));
    }
    state.hints.freshness = outcome_.known;
    note_success();
}

/// Not of what may be half a document, until the same half comes again and so is all there is; nor of what leads on
/// from another one than the last, lest they hide the rest. A difference need not name what it leads to: what is known
/// then still stands for less than all of it.
void PollRecord::keep_validators() {
    auto& validators = record_.state.validators;
    if (!is_complete() && !head_.delta_base.empty() && head_.delta_base != validators.etag) return;
    auto& other = record_.state.other_validators;
    const auto variant = variant_of(feed_);
    if (is_complete()) {
        const auto known = std::exchange(validators, feeds::validators_of(head_));
        if (!known.empty() && known.url != head_.url) other = known;
        if (other.url == head_.url) other = {};
    } else {
        validators = feeds::refreshed_by(std::move(validators), head_);
    }
    if (std::exchange(record_.state.variant, variant) != variant) other = {};
}

PollRecord PollRecord::of_push(const PolledFeed& feed, Digest digest, store::PushId push,
                               std::optional<Timestamp> proven_until, Timestamp now) {
    PollRecord record(feed, now);
    record.is_push_ = true;
    record.outcome_.verdict = Verdict::addition;
    record.record_.push = push;
    record.record_.push_until = proven_until;  // what is known anyhow proves nothing of a hub
    record.take_document(std::move(digest));
    return record;
}

void PollRecord::take_document(Digest digest) {
    record_.state.posting = digest.posting;
    expected_ = digest.expected;
    record_.document = std::move(digest.feed);
    record_.articles = std::move(digest.articles);
    record_.sections_for = std::move(digest.sections_for);
}

void PollRecord::discover(const std::string& address) {
    auto& state = record_.state;
    state.address = address;
    state.error_class.clear();
    state.error.clear();
    discovered_ = true;  // no success yet: a page that offers what is not there is asked less and less often
    if (tells_of(address))
        event("discovered",
              "its address is that of a page, which offers " + address + " as its feed: it is polled there");
}

void PollRecord::schedule() {
    auto& state = record_.state;
    if (discovered_) {
        state.next_poll = from_;
        state.schedule_reason = store::Standing::discovered;
        state.bounds.clear();
        return;
    }
    if (state.retired) {
        state.next_poll.reset();
        state.schedule_reason = {};
        state.bounds.clear();
        return;
    }
    schedule(state);
}

void PollRecord::schedule(store::FetchState& state) const {
    const feeds::PollHints hints{state.hints, outcome_.fresh_for, outcome_.retry_after};
    feeds::PollHistory history;
    history.verdict = outcome_.verdict;
    history.error_count = state.error_count;
    if (feeds::is_success(outcome_.verdict) && state.push_until) history.hub_answers = *state.push_until - from_;
    history.posting_gap = feeds::posting_gap(state.posting, now_);
    if (const auto next_full = next_full_fetch(feed_, state); next_full && !feeds::is_success(outcome_.verdict))
        history.full_after = *next_full - from_;
    const auto jitter = feeds::jitter_of(static_cast<std::int64_t>(feed_.id), from_);
    take_schedule(state, feeds::next_poll(feed_.policy(), hints, history, from_, jitter));
}

std::size_t PollRecord::untold(const store::IngestReport& report) const {
    const std::size_t posts = report.added + report.joined;
    const bool is_first = !feed_.state.posting.watched;
    return is_first || posts <= expected_ ? 0 : posts - expected_;
}

void PollRecord::note_success() {
    auto& state = record_.state;
    if (!state.address.empty() && !tells_of_offers()) event("discovered", "the page's feed is at " + state.address);
    state.last_success = from_;
    state.error_class.clear();
    state.error.clear();
    state.error_count = 0;
    state.refused_offer.clear();
    if (state.gone_since && !state.move.is_astray())
        state.move = {};  // so long as nothing was there, nobody could agree on it
    state.gone_since.reset();
    if (state.retired) {
        state.retired.reset();
        event("revived", "it answers again, and is polled again");
    }
    state.move = feeds::watch_move(state.move, moved_to_, now_);
}

void PollRecord::note_failure(ErrorCode code, std::string detail) {
    auto& state = record_.state;
    state.error_class = to_string(code);
    state.error = feeds::scrub_utf8(feeds::utf8_prefix(detail, longest_error));  // it may quote what servers say
    if (detail.size() > longest_error) state.error += " …";
    ++state.error_count;
}

void PollRecord::event(std::string kind, std::string detail) {
    record_.events.push_back({now_, std::move(kind), std::move(detail)});
}

/// What a page offers and cannot be had is offered again and again: nobody wants to be told without end.
bool PollRecord::tells_of_offers() const {
    return feed_.state.error_count < patience_with_offers || feed_.state.last_success;
}

/// Nor of the same one that was not to be had the last time.
bool PollRecord::tells_of(const std::string& offer) const {
    return tells_of_offers() && offer != record_.state.refused_offer;
}

}  // namespace broadsheet
