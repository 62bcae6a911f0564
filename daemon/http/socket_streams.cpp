#include "daemon/http/socket_streams.hpp"

#include "daemon/base/awaiting.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

namespace {

bool is_quiet_socket(int socket) {
    char byte;
    return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

Error error_of(const boost::system::error_code& error, const std::string& peer) {
    if (error == asio::error::operation_aborted)
        return fail(ErrorCode::cancelled, "the request to " + peer + " was called off");
    if (error == asio::error::connection_refused) return fail(ErrorCode::unreachable, peer + " refuses connections");
    if (error == asio::error::connection_reset || error == asio::error::broken_pipe || error == asio::error::eof)
        return fail(ErrorCode::unreachable, peer + " dropped the connection");
    if (error == asio::error::no_descriptors)
        return fail(ErrorCode::exhausted, "too many open files: raise LimitNOFILE= or lower concurrency");
    return fail(ErrorCode::unreachable, peer + ": " + error.message());
}

PlainStream::PlainStream(tcp::socket socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

awaitable<Result<std::size_t>> PlainStream::read_some(std::span<char> room) {
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [error, size] = co_await socket_.async_read_some(buffer, as_values);
    if (error == asio::error::eof) co_return std::size_t(0);
    if (error) co_return error_of(error, peer_);
    co_return size;
}

awaitable<Result<void>> PlainStream::write(std::string_view bytes) {
    // A request nearly always fits what the kernel holds for a connection: nothing to wait for.
    const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (bytes.empty()) co_return Result<void>();
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    const auto [error, size] = co_await asio::async_write(socket_, buffer, as_values);
    if (error) co_return error_of(error, peer_);
    co_return Result<void>();
}

bool PlainStream::is_quiet() {
    return is_quiet_socket(socket_.native_handle());
}

TlsStream::TlsStream(tcp::socket socket, TlsContext& context, std::string peer)
    : context_(context), stream_(std::move(socket), context.context()), peer_(std::move(peer)) {
    // The end of the handshake and the request are two writes: the second must not wait for the peer's word on the
    // first.
    boost::system::error_code ignored;
    stream_.next_layer().set_option(tcp::no_delay(true), ignored);
}

TlsStream::~TlsStream() {
    // A connection that is closed without a word must not take its session's good name with it.
    SSL_set_shutdown(stream_.native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

awaitable<Result<void>> TlsStream::handshake(std::string host, std::string key) {
    context_.prepare(stream_.native_handle(), host, key);
    const auto [error] = co_await stream_.async_handshake(ssl::stream_base::client, as_values);
    if (error) context_.distrust(key);
    if (error == asio::error::operation_aborted) co_return error_of(error, peer_);
    if (error)
        co_return fail(ErrorCode::unreachable, peer_ + ": " + TlsContext::reason(stream_.native_handle(), host, error));
    co_return Result<void>();
}

/// A server of TLS 1.3 that misses a certificate says so, or just goes away, where its first bytes would come.
Error TlsStream::failure(const boost::system::error_code& error) {
    if (error == asio::error::operation_aborted) return error_of(error, peer_);
    if (!is_taken_ && TlsContext::is_asked_for_certificate(stream_.native_handle()))
        return fail(ErrorCode::unreachable,
                    peer_ + " ended the connection: it wants a certificate of its client, and there is none here");
    if (error == ssl::error::stream_truncated)
        return fail(ErrorCode::unreachable, peer_ + " dropped the connection without a TLS close");
    return error_of(error, peer_);
}

awaitable<Result<std::size_t>> TlsStream::read_some(std::span<char> room) {
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [error, size] = co_await stream_.async_read_some(buffer, as_values);
    if (error == asio::error::eof) co_return std::size_t(0);
    if (error) co_return failure(error);
    is_taken_ = true;
    co_return size;
}

awaitable<Result<void>> TlsStream::write(std::string_view bytes) {
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    const auto [error, size] = co_await asio::async_write(stream_, buffer, as_values);
    if (error) co_return failure(error);
    co_return Result<void>();
}

/// What has come may wait in three places: with the kernel, as records that were read along with others, and as the
/// rest of a record.
bool TlsStream::is_quiet() {
    auto* const ssl = stream_.native_handle();
    return SSL_has_pending(ssl) == 0 && BIO_ctrl_pending(SSL_get_rbio(ssl)) == 0 &&
           is_quiet_socket(stream_.next_layer().native_handle());
}

}  // namespace broadsheet::http
