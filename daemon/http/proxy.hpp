#pragma once
// Ways out through a proxy: HTTP (CONNECT, and absolute form for plain http) and SOCKS5 (RFC 1928, 1929), both of which
// look up the names themselves. Net thread only.

#include "daemon/http/byte_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

struct Proxy {
    enum class Kind { http, socks5 };

    Kind kind = Kind::http;
    std::string host;  ///< IPv6 in brackets
    std::uint16_t port = 0;
    std::string user;
    std::string password;

    /// For errors: without what is secret.
    [[nodiscard]] std::string name() const;
    /// The value of Proxy-Authorization; empty when the proxy wants to know nobody.
    [[nodiscard]] std::string authorization() const;

    /// The status of a proxy that wants credentials (RFC 9110 §15.5.8), and what becomes of the request: no server has
    /// seen it.
    static constexpr int asks_who_we_are = 407;
    [[nodiscard]] Error does_not_know_us() const;
};

/// "http://[user:password@]host:port" or "socks5://…". invalid: neither.
[[nodiscard]] Result<Proxy> parse_proxy(std::string_view url);

/// Is a host reached directly, says a list of hosts, ".domains", addresses and networks as "10.0.0.0/8" ("*": every
/// one)? A domain is one of its own hosts. No name is looked up for it.
[[nodiscard]] bool bypasses_proxy(std::string_view host, const std::vector<std::string>& no_proxy);

/// Asks the proxy at the other end of `stream` for a connection to host:port; then the stream is that connection.
/// refused: the proxy does not allow that place; unreachable: it cannot get there, or is itself what is wrong.
[[nodiscard]] awaitable<Result<void>> open_tunnel(ByteStream& stream, Proxy proxy, std::string host,
                                                  std::uint16_t port);

}  // namespace broadsheet::http
