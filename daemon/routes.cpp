#include "daemon/routes.hpp"

#include "daemon/base/offload.hpp"
#include "daemon/host_holds.hpp"
#include "daemon/http/respond.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

using http::HttpRequest;
using http::PathArguments;

constexpr std::uint32_t status_events = 200;
constexpr std::chrono::seconds status_age{2};  // that makes many who ask for it no more work than one
constexpr const char* status_policy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

/// What only machines look at.
http::HttpResponse raw(unsigned status, const char* type, std::string text, const char* caching = "no-store") {
    http::HttpResponse response(status, type, std::move(text));
    response.headers.set("Cache-Control", caching);
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

http::HttpResponse plain(unsigned status, std::string text) {
    return raw(status, "text/plain; charset=utf-8", std::move(text));
}

std::string uptime_text(std::chrono::milliseconds up) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(up).count();
    return std::to_string(minutes / 1440) + "d " + std::to_string(minutes / 60 % 24) + "h " +
           std::to_string(minutes % 60) + "m";
}

}  // namespace

Routes::Routes(StoreService& store, ResponseCache& cache, SectionVersions& versions,
               boost::asio::thread_pool& renderers, Clock& clock, Metrics& metrics)
    : store_(store),
      cache_(cache),
      versions_(versions),
      renderers_(renderers),
      clock_(clock),
      metrics_(metrics),
      started_(clock.steady()) {
    add_feed_routes();
    add_page_routes();
    add_status_routes();
}

void Routes::use(ViewContext context) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    context.since = std::min(context.since, now);
    if (context_) context.since = context.says_the_same_as(*context_) ? context_->since : now;
    context_ = std::make_shared<const ViewContext>(std::move(context));
    versions_.everything_changed();
    cache_.clear();
}

awaitable<http::HttpResponse> Routes::answer(const HttpRequest& request) {
    auto response = co_await router_.route(request);
    if (!instance_.empty()) response.headers.add(std::string(http::instance_field), instance_);
    co_return response;
}

void Routes::add_status_routes() {
    const auto get = [this](std::string pattern, http::RouteHandler handler) {
        router_.add("GET", std::move(pattern), std::move(handler));
    };
    get("/status", [this](const HttpRequest& request, const PathArguments&) { return status_page(request); });
    get("/status.json", [this](const HttpRequest& request, const PathArguments&) { return status_document(request); });
    get("/healthz", [this](const HttpRequest&, const PathArguments&) { return health(); });
    get("/readyz", [this](const HttpRequest&, const PathArguments&) { return readiness(); });
    get("/metrics", [this](const HttpRequest&, const PathArguments&) { return metrics(); });
}

/// Alive: this thread answers.
Routes::Response Routes::health() {
    co_return plain(200, "ok\n");
}

/// Ready: the store answers too, writer and reader.
Routes::Response Routes::readiness() {
    if (!ready_) co_return plain(503, "starting or stopping\n");
    const auto answered = co_await store_.ping();
    if (!answered) co_return plain(503, "the store does not answer: " + answered.error().detail() + "\n");
    if (!store_fault_.empty()) co_return plain(200, "ready, but polls cannot be stored: " + store_fault_ + "\n");
    co_return plain(200, "ready\n");
}

Routes::Response Routes::metrics() {
    metrics_.store_queue.set(static_cast<double>(store_.waiting()));
    co_return raw(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.render());
}

awaitable<Result<std::vector<store::FeedRecord>>> Routes::all_feeds() {
    auto feeds = co_await store_.feeds();
    if (!feeds) co_return feeds;
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    const auto holds = co_await store_.holds(now);
    if (!holds) co_return holds.error();
    respect_holds(*feeds, *holds, now);
    co_return feeds;
}

Routes::Response Routes::status_document(const HttpRequest& request) {
    const ResponseCache::Render render = [this] { return render_status_document(); };
    co_return co_await status(request, "status.json", render);
}

Routes::Response Routes::status_page(const HttpRequest& request) {
    const ResponseCache::Render render = [this] { return render_status_page(); };
    co_return co_await status(request, "status", render);
}

/// Nothing tells when a feed's health has changed: it has a version for every moment.
Routes::Response Routes::status(const HttpRequest& request, std::string key, ResponseCache::Render render) {
    const auto version = static_cast<std::uint64_t>((clock_.steady() - started_) / status_age);
    const auto document = co_await cache_.get(std::move(key), version, std::move(render));
    if (!document) co_return http::problem(document.error());
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_status_document() {
    auto feeds = co_await all_feeds();
    if (!feeds) co_return feeds.error();
    auto stats = co_await store_.stats();
    if (!stats) co_return stats.error();
    const auto events = co_await store_.events(status_events);
    if (!events) co_return events.error();
    const auto job = [&feeds, &stats, &events, fault = store_fault_] {
        auto text = status_json(*feeds, *stats, *events, fault);
        return Document(http::make_cached_body(std::move(text), "application/json", std::nullopt, "no-cache"));
    };
    co_return co_await offload(renderers_, job);
}

awaitable<Result<Routes::Document>> Routes::render_status_page() {
    auto feeds = co_await all_feeds();
    if (!feeds) co_return feeds.error();
    auto stats = co_await store_.stats();
    if (!stats) co_return stats.error();
    const auto context = context_;
    const auto up = clock_.steady() - started_;
    const auto job = [&feeds, &stats, &context, up, fault = store_fault_] {
        auto view = status_view(std::move(*feeds), *stats);
        view.uptime = uptime_text(up);
        view.store_fault = fault;
        auto text = pages::render_status(site_view(*context), view);
        const auto plain_body =
            http::make_cached_body(std::move(text), "text/html; charset=utf-8", std::nullopt, "no-cache");
        auto body = std::make_shared<http::CachedBody>(*plain_body);
        body->content_security_policy = status_policy;
        return Document(body);
    };
    co_return co_await offload(renderers_, job);
}

std::uint64_t Routes::version_of(const std::string& section) const {
    return section == everything ? versions_.all() : versions_.of(section);
}

bool Routes::is_section(const std::string& section) const {
    return section == everything || context_->section(section) != nullptr;
}

}  // namespace broadsheet
