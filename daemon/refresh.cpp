#include "daemon/refresh.hpp"

#include "daemon/base/log.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/base/offload.hpp"
#include "feeds/digest.hpp"
#include "feeds/read.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace broadsheet {

namespace {

using feeds::FetchOutcome;
using feeds::Timestamp;
using feeds::Verdict;
using std::chrono::seconds;

constexpr std::string_view accept =
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1";

/// What a document came to on the worker pool.
struct Digest {
    std::string body_hash;
    bool same_body = false;
    Error error;  // when there is neither a feed nor the same body
    std::optional<feeds::Feed> feed;
    std::vector<store::IncomingArticle> articles;
};

http::FetchRequest make_request(const PolledFeed& feed) {
    http::FetchRequest request(feed.url);
    request.headers.set("Accept", std::string(accept));
    for (const auto& [name, value] : feeds::conditional_fields(feed.state.validators)) request.headers.set(name, value);
    for (const auto& [name, value] : feed.request_fields) {
        request.headers.set(name, value);
        request.private_fields.push_back(name);
    }
    request.timeout = feed.fetch.timeout;
    request.connect_timeout = feed.fetch.connect_timeout;
    request.max_size = feed.fetch.max_size;
    request.allow_private = feed.fetch.allow_private;
    request.tls_verify = feed.tls_verify;
    request.proxy = feed.fetch.proxy;
    request.no_proxy = feed.fetch.no_proxy;
    return request;
}

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
    head.retry_after = field("Retry-After");
    return head;
}

feeds::DocumentContext context_of(const http::FetchResponse& response) {
    feeds::DocumentContext context;
    context.url = response.url;
    context.content_type = response.headers.get("Content-Type");
    context.content_location = response.headers.get("Content-Location");
    context.content_language = response.headers.get("Content-Language");
    return context;
}

std::vector<std::string> sections_for(const feeds::Article& article, const std::vector<Destination>& destinations) {
    std::vector<std::string> sections;
    for (const auto& destination : destinations)
        if (destination.rules.lets_in(article)) sections.push_back(destination.section);
    return sections;
}

std::vector<store::IncomingArticle> take_articles(feeds::Feed& document, const PolledFeed& feed) {
    auto fingerprints = feeds::fingerprint(document, feed.identity);
    std::vector<store::IncomingArticle> articles;
    articles.reserve(document.articles.size());
    for (std::size_t i = 0; i < document.articles.size(); ++i) {
        if (fingerprints[i].key.empty()) continue;
        auto sections = sections_for(document.articles[i], feed.destinations);
        articles.push_back({std::move(document.articles[i]), std::move(fingerprints[i]), std::move(sections)});
    }
    document.articles.clear();
    return articles;
}

/// Worker pool: the CPU's share of a refresh.
Digest digest(const http::FetchResponse& response, const PolledFeed& feed) {
    Digest result;
    result.body_hash = feeds::to_hex(feeds::sha256(response.body));
    result.same_body = result.body_hash == feed.state.body_hash;
    if (result.same_body) return result;
    auto document = feeds::read_feed(response.body, context_of(response));
    if (!document) {
        result.error = document.error();
        return result;
    }
    result.feed = std::move(*document);
    result.articles = take_articles(*result.feed, feed);
    return result;
}

void note_success(store::FetchState& state, Timestamp now) {
    state.last_success = now;
    state.error_class.clear();
    state.error.clear();
    state.error_count = 0;
}

void note_failure(store::FetchState& state, ErrorCode code, std::string detail) {
    state.error_class = to_string(code);
    state.error = std::move(detail);
    ++state.error_count;
}

/// A number in [0, 1) that differs from feed to feed and poll to poll, and is the same whenever it is asked for.
double jitter_of(const PolledFeed& feed, Timestamp now) {
    const auto seed = feeds::hash64(feed.url + '\n' + std::to_string(now.time_since_epoch().count()));
    return static_cast<double>(seed >> 11) * 0x1.0p-53;
}

