#pragma once
// The HTTP/1.1 server: accept loop, connection loop, limits, drain. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/message.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet {
struct Metrics;
}

namespace broadsheet::http {

/// Answers one request. What it throws becomes a 500 and a log line.
using Handler = std::function<awaitable<HttpResponse>(const HttpRequest&)>;

/// How large a body a request may have of which all but that has come.
using BodyLimit = std::function<std::size_t(const HttpRequest&)>;

struct ServerLimits {
    std::size_t header_bytes = 16 * 1024;  ///< request line and fields; more is 431
    std::size_t header_fields = 100;
    std::size_t body_bytes = 1024 * 1024;  ///< more is 413, where there is no BodyLimit
    std::size_t large_bodies = 4;          ///< larger than that by leave of a BodyLimit, read at once; more is 503
    std::size_t connections =
        1024;  ///< more: the longest idle one goes, or the slowest to ask, or else the new one is answered 503
    std::size_t requests_per_connection = 1000;
    std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte to the end of its head
    std::chrono::milliseconds body_timeout{30'000};    ///< from there to the end of its body
    std::chrono::milliseconds idle_timeout{60'000};
    std::chrono::milliseconds write_timeout{30'000};    ///< without progress; a slow reader has longer in all
    std::chrono::milliseconds handler_timeout{30'000};  ///< then the handler is cancelled and the answer is 503
};

class Server {
public:
    virtual ~Server() = default;

    /// "127.0.0.1:8080", "[::1]:0", "unix:/run/broadsheet/http.sock". Errors name the address and the remedy.
    [[nodiscard]] virtual Result<void> listen(const std::string& address) = 0;
    /// Takes over a listening socket passed by the service manager; owns it from here on.
    [[nodiscard]] virtual Result<void> adopt(int socket) = 0;
    /// Addresses listened on, with the ports the kernel chose: "127.0.0.1:43121".
    [[nodiscard]] virtual std::vector<std::string> addresses() const = 0;

    /// Begins to accept, once. Connections run in the server's own tasks: stop() before the server is destroyed.
    virtual void start(Handler handler, BodyLimit body_limit = nullptr) = 0;
    /// Stops accepting, lets requests in flight finish (their answers say Connection: close), closes idle connections,
    /// those that have just come after a second without a request, and cuts what is left after `grace`.
    [[nodiscard]] virtual awaitable<void> stop(std::chrono::milliseconds grace) = 0;

    [[nodiscard]] virtual std::size_t connections() const = 0;
};

/// `metrics`, where given, outlives the server.
[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::any_io_executor executor, ServerLimits limits,
                                                  Metrics* metrics = nullptr);

}  // namespace broadsheet::http
