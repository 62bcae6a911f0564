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

namespace broadsheet::http {

/// Answers one request. What it throws becomes a 500 and a log line.
using Handler = std::function<awaitable<HttpResponse>(const HttpRequest&)>;

struct ServerLimits {
    std::size_t header_bytes = 16 * 1024;  ///< request line and fields; more is 431
    std::size_t header_fields = 100;
    std::size_t body_bytes = 1024 * 1024;  ///< more is 413
    std::size_t connections = 1024;
    std::size_t requests_per_connection = 1000;
    std::chrono::seconds header_timeout{10};
    std::chrono::seconds idle_timeout{60};
    std::chrono::seconds write_timeout{30};
    std::chrono::seconds handler_timeout{30};
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

    /// Begins to accept. Connections run in the server's own tasks.
    virtual void start(Handler handler) = 0;
    /// Stops accepting, lets requests in flight finish (their answers say Connection: close), closes idle connections,
    /// cuts what is left after `grace`.
    [[nodiscard]] virtual awaitable<void> stop(std::chrono::milliseconds grace) = 0;

    [[nodiscard]] virtual std::size_t connections() const = 0;
};

[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::any_io_executor executor, ServerLimits limits);

}  // namespace broadsheet::http
