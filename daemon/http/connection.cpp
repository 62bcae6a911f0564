#include "daemon/http/connection.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/base/log.hpp"
#include "daemon/base/metrics.hpp"
#include "daemon/http/http_date.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/http/response_head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds linger_time{2000};
constexpr std::size_t linger_bytes = 1024 * 1024;
constexpr std::size_t slowest_reader = 8 * 1024;  // bytes a second of a large answer, on the average
constexpr std::size_t requests_in_a_row = 32;     // then others have their turn
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

/// For the log: without what may be a secret, which are long names, such as callbacks have, and what is asked with it.
std::string shown(std::string_view target) {
    constexpr std::size_t longest_name = 32;
    target = target.substr(0, target.find('?'));
    std::string path;
    while (!target.empty()) {
        const auto end = std::min(target.find('/', 1), target.size());
        path += end > longest_name ? "/…" : target.substr(0, end);
        target.remove_prefix(end);
    }
    return path;
}

}  // namespace

void ServerState::update_time() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (now == time) return;
    time = now;
    date = format_date(now);
}

Connection::Connection(Socket socket, std::string peer, std::shared_ptr<ServerState> state)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      state_(std::move(state)),
      place_(state_->connections.insert(state_->connections.end(), this)),
      reader_(request_limits()) {
    enter(Phase::idle, state_->limits.idle_timeout);
    if (state_->connections.size() == 1) state_->first_came.notify();
    if (state_->metrics != nullptr) state_->metrics->http_connections.add(1);
}

Connection::~Connection() {
    end_large_body();
    state_->connections.erase(place_);
    if (state_->connections.empty()) state_->last_went.notify();
    if (state_->metrics != nullptr) state_->metrics->http_connections.add(-1);
}

RequestLimits Connection::request_limits() {
    RequestLimits result;
    result.header_bytes = state_->limits.header_bytes;
    result.header_fields = state_->limits.header_fields;
    result.body_bytes = state_->limits.body_bytes;
    result.body_limit = [this](const HttpRequest& request, bool may_be_large) {
        return body_limit(request, may_be_large);
    };
    return result;
}

std::optional<std::size_t> Connection::body_limit(const HttpRequest& request, bool may_be_large) {
    const auto ordinary = state_->limits.body_bytes;
    const auto allowed = state_->body_limit ? state_->body_limit(request) : ordinary;
    if (allowed <= ordinary || !may_be_large) return allowed;
    if (state_->large_bodies >= state_->limits.large_bodies) return std::nullopt;
    ++state_->large_bodies;
    has_large_body_ = true;
    return allowed;
}

void Connection::end_large_body() {
    if (std::exchange(has_large_body_, false)) --state_->large_bodies;
}

void Connection::enter(Phase phase, milliseconds limit) {
    phase_ = phase;
    phase_begun_ = steady_clock::now();
    deadline_ = phase_begun_ + limit;
}

void Connection::check_deadline(Time now) {
    if (now < deadline_) return;
    deadline_ = Time::max();
    expired_ = true;
    if (phase_ == Phase::handling) {
        task_.cancel();
    } else {
        error_code ignored;
        socket_.cancel(ignored);
    }
}

std::optional<Connection::Time> Connection::idle_since() const {
    return phase_ == Phase::idle && !expired_ ? std::optional(phase_begun_) : std::nullopt;
}

std::optional<Connection::Time> Connection::in_head_since() const {
    return phase_ == Phase::head && !expired_ ? std::optional(phase_begun_) : std::nullopt;
}

void Connection::give_way() {
    gives_way_ = true;
    deadline_ = phase_begun_;
    check_deadline(steady_clock::now());
}

void Connection::wind_up() {
    if (phase_ != Phase::idle) return;
    deadline_ = std::min<Time>(deadline_, served_ == 0 ? phase_begun_ + shortest_idle : phase_begun_);
    check_deadline(steady_clock::now());
}

awaitable<void> Connection::run() {
    while (co_await read_request()) {
        HttpRequest request = reader_.take();
        state_->update_time();
        request.peer = peer_;
        request.received = state_->time;
        enter(Phase::handling, state_->limits.handler_timeout);
        const Time begun = phase_begun_;
        const HttpResponse response = co_await answer(request);
        request.body = {};
        end_large_body();
        ++served_;
        const bool may_go_on = served_ < state_->limits.requests_per_connection && !state_->stopping;
        const bool keep_alive = reader_.keep_alive() && may_go_on;
        const bool sent = co_await send(response, request.method == "HEAD", keep_alive);
        count(request, response, begun, sent);
        if (!sent) co_return;
        if (!keep_alive) {
            must_linger_ = must_linger_ || !may_go_on || reader_.begun();
            break;
        }
        enter(Phase::idle, state_->limits.idle_timeout);
        if (served_ % requests_in_a_row == 0) co_await asio::post(as_values);
    }
    if (must_linger_) co_await linger();
}

/// The deadline of the part of the request that comes next.
void Connection::follow_request() {
    if (phase_ == Phase::idle && reader_.begun()) enter(Phase::head, state_->limits.header_timeout);
    if (phase_ == Phase::head && reader_.in_body()) enter(Phase::body, state_->limits.body_timeout);
}

