#include "daemon/http/respond.hpp"

#include "daemon/http/compress.hpp"
#include "daemon/http/http_date.hpp"
#include "daemon/http/negotiate.hpp"
#include "feeds/ascii.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::http {

namespace {

constexpr std::size_t worth_compressing = 1024;
constexpr std::string_view strictest_policy = "default-src 'none'; sandbox";

/// A strong tag from the bytes: the same on every replica and after a restart.
std::string tag_of(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    constexpr std::size_t bytes_used = 16;
    std::string tag = "\"";
    for (std::size_t i = 0; i < bytes_used; ++i) feeds::append_hex(tag, static_cast<char>(digest[i]));
    return tag + '"';
}

std::shared_ptr<const std::string> kept_if_smaller(std::optional<std::string> coded, std::size_t than) {
    if (!coded || coded->size() >= than) return nullptr;
    coded->shrink_to_fit();
    return std::make_shared<const std::string>(std::move(*coded));
}

const std::shared_ptr<const std::string>& bytes_in(const CachedBody& body, Coding coding) {
    switch (coding) {
        case Coding::gzip: return body.gzip;
        case Coding::brotli: return body.brotli;
        case Coding::zstd: return body.zstd;
        case Coding::identity: break;
    }
    return body.identity;
}

std::optional<Coding> negotiated(const HttpRequest& request, const CachedBody& body) {
    if (!request.headers.find("Accept-Encoding")) return Coding::identity;
    std::array<Coding, 4> offered{};
    std::size_t count = 0;
    for (const Coding coding : {Coding::brotli, Coding::zstd, Coding::gzip, Coding::identity}) {
        if (bytes_in(body, coding)) offered[count++] = coding;
    }
    const std::string accepted = request.headers.joined("Accept-Encoding");
    return choose_coding(accepted, std::span(offered.data(), count));
}

/// What the client's conditions come to, in the order of RFC 9110 §13.2.2.
struct Verdict {
    unsigned status = 200;
    std::string tag;
};

Verdict judge(const HttpRequest& request, const CachedBody& body, Coding coding,
              std::optional<std::chrono::sys_seconds> modified) {
    const auto date_in = [&](std::string_view name) -> std::optional<std::chrono::sys_seconds> {
        const auto text = modified ? request.headers.find(name) : std::nullopt;
        return text ? parse_date(*text, request.received) : std::nullopt;
    };
    Verdict verdict{200, tag_for(body.etag, coding)};
    if (request.headers.find("If-Match")) {
        if (!matches_strongly(request.headers.joined("If-Match"), body.etag)) verdict.status = 412;
    } else if (const auto since = date_in("If-Unmodified-Since"); since && *modified > *since) {
        verdict.status = 412;
    }
    if (verdict.status != 200) return verdict;
    if (request.headers.find("If-None-Match")) {
        if (auto held = matching_tag(request.headers.joined("If-None-Match"), body.etag, coding)) {
            verdict = Verdict{304, std::move(*held)};
        }
    } else if (const auto since = date_in("If-Modified-Since"); since && *modified <= *since) {
        // A date that has not come yet says nothing of what the client holds.
        if (request.received == std::chrono::sys_seconds() || *since <= request.received) verdict.status = 304;
    }
    return verdict;
}

void add_common(HttpResponse& response, const CachedBody& body) {
    response.headers.add("Vary", "Accept-Encoding");
    if (body.cors) allow_any_origin(response);
}

HttpResponse not_acceptable(const CachedBody& body) {
    HttpResponse response = problem(406, "none of the codings in Accept-Encoding can be served");
    add_common(response, body);
    return response;
}

void add_content(HttpResponse& response, const CachedBody& body, Coding coding) {
    response.body = bytes_in(body, coding);
    response.headers.add("Content-Type", body.content_type);
    if (coding != Coding::identity) response.headers.add("Content-Encoding", std::string(coding_name(coding)));
    response.headers.add("X-Content-Type-Options", "nosniff");
    const bool own_policy = !body.content_security_policy.empty();
    response.headers.add("Content-Security-Policy",
                         own_policy ? body.content_security_policy : std::string(strictest_policy));
}

}  // namespace

void allow_any_origin(HttpResponse& response) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Expose-Headers", "ETag, Last-Modified, Link, Retry-After");
}

std::shared_ptr<const CachedBody> make_cached_body(std::string text, std::string content_type,
                                                   std::optional<std::chrono::sys_seconds> last_modified,
                                                   std::string cache_control) {
    auto body = std::make_shared<CachedBody>();
    body->etag = tag_of(text);
    if (text.size() >= worth_compressing) {
        body->gzip = kept_if_smaller(gzip(text), text.size());
        body->brotli = kept_if_smaller(brotli(text), text.size());
        body->zstd = kept_if_smaller(zstd(text), text.size());
    }
    body->identity = std::make_shared<const std::string>(std::move(text));
    body->content_type = std::move(content_type);
    body->last_modified = last_modified;
    body->cache_control = std::move(cache_control);
    return body;
}

HttpResponse respond(const HttpRequest& request, const CachedBody& body) {
    const auto coding = negotiated(request, body);
    if (!coding) return not_acceptable(body);
    auto modified = body.last_modified;
    if (modified && request.received != std::chrono::sys_seconds()) modified = std::min(*modified, request.received);
    Verdict verdict = judge(request, body, *coding, modified);
    if (verdict.status == 412) {
        HttpResponse response = problem(412, "the document is not the one that the request is about");
        add_common(response, body);
        return response;
    }
    HttpResponse response;
    response.status = verdict.status;
    response.headers.reserve(12);
    if (response.status == 200) add_content(response, body, *coding);
    response.headers.add("ETag", std::move(verdict.tag));
    if (modified) response.headers.add("Last-Modified", format_date(*modified));
    if (!body.cache_control.empty()) response.headers.add("Cache-Control", body.cache_control);
    if (!body.link.empty()) response.headers.add("Link", body.link);
    add_common(response, body);
    return response;
}

HttpResponse respond_with_error(unsigned status, const HttpRequest& request, const CachedBody& body) {
    const auto coding = negotiated(request, body);
    if (!coding) return not_acceptable(body);
    HttpResponse response;
    response.status = status;
    add_content(response, body, *coding);
    response.headers.add("Cache-Control", "no-store");
    add_common(response, body);
    return response;
}

}  // namespace broadsheet::http
