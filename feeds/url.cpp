#include "feeds/url.hpp"

#include "feeds/ascii.hpp"
#include "feeds/idna.hpp"

#include <boost/url.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::feeds {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_url = 64UL * 1024;

bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Length of a scheme and its colon at the start; 0: there is none.
std::size_t scheme_length(std::string_view url) {
    if (url.empty() || !is_alpha(url.front())) return 0;
    for (std::size_t i = 1; i < url.size(); ++i) {
        if (url[i] == ':') return i + 1;
        if (!is_alpha(url[i]) && !is_digit(url[i]) && url[i] != '+' && url[i] != '-' && url[i] != '.') return 0;
    }
    return 0;
}

/// What browsers do first: no blanks at the ends, no tabs and line breaks anywhere.
std::string strip(std::string_view text) {
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    std::string result(text);
    std::erase_if(result, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
    return result;
}

/// Letters, digits and these.
using CharacterSet = std::array<bool, 256>;
constexpr CharacterSet characters_of(std::string_view others) {
    CharacterSet set{};
    for (const char c : others) set[static_cast<unsigned char>(c)] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) set[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = set[c - 'a' + 'A'] = true;
    return set;
}
constexpr auto in_user = characters_of("-._~!$&'()*+,;=:");
constexpr auto after_authority = characters_of("-._~!$&'()*+,;=:@/?#");
constexpr auto in_order = characters_of("-._~!$&'()*+,;=:/?%#");

/// Percent-encodes what is not allowed, and a '%' that begins no escape.
void append_encoded(std::string& out, std::string_view text, const CharacterSet& allowed, bool backslash_is_slash) {
    static constexpr char digits[] = "0123456789ABCDEF";
    bool in_query = false, in_fragment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && backslash_is_slash && !in_query && !in_fragment) c = '/';
        const bool escape = c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        const bool second_hash = c == '#' && in_fragment;
        if (escape || (allowed[static_cast<unsigned char>(c)] && !second_hash)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
        in_query = in_query || c == '?';
        in_fragment = in_fragment || c == '#';
    }
}

/// Boost.URL 1.81 takes "https://a:b/" for an empty port and a path "b/".
bool is_port(std::string_view text) {
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           (text.size() < 5 || text <= std::string_view("65535"));
}

/// user@host:port with the host in its ASCII form; false when there is no sense in it.
bool append_authority(std::string& out, std::string_view authority, bool needs_host) {
    const auto at = authority.rfind('@');
    if (at != std::string_view::npos) {
        append_encoded(out, authority.substr(0, at), in_user, false);
        out += '@';
        authority.remove_prefix(at + 1);
    }
    const auto colon = authority.rfind(':');
    const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    const auto host = authority.substr(0, has_port ? colon : authority.size());
    if (host.empty() && needs_host) return false;
    if (host.find_first_of(" \"<>\\^`{|}%:") != std::string_view::npos && !host.starts_with('[')) return false;
    if (host.starts_with('[') && !host.ends_with(']')) return false;
    if (has_port && !is_port(authority.substr(colon + 1))) return false;
    if (is_ascii(host)) {
        out += lower(host);
    } else {
        const auto ascii = to_ascii_host(host);
        if (!ascii) return false;
        out += *ascii;
    }
    if (has_port && colon + 1 < authority.size()) out += authority.substr(colon);
    return true;
}

/// The reference in a form that RFC 3986 knows; empty when there is none.
std::string clean(std::string_view reference) {
    const auto text = strip(reference);
    if (text.empty() || text.size() > longest_url) return {};
    std::string out;
    out.reserve(text.size() + 16);
    std::string_view rest = text;
    const auto scheme = scheme_length(rest);
    out += lower(rest.substr(0, scheme));
    rest.remove_prefix(scheme);
    const bool web = scheme == 0 || out == "http:" || out == "https:";
    const auto is_slash = [web](char c) { return c == '/' || (web && c == '\\'); };
    if (rest.size() >= 2 && is_slash(rest[0]) && is_slash(rest[1])) {
        rest.remove_prefix(2);
        if (scheme != 0 && web)
            while (!rest.empty() && is_slash(rest.front())) rest.remove_prefix(1);
        const auto end = std::min(rest.find_first_of(web ? "/\\?#" : "/?#"), rest.size());
        out += "//";
        if (!append_authority(out, rest.substr(0, end), web)) return {};
        rest.remove_prefix(end);
    }
    append_encoded(out, rest, after_authority, web);
    return out;
}

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

/// What stands behind a host, with nothing in it to be encoded or resolved.
bool is_plain_path(std::string_view path) {
    bool in_fragment = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '%' && (i + 2 >= path.size() || !is_hex(path[i + 1]) || !is_hex(path[i + 2]))) return false;
        if (c == '#' && std::exchange(in_fragment, true)) return false;
        if (c == '.' && i > 0 && path[i - 1] == '/') return false;  // perhaps a dot segment
        if (!in_order[static_cast<unsigned char>(c)]) return false;
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
    if (url.size() > longest_url || !is_plain_path(url.substr(end))) return {};
    return port == (prefix == 8 ? "443" : "80") ? host : authority;
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
    const auto cleaned = clean(reference);
    if (cleaned.empty()) return std::nullopt;
    const auto parsed = urls::parse_uri_reference(cleaned);
    if (!parsed) return std::nullopt;
    if (parsed->has_scheme()) {
        if (is_web(parsed->scheme_id()) && parsed->encoded_host().empty()) return std::nullopt;
        return cleaned;
    }
    auto cleaned_base = clean(base);
    cleaned_base.resize(std::min(cleaned_base.find('#'), cleaned_base.size()));
    // Boost.URL 1.81 merges with an empty path as if it were the host.
    if (const auto host = cleaned_base.find("://"); host != std::string::npos) {
        const auto end = cleaned_base.find_first_of("/?", host + 3);
        if (end == std::string::npos || cleaned_base[end] == '?')
            cleaned_base.insert(std::min(end, cleaned_base.size()), 1, '/');
    }
    const auto parsed_base = urls::parse_uri(cleaned_base);
    if (!parsed_base || (!parsed_base->has_authority() && is_web(parsed_base->scheme_id()))) return std::nullopt;
    urls::url resolved;
    if (!urls::resolve(*parsed_base, *parsed, resolved)) return std::nullopt;
    const std::string_view text(resolved.buffer());
    // A path with an empty segment in front must not become a host (RFC 3986 §3.3).
    const bool has_host = parsed->has_authority() || parsed_base->has_authority();
    if (!has_host && text.substr(scheme_length(text)).starts_with("//")) return std::nullopt;
    return std::string(text);
}

bool is_web_url(std::string_view url) {
    if (is_plain_web_url(url) || !plain_authority(url).empty()) return true;
    const auto parsed = parse_web_url(url);
    return parsed && !parsed->has_userinfo();
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
    auto origin = origin_of(url);
    if (!origin.empty()) origin.erase(0, origin.find("://") + 3);
    return origin;
}

}  // namespace broadsheet::feeds
