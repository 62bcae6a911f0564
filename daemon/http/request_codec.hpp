#pragma once
// Bytes from a client → requests, over Beast's parser, with the checks that it leaves to its user and bounds on
// everything. No socket, no coroutine. Not thread-safe.

#include "daemon/http/message.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace broadsheet::http {

struct RequestLimits {
    std::size_t header_bytes = 16 * 1024;  ///< request line and fields; more is 431
    std::size_t header_fields = 100;       ///< more is 431
    std::size_t line_bytes = 8 * 1024;     ///< a longer target is 414, a longer field 431
    std::size_t body_bytes = 1024 * 1024;  ///< more is 413
    /// Where it is set, asked in place of that about each request with a body of which all but that has been read: how
    /// large it may be; nullopt: none so large now, which is 503. `may_be_large`: larger than `body_bytes`.
    std::function<std::optional<std::size_t>(const HttpRequest&, bool may_be_large)> body_limit;
};

/// Why a request is refused; after it the connection cannot be used further.
struct BadRequest {
    unsigned status = 400;
    std::string detail;
};

/// Reads the requests of one connection, one after the other, pipelined ones included.
class RequestReader {
public:
    enum class Progress {
        incomplete,  ///< read more into room()
        complete,    ///< take() it
        refused,     ///< fault() says why
    };

    explicit RequestReader(RequestLimits limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Where to read the client's next bytes; never empty. Valid until the next call.
    [[nodiscard]] std::span<char> room();
    /// Says that the first `size` bytes of room() were filled.
    void filled(std::size_t size);

    /// Parses what has come.
    [[nodiscard]] Progress advance();

    /// The request that is complete. The next advance() begins another.
    [[nodiscard]] HttpRequest take();
    /// Of the request taken last: may the connection stay open for another (RFC 9112 §9.3)?
    [[nodiscard]] bool keep_alive() const;
    /// Of the request taken last: HTTP/1.0?
    [[nodiscard]] bool old_version() const;

    [[nodiscard]] const BadRequest& fault() const;
    /// Is what has come of the next request, if only its first word, a HEAD? It is refused without a body (RFC 9110
    /// §9.3.2).
    [[nodiscard]] bool is_head() const;

    /// Has any byte of the next request come?
    [[nodiscard]] bool begun() const;
    /// Is the head read and the body awaited?
    [[nodiscard]] bool in_body() const;
    /// Does the client wait for "100 Continue" before it sends the body? True once a request.
    [[nodiscard]] bool take_expectation();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
