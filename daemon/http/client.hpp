#pragma once
// The one door to other people's servers: every request of the house goes through HttpClient, and with it through the
// address guard, the limits and the deadlines. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/http/message.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::http {

/// Waits until that address may be asked, by it and by its host. An error ends the request.
using Gate = std::function<awaitable<Result<void>>(std::string url)>;

/// A request to a foreign server.
class FetchRequest {
public:
    FetchRequest() = default;
    explicit FetchRequest(std::string url_) : url(std::move(url_)) {}

    std::string method = "GET";  ///< or POST
    std::string url;             ///< absolute, http or https
    Headers headers;  ///< Host, Accept-Encoding, Connection and what frames the body are the client's: not sent
    std::string body;
    /// Fields for one address, of which they speak: no other is sent them.
    struct Conditions {
        std::string url;
        std::vector<std::pair<std::string, std::string>> fields;
    };
    std::vector<Conditions> conditions;  ///< of each address at most once
    /// Fields that must not leave the origin of `url`: dropped on a redirect to another one.
    std::vector<std::string> private_fields = {"Authorization", "Cookie"};

    std::chrono::seconds timeout{30};  ///< for the whole request, redirects and names included
    std::chrono::seconds connect_timeout{10};
    std::uint64_t max_size = 16ULL * 1024 * 1024;  ///< of the decoded body, bytes
    unsigned max_redirects = 5;
    /// Asked before every request but the first that this one leads to: behind redirects, and once more where a
    /// connection was found closed. What it waits counts towards no deadline; empty: there is none to ask.
    Gate gate;
    std::function<void()> sent;   ///< called each time that a server has been sent a request; empty: nobody asks
    std::function<void()> heard;  ///< called when the first bytes of an answer have come; empty: nobody asks
    bool allow_private = false;   ///< may the address be loopback, private or link-local?
    std::string trusted_host;     ///< this one may be so anyhow, and wherever it redirects may not; empty: none
    bool tls_verify = true;
    std::string proxy;  ///< "http://[user:password@]host:port" or "socks5://…"; it then looks up the names; empty: none
    std::vector<std::string> no_proxy;  ///< reached without it: hosts, ".domains", networks ("10.0.0.0/8"), or "*"
};

/// One hop that sent us on.
struct Redirect {
    unsigned status = 0;
    std::string from;
    std::string to;
};

/// The final answer, its body decoded.
class FetchResponse {
public:
    unsigned status = 0;
    Headers headers;  ///< of the header section alone: trailers are dropped
    std::string body;
    std::string url;  ///< that answered, after redirects
    std::vector<Redirect> redirects;
    std::uint64_t wire_bytes = 0;          ///< of the body as sent
    std::chrono::milliseconds elapsed{0};  ///< without what it waited for us
    /// That the body holds of what all together may: to be dropped with it, and before the client.
    std::shared_ptr<void> memory;
};

class HttpClient {
public:
    virtual ~HttpClient() = default;

    /// Sends one request and reads the whole answer. Any status is a success here; errors are: not_found (no such
    /// host), unreachable (no route, connection lost, TLS not trusted, answer cut short), timeout, too_large,
    /// unavailable (no descriptor for it), refused (address, port, scheme or redirect not allowed), invalid (not HTTP,
    /// bad coding, bad proxy), unsupported (a coding nobody asked for), cancelled, and those of the gate. The detail
    /// names host and cause.
    [[nodiscard]] virtual awaitable<Result<FetchResponse>> send(FetchRequest request) = 0;

    /// Closes the connections that are kept open: whatever they went through is down.
    virtual void forget_connections() {}

    /// Ends what goes on between requests: connections kept open, questions to name servers that nobody waits for any
    /// longer. To be called when no request is under way, and no other is to follow.
    virtual void close() {}
};

struct ClientOptions {
    std::string user_agent;
    std::string instance;                ///< what our own answers have in `instance_field`: refused; empty: none have
    std::size_t idle_connections = 256;  ///< kept open for reuse, in all
    std::chrono::seconds idle_timeout{20};
    /// For all bodies on their way in: without what each may be for nothing and what one at a time may take beyond it.
    std::size_t body_memory = 64UL * 1024 * 1024;
    std::vector<std::string> nameservers;  ///< tests only: "127.0.0.1:5353"; empty: the system's
    std::string ca_file;                   ///< tests only: trusted beside the system's store
};

[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(boost::asio::any_io_executor executor, Clock& clock,
                                                           ClientOptions options);

}  // namespace broadsheet::http
