#pragma once
// The one place that makes connections to foreign servers, behind the address policy, with TLS and through a proxy as
// asked. Net thread only.

#include "daemon/http/byte_stream.hpp"
#include "daemon/http/proxy.hpp"
#include "daemon/http/resolver.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace broadsheet::http {

/// Where to connect, and how carefully.
class Target {
public:
    Target() = default;
    std::string host;  ///< a name or an address literal, IPv6 in brackets
    std::uint16_t port = 0;
    bool tls = false;
    bool tls_verify = true;
    bool allow_private = false;
    std::optional<Proxy> proxy;

    /// Equal keys may share a connection.
    [[nodiscard]] std::string key() const;
    /// Does the proxy read the requests, rather than pass their bytes on? They are then in absolute form.
    [[nodiscard]] bool is_relayed() const { return proxy && proxy->kind == Proxy::Kind::http && !tls; }
};

class Connector {
public:
    virtual ~Connector() = default;
    /// Resolves, judges every address, dials and shakes hands. A proxy does the first three itself: then only what the
    /// URL says can be judged. Errors: refused (address or port not allowed), not_found, unreachable, timeout,
    /// unavailable (no descriptor is left), invalid (credentials too long for SOCKS5), cancelled.
    [[nodiscard]] virtual awaitable<Result<std::unique_ptr<ByteStream>>> connect(Target target) = 0;
};

/// `ca_file`: certificates trusted beside the system's; may be empty. The resolver must outlive it.
[[nodiscard]] std::unique_ptr<Connector> make_connector(boost::asio::any_io_executor executor, Clock& clock,
                                                        Resolver& resolver, const std::string& ca_file);

}  // namespace broadsheet::http