awaitable<bool> Connection::read_request() {
    for (;;) {
        const auto progress = reader_.advance();
        if (progress == RequestReader::Progress::complete) co_return true;
        if (progress == RequestReader::Progress::refused) {
            co_await refuse(reader_.fault().status, reader_.fault().detail);
            co_return false;
        }
        follow_request();
        if (phase_ == Phase::idle && state_->stopping && served_ > 0) co_return false;
        if (reader_.take_expectation() && !co_await write_rest(go_on, std::string_view(), 0)) co_return false;
        const auto room = reader_.room();
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [error, size] = co_await socket_.async_read_some(buffer, as_values);
        if (gives_way_) co_return false;
        if (expired_ && phase_ != Phase::idle) {
            co_await refuse(408, "the request did not come in time");
            co_return false;
        }
        if (error) co_return false;
        expired_ = false;
        reader_.filled(size);
    }
}

awaitable<HttpResponse> Connection::answer(const HttpRequest& request) {
    std::optional<HttpResponse> response;
    std::string failure;
    try {
        response = co_await state_->handler(request);
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "not a std::exception";
    }
    const bool too_late = std::exchange(expired_, false);
    if (too_late && !state_->tasks.cancelled()) {
        // The handler alone was to be cancelled.
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    }
    if (response) co_return std::move(*response);
    if (too_late || state_->tasks.cancelled()) {
        log::warning("a request was called off", {{"method", request.method}, {"target", shown(request.target)}});
        co_return problem(503, "the answer took too long to make");
    }
    log::error("a request failed", {{"method", request.method}, {"target", shown(request.target)}, {"error", failure}});
    co_return problem(500, "something went wrong here; the log of the daemon says what");
}

awaitable<bool> Connection::send(const HttpResponse& response, bool head_only, bool keep_alive) {
    HeadOptions options;
    options.keep_alive = keep_alive;
    options.old_version = reader_.old_version();
    options.date = state_->date;
    head_.clear();
    append_head(head_, response, options);
    const bool has_body = response.body && !head_only && may_have_body(response.status);
    const std::string_view body = has_body ? std::string_view(*response.body) : std::string_view();
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_), asio::buffer(body)};
    error_code error;
    const std::size_t written = socket_.write_some(buffers, error);
    if (error && error != asio::error::would_block) co_return false;
    if (written == head_.size() + body.size()) co_return true;
    co_return co_await write_rest(head_, body, written);
}

/// Goes on where the socket's buffer was full.
awaitable<bool> Connection::write_rest(std::string_view head, std::string_view body, std::size_t written) {
    const std::size_t total = head.size() + body.size();
    const auto begun = steady_clock::now();
    const auto patience = state_->limits.write_timeout + std::chrono::seconds(total / slowest_reader);
    const Phase before = phase_;
    while (written < total) {
        enter(Phase::writing, state_->limits.write_timeout);
        deadline_ = std::min<Time>(deadline_, begun + patience);
        const std::string_view head_rest = head.substr(std::min(written, head.size()));
        const std::string_view body_rest = body.substr(written - (head.size() - head_rest.size()));
        const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_rest), asio::buffer(body_rest)};
        const auto [error, size] = co_await socket_.async_write_some(buffers, as_values);
        if (error || expired_) co_return false;
        written += size;
    }
    if (before == Phase::body) enter(Phase::body, state_->limits.body_timeout);
    co_return true;
}

awaitable<void> Connection::refuse(unsigned status, std::string detail) {
    log::debug("a request was refused", {{"peer", peer_}, {"status", status}, {"reason", detail}});
    if (state_->metrics != nullptr) state_->metrics->http_requests.increment(std::to_string(status));
    state_->update_time();
    expired_ = false;
    const HttpResponse response = problem(status, detail);
    must_linger_ = co_await send(response, reader_.is_head(), false);
}

/// Lets the client read the answer before the connection is gone: closing with unread input would reset it.
awaitable<void> Connection::linger() {
    error_code error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    if (error) co_return;
    enter(Phase::lingering, std::min(linger_time, state_->limits.write_timeout));
    std::array<char, 4096> unwanted{};
    for (std::size_t total = 0; total < linger_bytes && !expired_;) {
        const auto [failed, size] = co_await socket_.async_read_some(asio::buffer(unwanted), as_values);
        if (failed) co_return;
        total += size;
    }
}

void Connection::count(const HttpRequest& request, const HttpResponse& response, Time begun, bool sent) const {
    const std::size_t bytes = sent && response.body && request.method != "HEAD" ? response.body->size() : 0;
    if (state_->metrics != nullptr) {
        state_->metrics->http_requests.increment(std::to_string(response.status));
        state_->metrics->http_request_seconds.observe(steady_clock::now() - begun);
        state_->metrics->http_body_bytes.increment(static_cast<double>(bytes));
    }
    if (!log::enabled(log::Level::debug)) return;
    log::debug("a request was answered", {{"peer", peer_},
                                          {"method", request.method},
                                          {"target", shown(request.target)},
                                          {"status", response.status},
                                          {"bytes", bytes}});
}

}  // namespace broadsheet::http
