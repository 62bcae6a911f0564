#include "feeds/url.hpp"

#include "feeds/ascii.hpp"
#include "feeds/loose_url.hpp"

#include <boost/url.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

namespace urls = boost::urls;

namespace {

bool is_web(urls::scheme scheme) {
    return scheme == urls::scheme::http || scheme == urls::scheme::https;
}

std::optional<urls::url> parse_web_url(std::string_view url) {
    auto parsed = urls::parse_uri(urls::string_view(url.data(), url.size()));
    if (!parsed || parsed->host().empty()) return std::nullopt;
    if (!is_web(parsed->scheme_id())) return std::nullopt;
    if (!is_port(std::string_view(parsed->port()))) return std::nullopt;
    const auto path = std::string_view(parsed->encoded_path());
    if (!path.empty() && path.front() != '/') return std::nullopt;
    return urls::url(*parsed);
}

/// RFC 3986, appendix B: the parts of a tidy reference. Boost.URL 1.81 takes "//1.2.3.4.example/" for a host 1.2.3.4.
struct Parts {
    std::string_view scheme;  ///< and its colon
    std::optional<std::string_view> authority;
    std::string_view path;
    std::string_view query;     ///< and its '?'
    std::string_view fragment;  ///< and its '#'
};

Parts parts_of(std::string_view text) {
    Parts parts;
    const auto take = [&text](std::size_t end) {
        const auto part = text.substr(0, end);
        text.remove_prefix(part.size());
        return part;
    };
    parts.scheme = take(scheme_length(text));
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        parts.authority = take(text.find_first_of("/?#"));
    }
    parts.path = take(text.find_first_of("?#"));
    parts.query = take(text.find('#'));
    parts.fragment = text;
    return parts;
}

/// RFC 3986 §5.2.4.
std::string without_dot_segments(std::string_view path) {
    std::vector<std::string_view> segments;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto segment = path.substr(begin, end - begin);
        begin = end + 1;
        const bool is_step = segment == "." || segment == "..";
        const bool has_above = segments.size() > (path.starts_with('/') ? 1 : 0);
        if (segment == ".." && has_above) segments.pop_back();
        if (!is_step || end == path.size()) segments.push_back(is_step ? std::string_view() : segment);
    }
    std::string out;
    for (std::size_t i = 0; i < segments.size(); ++i) out.append(i == 0 ? "" : "/").append(segments[i]);
    return out;
}

/// RFC 3986 §5.2.2, for a reference without a scheme. Boost.URL's own takes escapes off on its way: "a%2Fb" would
/// become another path.
std::optional<std::string> resolved(const Parts& reference, const Parts& base) {
    const auto& authority = reference.authority ? reference.authority : base.authority;
    const bool keeps_path = reference.path.empty() && !reference.authority;
    std::string path(keeps_path ? base.path : reference.path);
    if (!keeps_path && !reference.authority && !path.starts_with('/'))
        path.insert(0, base.path.substr(0, base.path.rfind('/') + 1));
    if (authority && !path.starts_with('/')) path.insert(0, "/");
    if (!keeps_path) path = without_dot_segments(path);
    // A path with an empty segment in front must not become a host (§3.3).
    if (!authority && path.starts_with("//")) return std::nullopt;
    std::string url(base.scheme);
    if (authority) url.append("//").append(*authority);
    url += path;
    url += keeps_path && reference.query.empty() ? base.query : reference.query;
    url += reference.fragment;
    return url;
}

constexpr auto in_order = characters_of("-._~!$&'()*+,;=:/?%#");

/// What stands behind a host, with nothing in it to be encoded or resolved.
bool is_plain_path(std::string_view path) {
    bool in_fragment = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '%' && !begins_escape(path, i)) return false;
        if (c == '#' && std::exchange(in_fragment, true)) return false;
        if (c == '.' && i > 0 && path[i - 1] == '/') return false;  // perhaps a dot segment
        if (!is_in(in_order, c)) return false;
    }
    return true;
}

/// "https://" or "http://" at the start; 0: neither.
std::size_t web_prefix(std::string_view url) {
    return url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
}

bool is_plain_in_host(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '-';
}

/// Where the host of a web address with a plain one ends; 0: it has another.
std::size_t plain_host_end(std::string_view url) {
    const auto prefix = web_prefix(url);
    if (prefix == 0) return 0;
    std::size_t end = prefix;
    while (end < url.size() && is_plain_in_host(url[end])) ++end;
    const bool ends = end == url.size() || url[end] == '/' || url[end] == '?' || url[end] == '#';
    return ends && end > prefix ? end : 0;
}

