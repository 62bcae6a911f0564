#include "daemon/http/address_policy.hpp"

#include <array>

namespace broadsheet::http {

namespace ip = boost::asio::ip;

namespace {

struct Network4 {
    std::uint32_t prefix;
    unsigned length;
    const char* name;
};

// IANA's special-purpose registry, as far as nothing public lives there.
constexpr std::array<Network4, 15> networks4{{{0x00000000, 8, "this network"},
                                              {0x0a000000, 8, "private network"},
                                              {0x64400000, 10, "carrier-grade NAT"},
                                              {0x7f000000, 8, "loopback"},
                                              {0xa9fe0000, 16, "link-local"},
                                              {0xac100000, 12, "private network"},
                                              {0xc0000000, 24, "IETF protocol assignments"},
                                              {0xc0000200, 24, "documentation"},
                                              {0xc0586300, 24, "6to4 relay"},
                                              {0xc0a80000, 16, "private network"},
                                              {0xc6120000, 15, "benchmarking"},
                                              {0xc6336400, 24, "documentation"},
                                              {0xcb007100, 24, "documentation"},
                                              {0xe0000000, 4, "multicast"},
                                              {0xf0000000, 4, "reserved"}}};

std::optional<std::string> not_public(std::uint32_t address) {
    for (const auto& network : networks4)
        if ((address ^ network.prefix) >> (32 - network.length) == 0) return network.name;
    return std::nullopt;
}

std::uint32_t word(const ip::address_v6::bytes_type& bytes, std::size_t at) {
    return std::uint32_t(bytes[at]) << 24 | std::uint32_t(bytes[at + 1]) << 16 | std::uint32_t(bytes[at + 2]) << 8 |
           bytes[at + 3];
}

std::optional<std::string> not_public(const ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    const auto high = word(bytes, 0);
    const bool zeros = high == 0 && word(bytes, 4) == 0;
    if (address.is_loopback()) return "loopback";
    if (address.is_unspecified()) return "this network";
    if (zeros && (word(bytes, 8) == 0x0000ffff || word(bytes, 8) == 0))  // mapped, compatible
        return not_public(word(bytes, 12)).value_or("IPv4 inside IPv6");
    if (high == 0x0064ff9b && word(bytes, 4) == 0 && word(bytes, 8) == 0) return not_public(word(bytes, 12));  // NAT64
    if (high == 0x0064ff9b) return "local NAT64";
    if (high >> 16 == 0x2002) {  // 6to4
        const auto inside = word(bytes, 0) << 16 | word(bytes, 4) >> 16;
        return not_public(inside);
    }
    if (high == 0x20010000) return "Teredo";
    if (high >> 9 == 0x20010000 >> 9) return "IETF protocol assignments";
    if (high == 0x20010db8 || high >> 12 == 0x3fff0) return "documentation";
    if ((high & 0xfe000000) == 0xfc000000) return "private network";
    if ((high & 0xffc00000) == 0xfe800000) return "link-local";
    if ((high & 0xffc00000) == 0xfec00000) return "site-local";
    if (high >> 24 == 0xff) return "multicast";
    if ((high & 0xe0000000) != 0x20000000) return "reserved";
    return std::nullopt;
}

}  // namespace

bool is_localhost(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    return host == "localhost" || host.ends_with(".localhost");
}

std::optional<ip::address> literal_address(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code is_name;
    const auto address = ip::make_address(host, is_name);
    return is_name ? std::nullopt : std::optional(address);
}

std::optional<std::string> not_public(const ip::address& address) {
    return address.is_v4() ? not_public(address.to_v4().to_uint()) : not_public(address.to_v6());
}

bool is_web_port(std::uint16_t port) {
    return port == 80 || port == 443 || port >= 1024;
}

}  // namespace broadsheet::http
