#include "daemon/http/router.hpp"

#include "daemon/http/respond.hpp"

#include <algorithm>
#include <optional>

namespace broadsheet::http {

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    for (;;) {
        const std::size_t slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

/// A segment of a pattern: fixed text, or fixed text on both sides of a {name}.
struct SegmentPattern {
    explicit SegmentPattern(std::string_view text) {
        const std::size_t open = text.find('{');
        const std::size_t close = text.find('}', open == std::string_view::npos ? 0 : open);
        before = text.substr(0, open);
        if (open == std::string_view::npos || close == std::string_view::npos) return;
        named = true;
        after = text.substr(close + 1);
    }

    /// What the {name} stands for, never nothing; an empty view where there is no name.
    [[nodiscard]] std::optional<std::string_view> match(std::string_view segment) const {
        if (!named) return segment == before ? std::optional(std::string_view()) : std::nullopt;
        if (segment.size() <= before.size() + after.size()) return std::nullopt;
        if (!segment.starts_with(before) || !segment.ends_with(after)) return std::nullopt;
        return segment.substr(before.size(), segment.size() - before.size() - after.size());
    }

    /// Literal text first, then the longer fixed text.
    [[nodiscard]] std::pair<bool, std::size_t> rank() const { return {!named, before.size() + after.size()}; }

    std::string_view before;
    std::string_view after;
    bool named = false;
};

bool goes_before(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const auto rank_a = SegmentPattern(a[i]).rank();
        const auto rank_b = SegmentPattern(b[i]).rank();
        if (rank_a != rank_b) return rank_a > rank_b;
    }
    return false;
}

std::optional<PathArguments> match(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    PathArguments arguments;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const SegmentPattern segment(pattern[i]);
        const auto argument = segment.match(path[i]);
        if (!argument) return std::nullopt;
        if (segment.named) arguments.emplace_back(*argument);
    }
    return arguments;
}

/// "GET" → "GET, HEAD", in alphabetical order, with OPTIONS.
std::string allow_list(std::vector<std::string> methods) {
    if (std::find(methods.begin(), methods.end(), "GET") != methods.end()) methods.emplace_back("HEAD");
    methods.emplace_back("OPTIONS");
    std::sort(methods.begin(), methods.end());
    methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
    std::string list;
    for (const auto& method : methods) list += (list.empty() ? "" : ", ") + method;
    return list;
}

HttpResponse options(const HttpRequest& request, const std::string& allowed) {
    HttpResponse response;
    response.status = 204;
    response.headers.add("Allow", allowed);
    if (request.headers.find("Origin") && request.headers.find("Access-Control-Request-Method")) {
        response.headers.add("Access-Control-Allow-Origin", "*");
        response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        response.headers.add("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since");
        response.headers.add("Access-Control-Max-Age", "86400");
        response.headers.add("Vary", "Origin, Access-Control-Request-Method");
    }
    return response;
}

HttpResponse not_here(unsigned status, std::string_view detail) {
    HttpResponse response = problem(status, detail);
    allow_any_origin(response);
    return response;
}

}  // namespace

void Router::add(std::string method, std::string pattern, RouteHandler handler) {
    Route route;
    route.method = std::move(method);
    for (const auto segment : segments_of(pattern)) route.segments.emplace_back(segment);
    route.handler = std::move(handler);
    const auto place = std::find_if(routes_.begin(), routes_.end(), [&route](const Route& other) {
        return goes_before(route.segments, other.segments);
    });
    routes_.insert(place, std::move(route));
}

awaitable<HttpResponse> Router::route(const HttpRequest& request) const {
    if (request.path == "*") co_return options(request, allow_list({"GET"}));
    const auto path = segments_of(request.path);
    const std::string_view wanted =
        request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
    const std::vector<std::string>* matched = nullptr;
    std::vector<std::string> methods;
    for (const Route& route : routes_) {
        // The first pattern that fits decides; routes of the same pattern differ in their methods.
        if (matched != nullptr && route.segments != *matched) continue;
        const auto arguments = match(route.segments, path);
        if (!arguments) continue;
        if (route.method == wanted) co_return co_await route.handler(request, *arguments);
        matched = &route.segments;
        methods.push_back(route.method);
    }
    if (matched == nullptr) co_return not_here(404, "there is nothing at this address");
    const std::string allowed = allow_list(std::move(methods));
    if (request.method == "OPTIONS") co_return options(request, allowed);
    HttpResponse response = not_here(405, "this address does not answer to this method");
    response.headers.add("Allow", allowed);
    co_return response;
}

}  // namespace broadsheet::http
