#include "daemon/http/byte_stream.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/address_policy.hpp"
#include "daemon/http/tls.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr std::chrono::milliseconds attempt_delay{250};  // RFC 8305 §5

/// Asio's errors, in the house's words.
Error error_of(const boost::system::error_code& error, const std::string& peer) {
    if (error == asio::error::operation_aborted)
        return fail(ErrorCode::cancelled, "the request to " + peer + " was called off");
    if (error == asio::error::connection_refused) return fail(ErrorCode::unreachable, peer + " refuses connections");
    if (error == asio::error::connection_reset || error == asio::error::broken_pipe || error == asio::error::eof)
        return fail(ErrorCode::unreachable, peer + " dropped the connection");
    return fail(ErrorCode::unreachable, peer + ": " + error.message());
}

class PlainStream final : public ByteStream {
public:
    PlainStream(tcp::socket socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

    awaitable<Result<std::size_t>> read_some(std::span<char> room) override {
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [error, size] = co_await socket_.async_read_some(buffer, as_values);
        if (error == asio::error::eof) co_return std::size_t(0);
        if (error) co_return error_of(error, peer_);
        co_return size;
    }

    awaitable<Result<void>> write(std::string_view bytes) override {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, size] = co_await asio::async_write(socket_, buffer, as_values);
        if (error) co_return error_of(error, peer_);
        co_return Result<void>();
    }

private:
    tcp::socket socket_;
    std::string peer_;
};

class TlsStream final : public ByteStream {
public:
    TlsStream(tcp::socket socket, ssl::context& context, std::string peer)
        : stream_(std::move(socket), context), peer_(std::move(peer)) {}

    /// A connection that is closed without a word must not take its session's good name with it.
    ~TlsStream() override { SSL_set_shutdown(stream_.native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); }

    awaitable<Result<void>> handshake(TlsContext& context, std::string host, std::string key) {
        context.prepare(stream_.native_handle(), host, key);
        const auto [error] = co_await stream_.async_handshake(ssl::stream_base::client, as_values);
        if (error == asio::error::operation_aborted) co_return error_of(error, peer_);
        if (error)
            co_return fail(ErrorCode::unreachable,
                           peer_ + ": " + TlsContext::reason(stream_.native_handle(), error.message()));
        co_return Result<void>();
    }

    awaitable<Result<std::size_t>> read_some(std::span<char> room) override {
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [error, size] = co_await stream_.async_read_some(buffer, as_values);
        if (error == asio::error::eof) co_return std::size_t(0);
        if (error == ssl::error::stream_truncated)
            co_return fail(ErrorCode::unreachable, peer_ + " dropped the connection without a TLS close");
        if (error) co_return error_of(error, peer_);
        co_return size;
    }

    awaitable<Result<void>> write(std::string_view bytes) override {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, size] = co_await asio::async_write(stream_, buffer, as_values);
        if (error) co_return error_of(error, peer_);
        co_return Result<void>();
    }

private:
    ssl::stream<tcp::socket> stream_;
    std::string peer_;
};

/// The addresses that may be dialled, the families in turn.
Result<std::vector<tcp::endpoint>> choose(const std::vector<asio::ip::address>& addresses, const Target& target) {
    std::vector<tcp::endpoint> v6, v4;
    std::string refusal;
    for (const auto& address : addresses) {
        const auto reason = target.allow_private ? std::nullopt : not_public(address);
        if (reason)
            refusal = address.to_string() + " (" + *reason + ")";
        else
            (address.is_v6() ? v6 : v4).emplace_back(address, target.port);
    }
    std::vector<tcp::endpoint> chosen;
    for (std::size_t i = 0; i < std::max(v6.size(), v4.size()); ++i) {
        if (i < v6.size()) chosen.push_back(v6[i]);
        if (i < v4.size()) chosen.push_back(v4[i]);
    }
    if (!chosen.empty()) return chosen;
    return fail(ErrorCode::refused,
                target.host + " is at " + refusal +
                    ", where feeds may not live: set allow_private = true for this feed (under systemd also "
                    "IPAddressAllow= in a drop-in of the unit) if it is meant to");
}

/// Several connection attempts to one host, of which one wins.
struct Race {
    explicit Race(asio::any_io_executor executor) : progress(executor) {}

    std::optional<tcp::socket> winner;
    std::vector<std::shared_ptr<tcp::socket>> sockets;
    std::size_t running = 0;
    Error error;
    Wakeup progress;
};

