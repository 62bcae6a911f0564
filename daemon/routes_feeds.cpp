#include "daemon/base/offload.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/page_number.hpp"
#include "daemon/routes.hpp"
#include "feeds/opml.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

using feeds::OutputFormat;
using http::HttpRequest;
using http::PathArguments;

constexpr const char* feed_caching = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400";

/// RFC 8288: self, and the same document in the other formats.
std::string link_field(const feeds::OutputFeed& feed, OutputFormat format) {
    const auto& self = format == OutputFormat::atom  ? feed.atom_url
                       : format == OutputFormat::rss ? feed.rss_url
                                                     : feed.json_url;
    std::string field = "<" + self + ">; rel=\"self\"";
    const auto alternate = [&field](const std::string& url, const char* type) {
        field += ", <" + url + ">; rel=\"alternate\"; type=\"" + type + "\"";
    };
    alternate(feed.home_page_url, "text/html");
    if (format != OutputFormat::atom) alternate(feed.atom_url, "application/atom+xml");
    if (format != OutputFormat::rss) alternate(feed.rss_url, "application/rss+xml");
    if (format != OutputFormat::json) alternate(feed.json_url, "application/feed+json");
    return field;
}

/// Worker pool.
ResponseCache::Document make_feed(const store::Page& records, const std::string& section, OutputFormat format,
                                  unsigned page, const ViewContext& context) {
    auto feed = feed_view(section, records, page, context);
    list_sources(feed);
    auto body = std::make_shared<http::CachedBody>(
        *http::make_cached_body(feeds::render(feed, format), std::string(feeds::media_type(format)),
                                std::max(feed.updated, context.since), feed_caching));
    body->cors = true;
    body->link = link_field(feed, format);
    return body;
}

http::HttpResponse public_problem(http::HttpResponse response) {
    http::allow_any_origin(response);
    return response;
}

}  // namespace

void Routes::add_feed_routes() {
    for (const auto format : {OutputFormat::atom, OutputFormat::rss, OutputFormat::json})
        router_.add("GET", "/{section}." + std::string(feeds::suffix(format)),
                    [this, format](const HttpRequest& request, const PathArguments& arguments) {
                        return feed(request, arguments[0], format);
                    });
    router_.add("GET", "/sections.opml",
                [this](const HttpRequest& request, const PathArguments&) { return opml(request, false); });
    router_.add("GET", "/sources.opml",
                [this](const HttpRequest& request, const PathArguments&) { return opml(request, true); });
}

Routes::Response Routes::feed(const HttpRequest& request, std::string section, OutputFormat format) {
    if (!is_section(section)) co_return public_problem(http::problem(404, "there is no section \"" + section + "\""));
    const auto page = page_number(request);
    if (!page) co_return public_problem(http::problem(400, page.error().detail()));
    const auto key = std::string(feeds::suffix(format)) + "\n" + section + "\n" + std::to_string(*page);
    const auto context = context_;
    const ResponseCache::Render render = [this, section, format, number = *page, context] {
        return render_feed(section, format, number, context);
    };
    const auto document = co_await cache_.get(key, version_of(section), render);
    if (!document) co_return public_problem(http::problem(document.error()));
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_feed(std::string section, OutputFormat format, unsigned page,
                                                        Context context) {
    metrics_.renders.increment(feeds::suffix(format));
    const store::ArticleQuery query(section == everything ? std::string() : section, context->limit, page);
    const auto records = co_await store_.page(query);
    if (!records) co_return records.error();
    if (page > page_count(records->total, context->limit))
        co_return fail(ErrorCode::not_found, "there is no page " + std::to_string(page) + ": the last is " +
                                                 std::to_string(page_count(records->total, context->limit)));
    const auto job = [&] { return make_feed(*records, section, format, page, *context); };
    co_return co_await offload(renderers_, job);
}

Routes::Response Routes::opml(const HttpRequest& request, bool sources) {
    const auto context = context_;
    const ResponseCache::Render render = [this, sources, context] { return render_opml(sources, context); };
    const std::string key = sources ? "sources.opml" : "sections.opml";
    const auto document = co_await cache_.get(key, versions_.all(), render);
    if (!document) co_return public_problem(http::problem(document.error()));
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_opml(bool sources, Context context) {
    feeds::OpmlList list = sections_opml(*context);
    if (sources) {
        const auto records = co_await store_.feeds();
        if (!records) co_return records.error();
        list = sources_opml(*records, *context);
    }
    const auto job = [&list] {
        auto body = std::make_shared<http::CachedBody>(*http::make_cached_body(
            feeds::render_opml(list), "text/x-opml; charset=utf-8", std::nullopt, "public, max-age=300"));
        body->cors = true;
        return body;
    };
    const std::shared_ptr<const http::CachedBody> document = co_await offload(renderers_, job);
    co_return document;
}

}  // namespace broadsheet
