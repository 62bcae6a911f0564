#include "daemon/http/web_address.hpp"

#include <boost/url.hpp>

#include <algorithm>

namespace broadsheet::http {

namespace urls = boost::urls;

namespace {

/// What servers put into Location though RFC 3986 does not allow it.
std::string encode_loose(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    static constexpr std::string_view unsafe = " \"<>\\^`{|}";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && unsafe.find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
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
    address.host = std::string(url.encoded_host());
    std::transform(address.host.begin(), address.host.end(), address.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::uint16_t standard = address.tls ? 443 : 80;
    address.port = url.has_port() && !url.port().empty() ? url.port_number() : standard;
    if (address.port == 0)
        return fail(ErrorCode::invalid, "\"" + std::string(url.buffer()) + "\" has no port to connect to");
    address.authority = address.host;
    if (address.port != standard) address.authority += ":" + std::to_string(address.port);
    address.target = std::string(url.encoded_path());
    if (address.target.empty()) address.target = "/";
    if (url.has_query()) address.target += "?" + std::string(url.encoded_query());
    address.url = std::string(url.buffer()).substr(0, std::string_view(url.buffer()).find('#'));
    return address;
}

}  // namespace

Result<WebAddress> parse_web_address(std::string_view url) {
    const auto encoded = encode_loose(url);
    const auto parsed = urls::parse_uri(encoded);
    if (!parsed) return fail(ErrorCode::invalid, "\"" + std::string(url) + "\" is no URL");
    return address_of(*parsed);
}

Result<WebAddress> redirect_target(const WebAddress& from, std::string_view location) {
    if (location.empty()) return fail(ErrorCode::invalid, from.url + " redirects without saying where to");
    const auto encoded = encode_loose(location);
    const auto reference = urls::parse_uri_reference(encoded);
    const auto base = urls::parse_uri(from.url);
    urls::url resolved;
    if (!reference || !base || !urls::resolve(*base, *reference, resolved))
        return fail(ErrorCode::invalid, from.url + " redirects to \"" + std::string(location) + "\", which is no URL");
    auto target = address_of(resolved);
    if (target && from.tls && !target->tls)
        return fail(ErrorCode::refused, from.url + " redirects from https to " + target->url + ": not followed");
    return target;
}

}  // namespace broadsheet::http