void choose_next_poll(store::FetchState& state, const PolledFeed& feed, const FetchOutcome& outcome, Timestamp now) {
    const feeds::PollPolicy policy{feed.fetch.interval, feed.fetch.min_interval, feed.fetch.max_interval};
    const feeds::PollHints hints{state.hints, outcome.fresh_for, outcome.retry_after};
    const feeds::PollHistory history{outcome.verdict, state.error_count};
    auto next = feeds::next_poll(policy, hints, history, now, jitter_of(feed, now));
    state.next_poll = next.when;
    state.schedule_reason = std::move(next.reason);
}

/// Folds the digest of a 200 into the record: the validators go in with the articles they stand for, or not at all.
void fold_in(Digest digest, const feeds::AnswerHead& head, FetchOutcome& outcome, store::FetchRecord& record) {
    auto& state = record.state;
    if (!digest.same_body && !digest.feed) {
        outcome.verdict = Verdict::failed;
        note_failure(state, digest.error.code(), digest.error.detail());
        return;
    }
    note_success(state, record.time);
    state.validators = feeds::validators_of(head);
    state.body_hash = std::move(digest.body_hash);
    if (digest.same_body) return;
    state.hints = feeds::hints_of(*digest.feed);
    state.warning = digest.feed->warnings.empty() ? std::string() : digest.feed->warnings.front();
    record.document = std::move(digest.feed);
    record.articles = std::move(digest.articles);
}

}  // namespace

Refresher::Refresher(http::HttpClient& client, StoreService& store, boost::asio::thread_pool& workers, Clock& clock,
                     UpdateListener& updates, Metrics& metrics)
    : client_(client), store_(store), workers_(workers), clock_(clock), updates_(updates), metrics_(metrics) {}

awaitable<Result<Refreshed>> Refresher::refresh(const PolledFeed& feed) {
    auto request = make_request(feed);
    auto response = co_await client_.send(std::move(request));
    if (!response && response.error().code() == ErrorCode::cancelled) co_return response.error();

    const auto now = std::chrono::floor<seconds>(clock_.now());
    store::FetchRecord record;
    record.feed = feed.id;
    record.time = now;
    record.ignore_dates = feed.ignore_dates;
    record.state = feed.state;
    record.state.last_poll = now;
    record.state.status = response ? static_cast<int>(response->status) : 0;

    FetchOutcome outcome;
    if (!response) {
        note_failure(record.state, response.error().code(), response.error().detail());
    } else {
        const auto head = head_of(*response);
        outcome = feeds::classify(head, feed.state.validators, now);
        if (outcome.verdict == Verdict::document) {
            const auto job = [&response, &feed] { return digest(*response, feed); };
            auto result = co_await offload(workers_, job);
            fold_in(std::move(result), head, outcome, record);
        } else if (outcome.verdict == Verdict::not_modified) {
            note_success(record.state, now);
            record.state.validators = feeds::refreshed_by(feed.state.validators, head);
        } else {
            note_failure(record.state, outcome.error, outcome.detail);
            if (outcome.forget_validators) record.state.validators = {};
        }
    }
    choose_next_poll(record.state, feed, outcome, now);

    Refreshed refreshed;
    refreshed.state = record.state;
    refreshed.verdict = outcome.verdict;
    if (outcome.verdict == Verdict::rate_limited) refreshed.hold_host = *record.state.next_poll - now;
    auto stored = co_await store_.record_fetch(std::move(record));
    if (!stored) co_return stored.error();
    refreshed.report = std::move(*stored);
    if (refreshed.report.added + refreshed.report.revised > 0) refreshed.state.last_change = now;
    if (!refreshed.report.changed_sections.empty()) updates_.articles_changed(refreshed.report);
    co_return refreshed;
}

}  // namespace broadsheet
