#include "daemon/http/web_address.hpp"

#include "daemon/http/text.hpp"
#include "feeds/url.hpp"

#include <boost/url.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace broadsheet::http {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_name = 254;  // RFC 1035 §2.3.4, and a final dot

/// Where the host's brackets may stand: behind "//", up to the path.
std::size_t end_of_authority(std::string_view text) {
    const auto slashes = text.find("//");
    const auto first = text.find_first_of("/?#");
    if (slashes == std::string_view::npos || first != slashes) return 0;
    return std::min(text.find_first_of("/?#", slashes + 2), text.size());
}

/// What admins and servers put into URLs though RFC 3986 does not allow it.
std::string encode_loose(std::string_view text) {
    static constexpr std::string_view unsafe = " \"<>\\^`{|}";
    const auto authority = end_of_authority(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        bool safe = byte > 0x20 && byte < 0x7f && unsafe.find(c) == std::string_view::npos;
        if (c == '[' || c == ']') safe = i < authority;
        if (c == '%') safe = feeds::begins_escape(text, i);
        if (safe) {
            out += c;
            continue;
        }
        feeds::append_percent_encoded(out, c);
    }
    return out;
}

/// Some resolvers read "127.1", "0x7f000001" and the like as addresses, others ask name servers for them. Neither is
/// meant by anybody honest: a host that ends in a number is a whole IPv4 address (as browsers have it) or nothing.
bool ends_in_number(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    const auto last = host.substr(host.rfind('.') + 1);
    if (last.starts_with("0x")) return std::all_of(last.begin() + 2, last.end(), is_hex);
    return all_digits(last);
}

bool is_ipv4(const std::string& host) {
    in_addr address;
    return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& bracketed) {
    if (!bracketed.starts_with('[') || !bracketed.ends_with(']')) return false;
    in6_addr address;
    return inet_pton(AF_INET6, bracketed.substr(1, bracketed.size() - 2).c_str(), &address) == 1;
}

bool is_host(const std::string& host) {
    if (host.starts_with('[')) return is_ipv6(host);
    if (host.size() > longest_name || host.starts_with('.')) return false;
    if (ends_in_number(host)) return is_ipv4(host);
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

/// 0 when it is none; Boost.URL's own number wraps round.
std::uint16_t port_of(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() ? port : std::uint16_t(0);
}

/// Boost.URL 1.81 takes "http://1.2.3.4.example/" for the host 1.2.3.4 and the path ".example/".
bool is_cut_right(const urls::url_view& url) {
    return !url.has_authority() || url.encoded_path().empty() || url.encoded_path().front() == '/';
}

std::string authority_of(const std::string& host, std::uint16_t port, std::uint16_t standard) {
    return port == standard ? host : host + ":" + std::to_string(port);
}

Result<WebAddress> address_of(const urls::url_view& url) {
    WebAddress address;
    address.tls = url.scheme_id() == urls::scheme::https;
    if (!address.tls && url.scheme_id() != urls::scheme::http)
        return fail(ErrorCode::refused, "\"" + std::string(url.buffer()) + "\" is neither http nor https");
    if (url.has_userinfo())
        return fail(ErrorCode::refused, "a URL with a user name in it: give username and password instead");
    if (url.encoded_host().empty())
        return fail(ErrorCode::invalid, "\"" + std::string(url.buffer()) + "\" names no host");
    address.host = feeds::lower(std::string_view(url.encoded_host()));
    if (!is_host(address.host))
        return fail(ErrorCode::invalid, "\"" + address.host + "\" is neither a host's name in ASCII nor an address");
    const std::uint16_t standard = address.tls ? 443 : 80;
    address.port = url.port().empty() ? standard : port_of(url.port());
    if (address.port == 0)
        return fail(ErrorCode::invalid, "\"" + std::string(url.buffer()) + "\" has no port to connect to");
    address.authority = authority_of(address.host, address.port, standard);
    address.target = std::string(url.encoded_path());
    if (address.target.empty()) address.target = "/";
    if (url.has_query()) address.target += "?" + std::string(url.encoded_query());
    address.url = std::string(url.buffer()).substr(0, std::string_view(url.buffer()).find('#'));
    return address;
}

/// What may stand in path and query as it is.
constexpr auto in_target = characters_of("-._~!$&'()*+,;=:@/?");

/// Most addresses are plain: nothing in them is to be encoded. nullopt: this one takes a closer look.
std::optional<WebAddress> plain_address(std::string_view url) {
    WebAddress address;
    address.tls = url.starts_with("https://");
    const std::size_t prefix = address.tls ? 8 : 7;
    const auto slash = url.find('/', prefix);
    if ((!address.tls && !url.starts_with("http://")) || slash == std::string_view::npos) return std::nullopt;
    const auto authority = url.substr(prefix, slash - prefix);
    const auto colon = authority.find(':');
    const std::uint16_t standard = address.tls ? 443 : 80;
    address.host = authority.substr(0, colon);
    address.port = colon == std::string_view::npos ? standard : port_of(authority.substr(colon + 1));
    if (address.host.empty() || address.host.starts_with('[') || !is_host(address.host)) return std::nullopt;
    address.target = url.substr(slash);
    const auto is_plain = [](char c) { return is_in(in_target, c); };
    if (address.port == 0 || !std::all_of(address.target.begin(), address.target.end(), is_plain)) return std::nullopt;
    address.authority = authority_of(address.host, address.port, standard);
    address.url = url;
    return address;
}

}  // namespace

Result<WebAddress> parse_web_address(std::string_view url) {
    if (auto plain = plain_address(url)) return std::move(*plain);
    const auto encoded = encode_loose(url);
    const auto parsed = urls::parse_uri(encoded);
    if (!parsed || !is_cut_right(*parsed)) return fail(ErrorCode::invalid, "\"" + std::string(url) + "\" is no URL");
    return address_of(*parsed);
}

Result<WebAddress> redirect_target(const WebAddress& from, std::string_view location) {
    if (location.empty()) return fail(ErrorCode::invalid, from.url + " redirects without saying where to");
    const auto says = from.url + " redirects to \"" + std::string(location) + "\"";
    const auto resolved = feeds::resolve_url(location, from.url).value_or("");
    const auto parsed = urls::parse_uri(resolved);
    if (!parsed || !is_cut_right(*parsed)) return fail(ErrorCode::invalid, says + ", which is no URL");
    auto target = address_of(*parsed);
    if (!target) return fail(target.error().code(), says + ": " + target.error().detail());
    return target;
}

}  // namespace broadsheet::http
