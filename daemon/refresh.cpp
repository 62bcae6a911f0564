#include "daemon/refresh.hpp"

#include "daemon/base/log.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/base/offload.hpp"
#include "daemon/poll_request.hpp"
#include "daemon/recording.hpp"
#include "feeds/schedule.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

// What a document turns into takes several times its bytes until it is stored, and there may be hundreds at once. Small
// ones are nearly two transactions' worth (StoreServiceOptions::max_group).
constexpr std::size_t documents_at_once = 8 << 20;
constexpr std::size_t least_document = 256 << 10;

std::string_view outcome_name(const PollRecord& record) {
    if (goes_on_elsewhere(record.record().state)) return "discovered";
    switch (record.verdict()) {
        case feeds::Verdict::document: return record.record().document ? "fresh" : "unchanged";
        case feeds::Verdict::addition: return "addition";
        case feeds::Verdict::not_modified: return "not_modified";
        default: return "failed";
    }
}

/// Not so where there was no address, no connection, or none that lasted; a host that is slow was there, one that says
/// nothing may be whatever takes connections on the way. nullopt: we have not tried.
std::optional<bool> is_reached(const Result<http::FetchResponse>& response, bool heard) {
    if (response) return true;
    const auto code = response.error().code();
    if (heard && code != ErrorCode::unreachable && code != ErrorCode::not_found) return true;
    return is_unanswered(code) ? std::optional(false) : std::nullopt;
}

/// Of a poll that is lost: when its server is to be asked again, and how. What was known of its document stands, for
/// nothing has taken its place.
store::FetchState schedule_alone(const store::FetchState& before, store::FetchState after) {
    auto state = before;
    state.last_poll = after.last_poll;
    state.status = after.status;
    state.error_class = std::move(after.error_class);
    state.error = std::move(after.error);
    state.error_count = after.error_count;
    state.next_poll = after.next_poll;
    state.schedule_reason = after.schedule_reason;
    state.bounds = std::move(after.bounds);
    state.last_full = after.last_full;
    return state;
}

/// Could the feed be reached until now? That it could not while nobody could has not been counted.
bool was_reached(const store::FetchState& state) {
    return state.status != 0 || (state.last_success && state.error_count == 0);
}

}  // namespace

Refresher::Refresher(http::HttpClient& client, StoreService& store, boost::asio::thread_pool& workers, Clock& clock,
                     UpdateListener& updates, Metrics& metrics)
    : client_(client),
      store_(store),
      workers_(workers),
      clock_(clock),
      updates_(updates),
      metrics_(metrics),
      documents_(documents_at_once) {}

awaitable<Result<Refreshed>> Refresher::refresh(const PolledFeed& feed, http::Gate gate, std::function<void()> sent,
                                                std::function<bool()> is_pushed) {
    if (!feed.lacks.empty()) co_return co_await pass_over(feed);
    const auto begun = std::chrono::floor<std::chrono::seconds>(clock_.now());
    const auto kind = next_fetch_kind(feed, begun);
    auto request = poll_request(feed, kind);
    if (kind == FetchKind::full) co_await spend_full_fetch(feed, begun);
    bool heard = false;
    if (gate)
        request.gate = [this, &feed, &heard, gate = std::move(gate)](std::string url) {
            if (heard && outage_.is_on()) note_reach(feed.asked_host(), true, true);
            return gate(std::move(url));
        };
    request.sent = std::move(sent);
    request.heard = [&heard] { heard = true; };
    auto response = co_await client_.send(std::move(request));
    if (!response && response.error().code() == ErrorCode::cancelled) co_return response.error();

    const auto answered = clock_.now();
    const auto now = std::chrono::floor<std::chrono::seconds>(answered);
    if (const auto reached = is_reached(response, heard)) note_reach(feed.host(), was_reached(feed.state), *reached);
    PollRecord record(feed, kind, answered);
    if (!response) {
        record.no_answer(response.error(), outage_.is_on());
    } else {
        record.answer(*response);
    }
    Budget::Share share;
    if (record.is_document()) {
        const auto read = co_await read_document(feed, *response, now, record, share);
        if (!read) co_return read.error();
    }
    record.schedule();
    count(response, record);
    co_return co_await store(feed, record, is_pushed);
}

/// What is open when our own connection goes down is of no use when it is back: what is sent there would be lost.
void Refresher::note_reach(const std::string& host, bool known, bool reached) {
    const bool was_on = outage_.is_on();
    outage_.note(host, known, reached, clock_.steady());
    if (outage_.is_on() && !was_on) client_.forget_connections();
}

awaitable<Result<Budget::Share>> Refresher::room_for(std::size_t size) {
    return documents_.take(std::max(size, least_document));
}

awaitable<Result<Budget::Share>> Refresher::between_documents() {
    return documents_.take_first(documents_at_once);
}

/// Before it is asked for: whoever ends this process meanwhile, the next is not to ask for it again.
awaitable<void> Refresher::spend_full_fetch(const PolledFeed& feed, feeds::Timestamp now) {
    auto state = feed.state;
    state.last_full = now;
    co_await amend(feed.id, std::move(state));
}

/// No request goes out without the secrets that the config wants in it: it would be another one. The last answer
/// stands.
awaitable<Result<Refreshed>> Refresher::pass_over(const PolledFeed& feed) {
    store::FetchRecord record;
    record.feed = feed.id;
    record.time = std::chrono::floor<std::chrono::seconds>(clock_.now());
    record.ignore_dates = feed.ignore_dates;
    record.state = feed.state;
    record.state.error_class = to_string(ErrorCode::unavailable);
    record.state.error = "not asked: " + feed.lacks;
    record.state.error_count = 1;  // it fails, but no server has
    record.state.next_poll = record.time + feed.fetch.max_interval;
    record.state.schedule_reason = store::Standing::lacks_secret;
    record.state.bounds.assign(1, {feeds::Bound::max_interval, feed.fetch.max_interval});
    Refreshed refreshed;
    refreshed.verdict = feeds::Verdict::failed;
    refreshed.state = record.state;
    const auto stored = co_await store_.record_fetch(std::move(record));
    if (!stored) co_return stored.error();
    co_return refreshed;
}

