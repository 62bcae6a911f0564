#include "config/address.hpp"

#include "config/url_parts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace broadsheet::config {
namespace {

constexpr std::size_t longest_url = 4096;
constexpr std::size_t longest_socket_path = 107;  // sun_path without its NUL

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string escaped(char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'%', digits[byte >> 4U], digits[byte & 15U]};
}

/// Of which most addresses consist.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9');
}

/// Characters that RFC 3986 gives no place anywhere; those outside of ASCII are an IRI's and may stand.
std::string character_fault(std::string_view url) {
    constexpr std::string_view misplaced = "<>\"\\^`{|}";
    for (std::size_t i = 0; i < url.size(); ++i) {
        const char c = url[i];
        if (is_plain(c)) continue;
        if (c == ' ') return "has a space in it; write it as %20, or take it out";
        if ((c >= 0 && c < ' ') || c == '\x7F') return "has a control character in it; take it out";
        if (misplaced.find(c) != std::string_view::npos)
            return std::string("has the character '") + c + "' in it; write it as " + escaped(c);
        if (c == '%' && (i + 2 >= url.size() || !is_hex(url[i + 1]) || !is_hex(url[i + 2])))
            return "has a '%' that two hexadecimal digits do not follow; write it as %25";
    }
    return {};
}

std::string port_fault(std::string_view port, unsigned lowest) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error == std::errc() && end == port.data() + port.size() && number >= lowest && number <= 65535) return {};
    return "has the port \"" + std::string(port) + "\"; ports go from " + std::to_string(lowest) + " to 65535";
}

bool is_ip(std::string_view address, int family) {
    std::array<unsigned char, 16> bytes{};
    return inet_pton(family, std::string(address).c_str(), bytes.data()) == 1;
}

/// A host whose last part is a number is an address to browsers (WHATWG URL §3.5), in any of the spellings that
/// inet_aton() knows, too; what we ask wants it in the usual one.
bool ends_in_number(std::string_view host) {
    const std::string last = lower(host.substr(host.rfind('.') + 1));
    if (last.starts_with("0x")) return std::all_of(last.begin() + 2, last.end(), is_hex);
    return !last.empty() && last.find_first_not_of("0123456789") == std::string::npos;
}

std::string number_fault(std::string_view host) {
    if (is_ip(host, AF_INET)) return {};
    if (host.ends_with('.')) host.remove_suffix(1);
    in_addr address{};
    if (inet_aton(lower(host).c_str(), &address) == 0) return ", which is no IPv4 address";
    std::array<char, INET_ADDRSTRLEN> usual{};
    inet_ntop(AF_INET, &address, usual.data(), usual.size());
    return ", which is read as the address " + std::string(usual.data()) + "; write that";
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

bool is_label_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c < 0;
}

std::string host_fault(std::string_view host) {
    if (host.empty()) return "has no host; write https://HOST/PATH";
    if (host.front() == '[') {
        const bool good = host.back() == ']' && is_ip(host.substr(1, host.size() - 2), AF_INET6);
        return good ? "" : "has " + std::string(host) + " for a host, which is no IPv6 address";
    }
    const std::string named = "has the host \"" + std::string(host) + "\"";
    if (host.size() > 253) return "has a host of more than 253 characters";
    std::string_view rest = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
    if (ends_in_number(rest))
        if (const auto fault = number_fault(host); !fault.empty()) return named + fault;
    while (true) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const std::string_view label = rest.substr(0, dot);
        if (label.empty()) return named + " with an empty part between its dots";
        if (label.size() > 63 && is_ascii(label)) return named + " with a part of more than 63 characters";
        if (const auto wrong = std::find_if_not(label.begin(), label.end(), is_label_character); wrong != label.end())
            return named + ", in which '" + *wrong + "' cannot stand";
        if (dot == rest.size()) return {};
        rest.remove_prefix(dot + 1);
    }
}

std::string scheme_fault(std::string_view url, const UrlParts& parts) {
    if (parts.scheme == "http" || parts.scheme == "https") {
        return parts.has_authority ? "" : "has no \"//\" after \"" + parts.scheme + ":\"";
    }
    if (parts.scheme == "feed") return "begins with \"feed:\"; write https:// or http:// in its place";
    if (!parts.scheme.empty()) return "has the scheme \"" + parts.scheme + "\"; only http and https are spoken";
    if (url.starts_with('#')) return "is only a fragment; write https://HOST/PATH";
    return "has no scheme; put https:// in front";
}

std::string web_url_fault(std::string_view url, const UrlParts& parts) {
    if (url.empty()) return "is empty; write https://HOST/PATH";
    if (url.size() > longest_url) return "is longer than 4096 bytes";
    if (parts.has_user)
        return "has a user name or password in it; take them out and set username = \"…\" and password = { credential "
               "= "
               "\"NAME\" }";
    if (auto fault = scheme_fault(url, parts); !fault.empty()) return fault;
    if (auto fault = character_fault(url); !fault.empty()) return fault;
    if (auto fault = host_fault(parts.host); !fault.empty()) return fault;
    return parts.port ? port_fault(*parts.port, 1) : "";
}

