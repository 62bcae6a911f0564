#pragma once
// Every address that the daemon answers, and the handlers behind them: versions and cache first, then the store, then a
// worker. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/http/router.hpp"
#include "daemon/response_cache.hpp"
#include "daemon/section_versions.hpp"
#include "daemon/store_service.hpp"
#include "daemon/views.hpp"
#include "feeds/render.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace broadsheet {

class WebSubSubscriber;

class Routes {
public:
    Routes(StoreService& store, ResponseCache& cache, SectionVersions& versions, boost::asio::thread_pool& renderers,
           Clock& clock, Metrics& metrics);

    /// What every answer has in http::instance_field from now on.
    void sign_with(std::string instance) { instance_ = std::move(instance); }

    /// Before the first request; `subscriber` must outlive this.
    void add_websub_routes(WebSubSubscriber& subscriber);

    /// From now on documents are made after this config. They are as new as it at least: as its file at a start, and as
    /// this moment where it says something else than the one before.
    void use(ViewContext context);
    /// Is every part of the daemon up? Asked by /readyz.
    void set_ready(bool ready) { ready_ = ready; }
    /// Why polls cannot be stored; empty: they can. What there is goes on to be published.
    void set_store_fault(const std::string& fault) { store_fault_ = fault; }

    /// Answers any request. The awaitable must not outlive this.
    [[nodiscard]] awaitable<http::HttpResponse> answer(const http::HttpRequest& request);

    /// What a hub brings for whom a feed waits may be as large as what is fetched; no other request has much to say.
    [[nodiscard]] std::size_t body_limit(const http::HttpRequest& request) const;

private:
    using Response = awaitable<http::HttpResponse>;
    using Document = ResponseCache::Document;
    using Context = std::shared_ptr<const ViewContext>;

    void add_feed_routes();
    void add_page_routes();
    void add_status_routes();

    Response feed(const http::HttpRequest& request, std::string section, feeds::OutputFormat format);
    Response section_page(const http::HttpRequest& request, std::string section);
    Response front_page(const http::HttpRequest& request);
    Response article_page(const http::HttpRequest& request, std::string id);
    Response status_page(const http::HttpRequest& request);
    Response status_document(const http::HttpRequest& request);
    Response status(const http::HttpRequest& request, std::string key, ResponseCache::Render render);
    Response opml(const http::HttpRequest& request, bool sources);
    Response health();
    Response readiness();
    Response metrics();
    Response style(const http::HttpRequest& request);
    Response not_found(const http::HttpRequest& request, std::string what);

    awaitable<Result<Document>> render_feed(std::string section, feeds::OutputFormat format, unsigned page,
                                            Context context);
    awaitable<Result<Document>> render_section_page(std::string section, unsigned page, Context context);
    awaitable<Result<Document>> render_front(Context context);
    awaitable<Result<Document>> render_article(store::ArticleId id, Context context);
    awaitable<Result<Document>> render_opml(bool sources, Context context);
    awaitable<Result<Document>> render_status_page();
    awaitable<Result<Document>> render_status_document();

    awaitable<Result<std::vector<store::FeedRecord>>> all_feeds();
    [[nodiscard]] std::uint64_t version_of(const std::string& section) const;
    [[nodiscard]] bool is_section(const std::string& section) const;

    StoreService& store_;
    ResponseCache& cache_;
    SectionVersions& versions_;
    boost::asio::thread_pool& renderers_;
    Clock& clock_;
    Metrics& metrics_;
    const WebSubSubscriber* subscriber_ = nullptr;
    http::Router router_;
    Context context_;
    SteadyTime started_;
    std::string instance_;
    bool ready_ = false;
    std::string store_fault_;
};

}  // namespace broadsheet