/// Apart, for what it needs is large, and most polls bring no document.
awaitable<Result<void>> Refresher::read_document(const PolledFeed& feed, http::FetchResponse& response,
                                                 feeds::Timestamp now, PollRecord& record, Budget::Share& share) {
    auto taken = co_await room_for(response.body.size());
    if (!taken) co_return taken.error();
    share = std::move(*taken);
    co_await keep(feed, response, now);
    const bool complete = record.is_complete();
    const auto job = [&response, &feed, destinations = feed.destinations, complete, now] {
        return digest(response, feed, destinations, complete, now);
    };
    auto digested = co_await offload(workers_, job);
    record.fold_in(std::move(digested));
    response.body = {};
    response.memory.reset();
    co_return Result<void>();
}

/// Where the config asks for it. That it fails is no reason to lose the poll.
awaitable<void> Refresher::keep(const PolledFeed& feed, const http::FetchResponse& response, feeds::Timestamp now) {
    if (feed.fetch.record.empty()) co_return;
    const auto job = [&feed, &response, now] { return keep_document(feed.fetch.record, feed.url, response, now); };
    const auto kept = co_await offload(workers_, job);
    if (!kept) log::warning("document not recorded", {{"feed", feed.url}, {"error", kept.error().detail()}});
}

void Refresher::expect(const PolledFeed& feed) {
    if (!feed.state.retired && was_reached(feed.state)) outage_.expect_known();
}

void Refresher::recall(const PolledFeed& feed) {
    const auto& state = feed.state;
    const bool reached = state.status != 0;
    if (!reached && !was_unanswered(state)) return;
    const bool known = reached || (state.last_success && state.error_count <= 1);
    outage_.note(feed.host(), known, reached, clock_.steady());
}

void Refresher::count(const Result<http::FetchResponse>& response, const PollRecord& record) {
    const auto& state = record.record().state;
    metrics_.fetches.increment(outcome_name(record));
    if (!state.error_class.empty()) metrics_.fetch_errors.increment(state.error_class);
    if (!state.warning.empty() && record.record().document) metrics_.parse_warnings.increment();
    if (!response) return;
    metrics_.fetch_seconds.observe(response->elapsed);
    metrics_.fetch_wire_bytes.increment(static_cast<double>(response->wire_bytes));
}

awaitable<Result<Refreshed>> Refresher::store(const PolledFeed& feed, PollRecord& record,
                                              const std::function<bool()>& is_pushed) {
    Refreshed refreshed;
    refreshed.state = record.record().state;
    refreshed.verdict = record.verdict();
    refreshed.is_push = record.is_push();
    refreshed.hold = record.record().hold;
    refreshed.hub = record.hub();
    const auto now = record.record().time;
    auto stored = co_await store_.record_fetch(record.take());
    if (!stored) {
        if (stored.error().code() == ErrorCode::cancelled) co_return stored.error();
        refreshed.state = schedule_alone(feed.state, std::move(refreshed.state));
        // It was to go on elsewhere, or not at all, which nobody knows of now.
        const bool is_scheduled = refreshed.state.next_poll && !goes_on_elsewhere(refreshed.state);
        if (!is_scheduled && !refreshed.state.retired) record.schedule(refreshed.state);
        refreshed.lost = stored.error();
        co_return refreshed;
    }
    refreshed.report = std::move(*stored);
    const auto& report = refreshed.report;
    metrics_.articles.increment("added", report.added);
    metrics_.articles.increment("revised", report.revised);
    metrics_.articles.increment("unchanged", report.unchanged);
    if (report.has_news()) refreshed.state.last_change = now;  // as the store has it by now
    if (!report.changed_sections.empty()) updates_.articles_changed(report);
    // What a hub brings says nothing of hubs and redirects.
    const auto untold = record.untold(report);
    if (refreshed.is_push) {
        // The next poll writes it down: it counts when the hub brings no more.
        refreshed.state.posting = feeds::with_untold(refreshed.state.posting, untold);
        co_return refreshed;
    }
    const bool is_moving = !refreshed.state.move.to.empty() || record.is_redirected();
    const bool is_settled = !refreshed.state.push_until && !is_moving && untold == 0;
    if (is_settled) co_return refreshed;
    const bool same_feed = record.same_feed() || report.unchanged + report.revised > 0;
    // News that no hub had brought: it is no longer taken at its word.
    const bool has_news = report.added + report.joined > 0;  // to this feed, whoever else has brought it
    const bool missed = has_news && refreshed.state.push_until && !(is_pushed && is_pushed());
    const auto amended = co_await amend_by_report(feed, same_feed, missed, record, refreshed);
    if (!amended) {
        refreshed.lost = amended.error();
        co_return refreshed;
    }
    const auto followed = co_await follow_move(feed, same_feed, refreshed);
    if (!followed) refreshed.lost = followed.error();
    co_return refreshed;
}

awaitable<void> Refresher::amend(store::FeedId feed, store::FetchState state) {
    store::FetchRecord record;
    record.feed = feed;
    record.time = state.last_poll.value_or(feeds::Timestamp());
    record.state = std::move(state);
    const auto stored = co_await store_.record_fetch(std::move(record));
    if (!stored) log::error("state not stored", {{"error", stored.error().detail()}});
}

}  // namespace broadsheet