/// RFC 3986 §3.2.1, of a URL whose escapes are whole. What stands in front of the last '@' is meant.
std::string user_fault(std::string_view url) {
    const auto begin = url.find("//") + 2;
    const auto at = url.substr(0, url.find_first_of("/?#", begin)).rfind('@');
    if (at == std::string_view::npos) return {};
    const auto user = url.substr(begin, at - begin);
    const bool is_plain_text = is_ascii(user) && user.find_first_of("@[]") == std::string_view::npos;
    if (is_plain_text) return {};
    return "has a user name or password with a character that must be written as its bytes: %40 for '@', %25 for '%', "
           "%C3%A4 for 'ä'";
}

/// An address, or one and the length of a prefix.
bool is_network(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto address = text.substr(0, slash);
    const bool is_v4 = is_ip(address, AF_INET);
    if (!is_v4 && !is_ip(address, AF_INET6)) return false;
    if (slash == text.size()) return true;
    const auto prefix = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(prefix.data(), prefix.data() + prefix.size(), length);
    return error == std::errc() && end == prefix.data() + prefix.size() && length <= (is_v4 ? 32U : 128U);
}

}  // namespace

std::string no_proxy_fault(std::string_view host) {
    if (host == "*" || is_network(host)) return {};
    auto name = host;
    if (name.starts_with("*.")) name.remove_prefix(1);
    if (name.starts_with('.')) name.remove_prefix(1);
    if (host_fault(name).empty()) return {};
    return "holds \"" + std::string(host) +
           "\"; write a host, a domain as \".example.org\", an address, or a network as \"10.0.0.0/8\", "
           "without scheme or port, each as a string of its own";
}

std::string feed_url_fault(std::string_view url) {
    return web_url_fault(url, split_url(url));
}

std::string base_url_fault(std::string_view url) {
    const UrlParts parts = split_url(url);
    if (auto fault = web_url_fault(url, parts); !fault.empty())
        return parts.has_user ? "has a user name or password in it, which everyone would see; take them out" : fault;
    if (parts.query || parts.fragment) return "has a query or a fragment; outputs are named by adding a path to it";
    return {};
}

std::string proxy_fault(std::string_view url) {
    constexpr std::string_view mend = "; write \"http://HOST:PORT\" or \"socks5://HOST:PORT\", or \"\" for none";
    if (url.empty()) return {};
    const UrlParts parts = split_url(url);
    if (parts.scheme != "http" && parts.scheme != "socks5") {
        return (parts.scheme.empty() ? "has no scheme" : "has the scheme \"" + parts.scheme + "\"") + std::string(mend);
    }
    if (auto fault = character_fault(url); !fault.empty()) return fault;
    if (auto fault = user_fault(url); !fault.empty()) return fault;
    if (auto fault = host_fault(parts.host); !fault.empty()) return fault;
    if (!is_ascii(parts.host))
        return "has the host \"" + parts.host + "\"; write its ASCII form, which begins with xn--";
    if (!parts.port) return "has no port" + std::string(mend);
    if (parts.path.size() > 1 || parts.query || parts.fragment)
        return "has more than a host and a port" + std::string(mend);
    return port_fault(*parts.port, 1);
}

std::string listen_fault(std::string_view address) {
    if (address.starts_with("unix:")) {
        const std::string_view path = address.substr(5);
        if (!path.starts_with('/')) return "needs an absolute path: unix:/run/broadsheet/http.sock";
        return path.size() > longest_socket_path ? "has a path longer than 107 bytes, the most a Unix socket can have"
                                                 : "";
    }
    constexpr std::string_view mend = "; write an address and a port as 127.0.0.1:8080 or [::1]:8080, or unix:/PATH";
    if (address.find("://") != std::string_view::npos) return "is a URL" + std::string(mend);
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos) return "has no port" + std::string(mend);
    const std::string_view host = address.substr(0, colon);
    if (host.empty() || host == "*") return "names no address; write 0.0.0.0 or [::] for every one of this machine";
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (!bracketed && is_ip(host, AF_INET6)) return "is an IPv6 address without brackets" + std::string(mend);
    const bool known = bracketed ? is_ip(host.substr(1, host.size() - 2), AF_INET6) : is_ip(host, AF_INET);
    if (!known && host != "localhost") return "has no address of this machine in front of the port" + std::string(mend);
    return port_fault(address.substr(colon + 1), 0);
}

std::string contact_fault(std::string_view contact) {
    if (contact.empty()) return {};
    const bool plain = std::all_of(contact.begin(), contact.end(), [](char c) { return c > ' ' && c != '\x7F'; });
    if (!plain || contact.find_first_of("()\"\\;") != std::string_view::npos)
        return "has a character that cannot stand in a User-Agent; write \"mailto:admin@example.org\" or a web address";
    if (contact.starts_with("mailto:")) {
        const std::size_t at = contact.find('@');
        return at != std::string_view::npos && at > 7 && at + 1 < contact.size() ? "" : "is no mail address";
    }
    if (contact.starts_with("http://") || contact.starts_with("https://")) return feed_url_fault(contact);
    if (contact.find('@') != std::string_view::npos) return "needs a scheme: \"mailto:" + std::string(contact) + "\"";
    return "is neither \"mailto:…\" nor a web address";
}

}  // namespace broadsheet::config
