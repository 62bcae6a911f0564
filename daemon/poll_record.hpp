#pragma once
// What the answer to a poll comes to, step by step into the record that the store takes. No I/O; net thread.

#include "daemon/base/clock.hpp"
#include "daemon/document_digest.hpp"
#include "daemon/http/client.hpp"
#include "daemon/poll_request.hpp"
#include "daemon/polled_feed.hpp"
#include "feeds/conditional.hpp"
#include "feeds/websub.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace broadsheet {

/// What feeds::classify wants to know of an answer.
[[nodiscard]] feeds::AnswerHead head_of(const http::FetchResponse& response);

/// The record of one poll in the making, or of what came in its place. Every poll calls one of no_answer() and
/// answer(), then, if is_document(), fold_in(), then schedule().
class PollRecord {
public:
    /// `feed` must outlive it.
    PollRecord(const PolledFeed& feed, FetchKind kind, WallTime now);

    /// Of a document that a hub brought: finished, and the feed's schedule stays. `feed` must outlive it.
    /// `proven_until`: for how long its hub is believed if there is news in it; nullopt: it is not.
    [[nodiscard]] static PollRecord of_push(const PolledFeed& feed, Digest digest, store::PushId push,
                                            std::optional<feeds::Timestamp> proven_until, feeds::Timestamp now);

    /// `ours`: that nobody has answered is taken to be our own fault, and does not count against the feed.
    void no_answer(const Error& error, bool ours = false);
    void answer(const http::FetchResponse& response);
    [[nodiscard]] bool is_document() const;
    [[nodiscard]] bool is_complete() const { return outcome_.verdict == feeds::Verdict::document; }
    void fold_in(Digest digest);
    void schedule();

    [[nodiscard]] const store::FetchRecord& record() const { return record_; }
    [[nodiscard]] store::FetchRecord take() { return std::move(record_); }
    [[nodiscard]] feeds::Verdict verdict() const { return outcome_.verdict; }
    /// Is what answered the feed we know, as far as the answer alone tells?
    [[nodiscard]] bool same_feed() const { return same_feed_; }
    /// Has a redirect, of whatever kind, led to what answered?
    [[nodiscard]] bool is_redirected() const { return is_redirected_; }
    /// Is it not of a poll, but of what a hub brought?
    [[nodiscard]] bool is_push() const { return is_push_; }
    /// How many posts of this poll no date had told of; `report`: what became of its document.
    [[nodiscard]] std::size_t untold(const store::IngestReport& report) const;
    /// Writes the next poll into a state that has come of this one.
    void schedule(store::FetchState& state) const;
    /// What the document offers beside polling; nullopt: there was none, or not all of it.
    [[nodiscard]] const std::optional<feeds::HubOffer>& hub() const { return hub_; }

private:
    PollRecord(const PolledFeed& feed, WallTime now);
    void take_document(Digest digest);
    void hold_back();
    void keep_validators();
    void note_success();
    void note_failure(ErrorCode code, std::string detail);
    void note_gone();
    void note_who_is_gone();
    void look_back();
    void move_back(std::string why);
    void discover(const std::string& address);
    void event(std::string kind, std::string detail);
    [[nodiscard]] bool tells_of_offers() const;
    [[nodiscard]] bool tells_of(const std::string& offer) const;
    [[nodiscard]] bool was_denied() const { return feed_.state.status == 401 || feed_.state.status == 403; }

    const PolledFeed& feed_;
    feeds::Timestamp now_;   // rounded down: no entry is older than it looks
    feeds::Timestamp from_;  // rounded up: no wait is shorter than it was meant
    store::FetchRecord record_;
    feeds::AnswerHead head_;
    feeds::FetchOutcome outcome_;
    std::string links_;
    std::optional<feeds::HubOffer> hub_;
    std::string moved_to_;           // by permanent redirects
    bool speaks_for_itself_ = true;  // what answered: the address that was asked, or where it has moved to for good
    bool is_redirected_ = false;
    bool full_ = false;  // asked for without validators
    bool same_feed_ = false;
    bool discovered_ = false;  // the address to ask, just now
    bool is_push_ = false;
    std::size_t expected_ = 0;  // entries that can be new
};

}  // namespace broadsheet
