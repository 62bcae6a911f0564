#pragma once
// Where our own requests may go: judged on the address that is dialled, for every hop of every request. Pure; any
// thread.

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

/// The address that a host is spelled as: "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; nullopt: it is a name.
[[nodiscard]] std::optional<boost::asio::ip::address> literal_address(std::string_view host);

/// "localhost", or a name in it (RFC 6761 §6.3).
[[nodiscard]] bool is_localhost(std::string_view host);

/// Why an address is no place on the public Internet ("loopback", "private network", …); nullopt when it is one. An
/// IPv4 address inside an IPv6 one is judged as what it leads to (NAT64, 6to4), or is none (mapped, compatible,
/// Teredo).
[[nodiscard]] std::optional<std::string> not_public(const boost::asio::ip::address& address);

/// 80, 443 and what ordinary users may listen on: never the ports of mail, shells and the like.
[[nodiscard]] bool is_web_port(std::uint16_t port);

}  // namespace broadsheet::http
