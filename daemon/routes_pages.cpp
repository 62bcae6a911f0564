#include "daemon/base/offload.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/page_number.hpp"
#include "daemon/routes.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace broadsheet {

namespace {

using http::HttpRequest;
using http::PathArguments;

constexpr std::uint32_t front_entries = 7;  // of each section
constexpr const char* page_caching = "public, max-age=60, stale-while-revalidate=300";
constexpr const char* html = "text/html; charset=utf-8";

// Pictures and recordings may come from their publishers; nothing else comes from anywhere, and nothing runs.
constexpr const char* page_policy =
    "default-src 'none'; style-src 'self'; img-src 'self' http: https: data:; media-src http: https:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

ResponseCache::Document page_body(std::string text, std::optional<std::chrono::sys_seconds> changed) {
    auto body =
        std::make_shared<http::CachedBody>(*http::make_cached_body(std::move(text), html, changed, page_caching));
    body->content_security_policy = page_policy;
    return body;
}

/// One spelling of each number alone: every other would be kept as a document of its own.
Result<store::ArticleId> article_id(const std::string& text) {
    std::int64_t number = 0;
    const auto error = std::from_chars(text.data(), text.data() + text.size(), number).ec;
    if (error != std::errc() || number <= 0 || text != std::to_string(number))
        return fail(ErrorCode::not_found, "there is no such article");
    return store::ArticleId{number};
}

}  // namespace

void Routes::add_page_routes() {
    const auto get = [this](std::string pattern, http::RouteHandler handler) {
        router_.add("GET", std::move(pattern), std::move(handler));
    };
    get("/", [this](const HttpRequest& request, const PathArguments&) { return front_page(request); });
    get("/{section}", [this](const HttpRequest& request, const PathArguments& arguments) {
        return section_page(request, arguments[0]);
    });
    get("/article/{id}", [this](const HttpRequest& request, const PathArguments& arguments) {
        return article_page(request, arguments[0]);
    });
    get(pages::stylesheet_path(), [this](const HttpRequest& request, const PathArguments&) { return style(request); });
}

Routes::Response Routes::style(const HttpRequest& request) {
    static const auto body = http::make_cached_body(pages::stylesheet(), "text/css; charset=utf-8", std::nullopt,
                                                    "public, max-age=31536000, immutable");
    co_return http::respond(request, *body);
}

/// For a person, in the paper's own frame.
Routes::Response Routes::not_found(const HttpRequest& request, std::string what) {
    const auto body = page_body(pages::render_message(site_view(*context_), 404, what), std::nullopt);
    co_return http::respond_with_error(404, request, *body);
}

Routes::Response Routes::front_page(const HttpRequest& request) {
    const auto context = context_;
    const ResponseCache::Render render = [this, context] { return render_front(context); };
    const auto document = co_await cache_.get("front", versions_.all(), render);
    if (!document) co_return http::problem(document.error());
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_front(Context context) {
    pages::FrontPage front;
    for (const auto& section : context->sections) {
        const store::ArticleQuery query(section.id, front_entries, 1);
        const auto records = co_await store_.page(query);
        if (!records) co_return records.error();
        pages::FrontPage::Block block;
        block.id = section.id;
        block.title = section.title;
        for (const auto& record : records->articles) block.entries.push_back(entry_view(record, *context));
        front.updated = std::max(front.updated, records->section.changed_at);
        front.blocks.push_back(std::move(block));
    }
    const auto job = [&front, &context] {
        return page_body(pages::render_front(site_view(*context), front), std::max(front.updated, context->since));
    };
    co_return co_await offload(renderers_, job);
}

Routes::Response Routes::section_page(const HttpRequest& request, std::string section) {
    if (!is_section(section)) co_return co_await not_found(request, "There is no section of this name.");
    const auto page = page_number(request);
    if (!page) co_return http::problem(400, page.error().detail());
    const auto context = context_;
    const ResponseCache::Render render = [this, section, number = *page, context] {
        return render_section_page(section, number, context);
    };
    const auto key = "page\n" + section + "\n" + std::to_string(*page);
    const auto document = co_await cache_.get(key, version_of(section), render);
    if (!document && document.error().code() == ErrorCode::not_found)
        co_return co_await not_found(request, "This section has no such page.");
    if (!document) co_return http::problem(document.error());
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_section_page(std::string section, unsigned page, Context context) {
    const store::ArticleQuery query(section == everything ? std::string() : section, context->limit, page);
    const auto records = co_await store_.page(query);
    if (!records) co_return records.error();
    if (page > page_count(records->total, context->limit))
        co_return fail(ErrorCode::not_found, "there is no such page");
    const auto job = [&] {
        const auto view = section_view(section, *records, page, *context);
        return page_body(pages::render_section(site_view(*context), view), std::max(view.feed.updated, context->since));
    };
    co_return co_await offload(renderers_, job);
}

Routes::Response Routes::article_page(const HttpRequest& request, std::string id) {
    const auto article = article_id(id);
    if (!article) co_return co_await not_found(request, "There is no such article.");
    const auto context = context_;
    const ResponseCache::Render render = [this, number = *article, context] { return render_article(number, context); };
    const auto document = co_await cache_.get("article\n" + id, versions_.all(), render);
    if (!document && document.error().code() == ErrorCode::not_found)
        co_return co_await not_found(request, "There is no such article.");
    if (!document) co_return http::problem(document.error());
    co_return http::respond(request, **document);
}

awaitable<Result<Routes::Document>> Routes::render_article(store::ArticleId id, Context context) {
    const auto record = co_await store_.article(id);
    if (!record) co_return record.error();
    const auto revisions = co_await store_.revisions(id);
    if (!revisions) co_return revisions.error();
    auto story = co_await store_.story(static_cast<std::int64_t>(id));
    if (!story && story.error().code() == ErrorCode::not_found) story = store::StoryRecord();
    if (!story) co_return story.error();
    const auto job = [&] {
        // When a story has changed, nobody has noted.
        const bool is_dated = story->members.size() < 2;
        const auto changed = std::max<std::chrono::sys_seconds>(record->last_changed, context->since);
        return page_body(
            pages::render_article(site_view(*context), article_view(*record, *revisions, *story, *context)),
            is_dated ? std::optional(changed) : std::nullopt);
    };
    co_return co_await offload(renderers_, job);
}

}  // namespace broadsheet
