#pragma once
// Ready answers: a document with its validators → 200 or 304, in the coding the client likes best; errors → statuses.
// Pure but for the compressor; any thread.

#include "daemon/http/message.hpp"
#include "feeds/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

/// One representation of a document in all its codings. Immutable once made, shared by all answers.
struct CachedBody {
    std::shared_ptr<const std::string> identity;
    std::shared_ptr<const std::string> gzip;    ///< nullptr where it would not be smaller
    std::shared_ptr<const std::string> brotli;  ///< likewise
    std::shared_ptr<const std::string> zstd;    ///< likewise
    std::string content_type;
    std::string etag;  ///< of the identity coding, in quotes; the others' have a suffix inside the quotes
    std::optional<std::chrono::sys_seconds> last_modified;  ///< nullopt: not known, and no dates are compared
    std::string cache_control;
    std::string link;  ///< a Link field; empty: none
    bool cors = false;
    std::string content_security_policy;  ///< empty: "default-src 'none'; sandbox"
};

/// Compresses and hashes; takes milliseconds for a large document, so call it on a worker.
[[nodiscard]] std::shared_ptr<const CachedBody> make_cached_body(std::string text, std::string content_type,
                                                                 std::optional<std::chrono::sys_seconds> last_modified,
                                                                 std::string cache_control);

/// 200, 304 or 412 (RFC 9110 §13.2.2) or 406, coding by Accept-Encoding's q-values, Vary always, security headers.
[[nodiscard]] HttpResponse respond(const HttpRequest& request, const CachedBody& body);

/// `status`, an error, with a document about it, or 406. What was asked for is not there, so no precondition is looked
/// at (RFC 9110 §13.2.1), and nothing of it can be validated or kept.
[[nodiscard]] HttpResponse respond_with_error(unsigned status, const HttpRequest& request, const CachedBody& body);

/// An error as application/problem+json (RFC 9457), never feed-shaped; the detail of internal ones is hidden.
[[nodiscard]] HttpResponse problem(unsigned status, std::string_view detail);
[[nodiscard]] HttpResponse problem(const Error& error);

/// Lets scripts of any origin read the answer (never with credentials): for public feeds and errors in their place.
void allow_any_origin(HttpResponse& response);

}  // namespace broadsheet::http
