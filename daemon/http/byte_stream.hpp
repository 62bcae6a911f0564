#pragma once
// A connection to a foreign server, plain or TLS, as bytes; and the one place that makes them, behind the address
// policy. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/http/resolver.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::http {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// At least one byte, or 0 when the peer has closed in order. unreachable: it was lost (TLS: or cut short);
    /// cancelled.
    [[nodiscard]] virtual awaitable<Result<std::size_t>> read_some(std::span<char> room) = 0;
    /// All of it. The bytes must outlive the call.
    [[nodiscard]] virtual awaitable<Result<void>> write(std::string_view bytes) = 0;
};

/// Where to connect, and how carefully.
class Target {
public:
    Target() = default;
    std::string host;  ///< a name or an address literal, IPv6 in brackets
    std::uint16_t port = 0;
    bool tls = false;
    bool tls_verify = true;
    bool allow_private = false;

    /// Equal keys may share a connection.
    [[nodiscard]] std::string key() const;
};

class Connector {
public:
    virtual ~Connector() = default;
    /// Resolves, judges every address, dials (RFC 8305: families interleaved, the next a quarter of a second after the
    /// last, the first to answer wins) and shakes hands. Errors: refused (address or port not allowed), not_found,
    /// unreachable, cancelled.
    [[nodiscard]] virtual awaitable<Result<std::unique_ptr<ByteStream>>> connect(Target target) = 0;
};

/// `ca_file`: certificates trusted beside the system's; may be empty. The resolver must outlive it.
[[nodiscard]] std::unique_ptr<Connector> make_connector(boost::asio::any_io_executor executor, Clock& clock,
                                                        Resolver& resolver, const std::string& ca_file);

}  // namespace broadsheet::http
