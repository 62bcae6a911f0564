#pragma once
// ByteStream over TCP, plain and with TLS, and the one place where Asio's errors become ours. Net thread only; seen by
// what makes connections, not by what uses them.

#include "daemon/http/byte_stream.hpp"
#include "daemon/http/tls.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <string>

namespace broadsheet::http {

/// `peer` names the host in the error's detail.
[[nodiscard]] Error error_of(const boost::system::error_code& error, const std::string& peer);

class PlainStream final : public ByteStream {
public:
    PlainStream(boost::asio::ip::tcp::socket socket, std::string peer);

    awaitable<Result<std::size_t>> read_some(std::span<char> room) override;
    awaitable<Result<void>> write(std::string_view bytes) override;
    bool is_quiet() override;

    /// The socket, for another protocol to go on with; the stream is then of no further use.
    [[nodiscard]] boost::asio::ip::tcp::socket release() { return std::move(socket_); }

private:
    boost::asio::ip::tcp::socket socket_;
    std::string peer_;
};

class TlsStream final : public ByteStream {
public:
    TlsStream(boost::asio::ip::tcp::socket socket, TlsContext& context, std::string peer);
    ~TlsStream() override;
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    /// As `host`, which need not be who the socket leads to. `key`: of the session to resume. unreachable: the
    /// handshake failed, or the certificate is not trusted.
    [[nodiscard]] awaitable<Result<void>> handshake(std::string host, std::string key);

    awaitable<Result<std::size_t>> read_some(std::span<char> room) override;
    awaitable<Result<void>> write(std::string_view bytes) override;
    bool is_quiet() override;

private:
    [[nodiscard]] Error failure(const boost::system::error_code& error);

    TlsContext& context_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
    std::string peer_;
    bool is_taken_ = false;  // by the server, which has sent something
};

}  // namespace broadsheet::http
