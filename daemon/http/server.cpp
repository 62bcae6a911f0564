#include "daemon/http/server.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/base/log.hpp"
#include "daemon/http/connection.hpp"
#include "daemon/http/listener.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/http/response_head.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>

namespace broadsheet::http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds accept_pause{100};
constexpr std::chrono::seconds log_interval{10};

/// Passes one event in an interval, so that an overload does not fill the log as well.
class Seldom {
public:
    bool now() {
        const auto time = steady_clock::now();
        if (time < next_) return false;
        next_ = time + log_interval;
        return true;
    }

private:
    steady_clock::time_point next_;
};

/// How often deadlines are looked at: late by a quarter of the shortest at most.
milliseconds watch_interval(const ServerLimits& limits) {
    const milliseconds shortest = std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout,
                                            limits.write_timeout, limits.handler_timeout});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(1000));
}

class HttpServer final : public Server {
public:
    HttpServer(asio::any_io_executor executor, ServerLimits limits, Metrics* metrics)
        : executor_(std::move(executor)), state_(std::make_shared<ServerState>(executor_, limits, metrics)) {}

    ~HttpServer() override { state_->metrics = nullptr; }
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    Result<void> listen(const std::string& address) override { return take(open_listener(executor_, address)); }
    Result<void> adopt(int socket) override { return take(adopt_listener(executor_, socket)); }
    std::vector<std::string> addresses() const override;
    void start(Handler handler, BodyLimit body_limit) override;
    awaitable<void> stop(milliseconds grace) override;
    std::size_t connections() const override { return state_->connections.size(); }

private:
    Result<void> take(Result<std::unique_ptr<Listener>> listener);
    awaitable<void> accept_from(Listener& listener);
    void admit(Connection::Socket socket, const Endpoint& peer);
    bool make_room();
    [[nodiscard]] Connection* longest(std::optional<Connection::Time> (Connection::*waits_since)() const) const;
    void turn_away(Connection::Socket socket);
    awaitable<void> watch_deadlines();

    asio::any_io_executor executor_;
    std::shared_ptr<ServerState> state_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    Seldom may_log_accept_;
    Seldom may_log_crowd_;
};

awaitable<void> run_connection(std::unique_ptr<Connection> connection) {
    co_await connection->run();
}

Result<void> HttpServer::take(Result<std::unique_ptr<Listener>> listener) {
    if (!listener) return listener.error();
    listeners_.push_back(std::move(*listener));
    return {};
}

std::vector<std::string> HttpServer::addresses() const {
    std::vector<std::string> addresses;
    for (const auto& listener : listeners_) addresses.push_back(listener->address);
    return addresses;
}

void HttpServer::start(Handler handler, BodyLimit body_limit) {
    state_->handler = std::move(handler);
    state_->body_limit = std::move(body_limit);
    for (const auto& listener : listeners_)
        state_->tasks.spawn("accept on " + listener->address, accept_from(*listener));
    state_->tasks.spawn("deadlines of connections", watch_deadlines());
}

awaitable<void> HttpServer::accept_from(Listener& listener) {
    asio::steady_timer pause(executor_);
    while (!state_->stopping) {
        Endpoint peer;
        auto [error, socket] = co_await listener.acceptor.async_accept(peer, as_values);
        if (!error) {
            admit(std::move(socket), peer);
        } else if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) {
            co_return;
        } else if (error != asio::error::connection_aborted) {
            if (may_log_accept_.now()) {
                log::error("cannot accept connections", {{"address", listener.address}, {"error", error.message()}});
            }
            const bool has_room = error == asio::error::no_descriptors && make_room();  // once it has closed
            pause.expires_after(has_room ? milliseconds(0) : accept_pause);
            co_await pause.async_wait(as_values);
        }
    }
}

void HttpServer::admit(Connection::Socket socket, const Endpoint& peer) {
    // It came just before the end: nobody would run its connection.
    if (state_->tasks.cancelled()) return;
    error_code error;
    socket.non_blocking(true, error);
    if (error) return;
    if (state_->connections.size() >= state_->limits.connections && !make_room()) {
        return turn_away(std::move(socket));
    }
    auto connection = std::make_unique<Connection>(std::move(socket), peer_name(peer), state_);
    Connection& here = *connection;
    here.set_task(state_->tasks.spawn("connection", run_connection(std::move(connection))));
    if (state_->stopping) here.wind_up();
}

/// Ends the connection that has idled longest, or else the one that is slowest to say what it wants.
bool HttpServer::make_room() {
    auto* oldest = longest(&Connection::idle_since);
    if (oldest == nullptr) oldest = longest(&Connection::in_head_since);
    if (oldest != nullptr) oldest->give_way();
    return oldest != nullptr;
}

Connection* HttpServer::longest(std::optional<Connection::Time> (Connection::*waits_since)() const) const {
    Connection* oldest = nullptr;
    auto since = steady_clock::now() - shortest_idle;
    for (Connection* connection : state_->connections) {
        const auto begun = (connection->*waits_since)();
        if (!begun || *begun > since) continue;
        oldest = connection;
        since = *begun;
    }
    return oldest;
}

void HttpServer::turn_away(Connection::Socket socket) {
    if (may_log_crowd_.now()) {
        log::warning("connections are turned away", {{"connections", state_->connections.size()}});
    }
    state_->update_time();
    HeadOptions options;
    options.keep_alive = false;
    options.date = state_->date;
    const HttpResponse response = problem(503, "there are too many connections");
    std::string bytes;
    append_head(bytes, response, options);
    bytes += *response.body;
    error_code ignored;
    std::array<char, 4096> unwanted{};
    // What has been read cannot make the close a reset.
    socket.read_some(asio::buffer(unwanted), ignored);
    socket.write_some(asio::buffer(bytes), ignored);
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

awaitable<void> HttpServer::watch_deadlines() {
    const milliseconds interval = watch_interval(state_->limits);
    asio::steady_timer timer(executor_);
    for (;;) {
        while (state_->connections.empty()) co_await state_->first_came.wait();
        timer.expires_after(interval);
        co_await timer.async_wait(as_values);
        const auto now = steady_clock::now();
        for (Connection* connection : state_->connections) connection->check_deadline(now);
    }
}

awaitable<void> HttpServer::stop(milliseconds grace) {
    state_->stopping = true;
    for (const auto& listener : listeners_) listener->close();
    for (Connection* connection : state_->connections) connection->wind_up();
    const auto end = steady_time() + grace + milliseconds(1);  // the one that has begun does not count
    while (!state_->connections.empty() && steady_time() < end) co_await state_->last_went.wait_until(end);
    if (!state_->connections.empty()) {
        log::warning("connections were cut off", {{"connections", state_->connections.size()}});
    }
    state_->tasks.cancel();
    co_await state_->tasks.join();
}

}  // namespace

std::unique_ptr<Server> make_server(asio::any_io_executor executor, ServerLimits limits, Metrics* metrics) {
    return std::make_unique<HttpServer>(std::move(executor), limits, metrics);
}

}  // namespace broadsheet::http
