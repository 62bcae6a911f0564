#pragma once
// One client's connection: reads requests, has them answered, writes the answers, keeps to the deadlines. Made and
// watched by server.cpp. Net thread only.

#include "daemon/http/request_codec.hpp"
#include "daemon/http/server.hpp"

#include <boost/asio/generic/stream_protocol.hpp>

#include <list>
#include <optional>

namespace broadsheet::http {

class Connection;

constexpr std::chrono::seconds shortest_idle{1};  // younger ones may have a request under way

/// What the connections of a server share. Kept alive by each of them.
struct ServerState {
    ServerState(const boost::asio::any_io_executor& executor, ServerLimits limits_, Metrics* metrics_)
        : limits(limits_), metrics(metrics_), tasks(executor), first_came(executor), last_went(executor) {}

    void update_time();

    const ServerLimits limits;
    Metrics* metrics;
    Handler handler;
    BodyLimit body_limit;
    std::size_t large_bodies = 0;  // that are being read or worked on
    TaskGroup tasks;
    Wakeup first_came;  // after there was no connection
    Wakeup last_went;
    std::list<Connection*> connections;
    bool stopping = false;
    std::chrono::sys_seconds time;
    std::string date;  // of `time`
};

class Connection {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Time = std::chrono::steady_clock::time_point;

    Connection(Socket socket, std::string peer, std::shared_ptr<ServerState> state);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Serves until the client or the server has had enough.
    [[nodiscard]] awaitable<void> run();

    /// The task that runs it: cancelled where a handler takes too long.
    void set_task(TaskHandle task) { task_ = std::move(task); }
    /// Ends the step that has taken too long. The only clock of a connection: called now and then for each.
    void check_deadline(Time now);
    /// Waits between two requests since.
    [[nodiscard]] std::optional<Time> idle_since() const;
    /// Waits for the rest of a request's head since.
    [[nodiscard]] std::optional<Time> in_head_since() const;
    /// Ends it at once where it waits so, for another that needs its place.
    void give_way();
    /// Ends it if it is idle, a new one after a moment for its first request; else the answer in the making is its
    /// last.
    void wind_up();

private:
    enum class Phase { idle, head, body, handling, writing, lingering };

    [[nodiscard]] RequestLimits request_limits();
    [[nodiscard]] std::optional<std::size_t> body_limit(const HttpRequest& request, bool may_be_large);
    void end_large_body();
    void enter(Phase phase, std::chrono::milliseconds limit);
    void follow_request();
    awaitable<bool> read_request();
    awaitable<HttpResponse> answer(const HttpRequest& request);
    awaitable<bool> send(const HttpResponse& response, bool head_only, bool keep_alive);
    awaitable<bool> write_rest(std::string_view head, std::string_view body, std::size_t written);
    awaitable<void> refuse(unsigned status, std::string detail);
    awaitable<void> linger();
    void count(const HttpRequest& request, const HttpResponse& response, Time begun, bool sent) const;

    Socket socket_;
    std::string peer_;
    std::shared_ptr<ServerState> state_;
    std::list<Connection*>::iterator place_;
    TaskHandle task_;
    RequestReader reader_;
    Phase phase_ = Phase::idle;
    Time phase_begun_;
    Time deadline_;
    bool expired_ = false;
    bool gives_way_ = false;
    bool must_linger_ = false;
    bool has_large_body_ = false;
    std::size_t served_ = 0;
    std::string head_;
};

}  // namespace broadsheet::http