/// Host and port of a web address in which there is nothing to be encoded or resolved; empty: there is.
std::string_view plain_authority(std::string_view url) {
    const auto prefix = web_prefix(url);
    const auto end = std::min(url.find('/', prefix), url.size());
    const auto authority = url.substr(prefix, end - prefix);
    const auto host = authority.substr(0, authority.find(':'));
    const auto port = authority.substr(std::min(host.size() + 1, authority.size()));
    if (prefix == 0 || host.empty() || !std::all_of(host.begin(), host.end(), is_plain_in_host)) return {};
    if (!is_port(port) || (port.empty() && host.size() < authority.size())) return {};
    if (host.ends_with('.') || port.starts_with('0')) return {};  // it is spelled otherwise as a rule
    if (url.size() > longest_url || !is_plain_path(url.substr(end))) return {};
    return port == (prefix == 8 ? "443" : "80") ? host : authority;
}

/// The one spelling of a host that is taken for all others.
std::string usual_host(const urls::url_view& url) {
    if (url.host_type() == urls::host_type::ipv6) {
        const auto address = url.host_ipv6_address();
        if (!address.is_v4_mapped()) return "[" + address.to_string() + "]";
        urls::ipv4_address::bytes_type last;
        const auto bytes = address.to_bytes();
        std::copy(bytes.end() - last.size(), bytes.end(), last.begin());
        return urls::ipv4_address(last).to_string();
    }
    auto host = lower(std::string_view(url.encoded_host()));
    if (host.size() > 1 && host.ends_with('.')) host.pop_back();
    return host;
}

/// "/path" at the host of the base, where both are plain.
std::optional<std::string> resolve_at_root(std::string_view reference, std::string_view base) {
    if (!reference.starts_with('/') || reference.starts_with("//") || reference.size() > longest_url) return {};
    const auto host = plain_host_end(base);
    if (host == 0 || !is_plain_path(reference)) return {};
    return std::string(base.substr(0, host)).append(reference);
}

}  // namespace

bool is_plain_web_url(std::string_view url) {
    if (url.size() > longest_url) return false;
    const auto host = plain_host_end(url);
    return host != 0 && is_plain_path(url.substr(host));
}

std::optional<std::string> resolve_url(std::string_view reference, std::string_view base) {
    if (is_plain_web_url(reference)) return std::string(reference);
    if (auto rooted = resolve_at_root(reference, base)) return rooted;
    const auto cleaned = tidy_reference(reference);
    if (cleaned.empty()) return std::nullopt;
    const auto parsed = urls::parse_uri_reference(cleaned);
    if (!parsed) return std::nullopt;
    if (parsed->has_scheme()) {
        if (is_web(parsed->scheme_id()) && parsed->encoded_host().empty()) return std::nullopt;
        return cleaned;
    }
    const auto cleaned_base = tidy_reference(base);
    const auto parsed_base = urls::parse_uri(cleaned_base);
    if (!parsed_base || (!parsed_base->has_authority() && is_web(parsed_base->scheme_id()))) return std::nullopt;
    return resolved(parts_of(cleaned), parts_of(cleaned_base));
}

bool is_web_url(std::string_view url) {
    if (is_plain_web_url(url) || !plain_authority(url).empty()) return true;
    const auto parsed = parse_web_url(url);
    return parsed && !parsed->has_userinfo();
}

bool is_absolute_iri(std::string_view text) {
    const auto is_scheme_char = [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size() || !is_alpha(text.front())) return false;
    const auto scheme = text.substr(0, colon);
    if (!std::all_of(scheme.begin(), scheme.end(), is_scheme_char)) return false;
    constexpr std::string_view forbidden = "<>\"{}|\\^`";
    return std::none_of(text.begin(), text.end(), [forbidden](char c) {
        return (c >= 0 && c <= ' ') || c == 0x7f || forbidden.find(c) != std::string_view::npos;
    });
}

std::string host_of(std::string_view url) {
    const auto parsed = parse_web_url(url);
    return parsed ? lower(std::string_view(parsed->encoded_host())) : std::string();
}

std::string origin_of(std::string_view url) {
    const auto parsed = parse_web_url(url);
    if (!parsed) return {};
    const auto scheme = lower(std::string_view(parsed->scheme()));
    auto origin = scheme + "://" + lower(std::string_view(parsed->encoded_host()));
    const std::string port(parsed->port());
    const bool standard = port.empty() || port == (scheme == "https" ? "443" : "80");
    if (!standard) origin += ":" + port;
    return origin;
}

std::string authority_of(std::string_view url) {
    if (const auto plain = plain_authority(url); !plain.empty()) return std::string(plain);
    const auto parsed = parse_web_url(url);
    if (!parsed) return {};
    auto authority = usual_host(*parsed);
    const auto standard = parsed->scheme_id() == urls::scheme::https ? 443 : 80;
    if (const auto port = parsed->port_number(); port != 0 && port != standard) authority += ":" + std::to_string(port);
    return authority;
}

}  // namespace broadsheet::feeds