awaitable<void> attempt(std::shared_ptr<Race> race, std::shared_ptr<tcp::socket> socket, tcp::endpoint endpoint,
                        std::string peer) {
    const auto [error] = co_await socket->async_connect(endpoint, as_values);
    --race->running;
    if (error && !race->winner) race->error = error_of(error, peer + " (" + endpoint.address().to_string() + ")");
    if (!error && !race->winner) race->winner.emplace(std::move(*socket));
    race->progress.notify();
}

/// Whatever way a race ends, its losers stop.
class Finish {
public:
    explicit Finish(Race& race) : race_(race) {}
    ~Finish() {
        boost::system::error_code ignored;
        for (const auto& socket : race_.sockets) socket->close(ignored);
    }
    Finish(const Finish&) = delete;
    Finish& operator=(const Finish&) = delete;

private:
    Race& race_;
};

class RealConnector final : public Connector {
public:
    RealConnector(asio::any_io_executor executor, Clock& clock, Resolver& resolver, const std::string& ca_file)
        : executor_(executor), clock_(clock), resolver_(resolver), attempts_(executor), ca_file_(ca_file) {}

    awaitable<Result<Stream>> connect(Target target) override {
        if (!target.allow_private && !is_web_port(target.port))
            co_return fail(ErrorCode::refused,
                           "port " + std::to_string(target.port) +
                               " is not one for feeds (80, 443, 1024 and up); allow_private = true lifts that");
        const auto addresses = co_await resolver_.resolve(target.host);
        if (!addresses) co_return addresses.error();
        const auto endpoints = choose(*addresses, target);
        if (!endpoints) co_return endpoints.error();
        auto socket = co_await dial(*endpoints, target.host);
        if (!socket) co_return socket.error();
        boost::system::error_code ignored;
        socket->set_option(tcp::no_delay(true), ignored);
        if (!target.tls) co_return Stream(std::make_unique<PlainStream>(std::move(*socket), target.host));

        auto& context = tls_context(target.tls_verify);
        auto stream = std::make_unique<TlsStream>(std::move(*socket), context.context(), target.host);
        auto name = target.host;
        if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
        const auto shaken = co_await stream->handshake(context, name, target.key());
        if (!shaken) co_return shaken.error();
        co_return Stream(std::move(stream));
    }

private:
    awaitable<Result<tcp::socket>> dial(const std::vector<tcp::endpoint>& endpoints, const std::string& peer) {
        if (endpoints.size() == 1) {
            tcp::socket socket(executor_);
            const auto [error] = co_await socket.async_connect(endpoints.front(), as_values);
            if (error) co_return error_of(error, peer);
            co_return socket;
        }
        auto race = std::make_shared<Race>(executor_);
        const Finish finish(*race);
        for (const auto& endpoint : endpoints) {
            auto socket = std::make_shared<tcp::socket>(executor_);
            race->sockets.push_back(socket);
            ++race->running;
            auto task = attempt(race, socket, endpoint, peer);
            attempts_.spawn("connect", std::move(task));
            const auto next = clock_.steady() + attempt_delay;
            while (!race->winner && race->running > 0 && clock_.steady() < next) {
                const auto woken = co_await race->progress.wait_until(next);
                if (!woken) co_return woken.error();
            }
            if (race->winner) break;
        }
        while (!race->winner && race->running > 0) {
            const auto woken = co_await race->progress.wait();
            if (!woken) co_return woken.error();
        }
        if (!race->winner) co_return race->error;
        co_return std::move(*race->winner);
    }

    TlsContext& tls_context(bool verify) {
        auto& context = verify ? verifying_ : trusting_;
        if (!context) context = std::make_unique<TlsContext>(verify, ca_file_);
        return *context;
    }

    asio::any_io_executor executor_;
    Clock& clock_;
    Resolver& resolver_;
    TaskGroup attempts_;
    std::string ca_file_;
    std::unique_ptr<TlsContext> verifying_, trusting_;
};

}  // namespace

std::string Target::key() const {
    return (tls ? tls_verify ? "https://" : "unverified://" : "http://") + host + ":" + std::to_string(port) +
           (allow_private ? "" : "?public");
}

std::unique_ptr<Connector> make_connector(asio::any_io_executor executor, Clock& clock, Resolver& resolver,
                                          const std::string& ca_file) {
    return std::make_unique<RealConnector>(std::move(executor), clock, resolver, ca_file);
}

}  // namespace broadsheet::http
