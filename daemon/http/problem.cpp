#include "daemon/base/log.hpp"
#include "daemon/http/respond.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace broadsheet::http {

namespace {

unsigned status_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::not_found: return 404;
        case ErrorCode::conflict: return 409;
        case ErrorCode::invalid: return 400;
        case ErrorCode::unsupported: return 501;
        case ErrorCode::too_large: return 413;
        case ErrorCode::timeout: return 504;
        case ErrorCode::unreachable: return 502;
        case ErrorCode::refused: return 403;
        case ErrorCode::unavailable:
        case ErrorCode::exhausted: return 503;
        case ErrorCode::cancelled: return 503;
        case ErrorCode::corrupt: return 500;
        case ErrorCode::internal: return 500;
    }
    return 500;
}

}  // namespace

HttpResponse problem(unsigned status, std::string_view detail) {
    boost::json::object body;
    body["type"] = "about:blank";
    body["title"] = std::string(reason_phrase(status));
    body["status"] = status;
    if (!detail.empty()) body["detail"] = std::string(detail);
    HttpResponse response(status, "application/problem+json", boost::json::serialize(body) + '\n');
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
    if (status == 503 || status == 429) response.headers.add("Retry-After", "10");
    return response;
}

HttpResponse problem(const Error& error) {
    const unsigned status = status_for(error.code());
    if (status == 500) log::error("a request could not be answered", {{"error", error.detail()}});
    if (status == 500) return problem(status, "something went wrong here; the log of the daemon says what");
    return problem(status, error.detail());
}

}  // namespace broadsheet::http
