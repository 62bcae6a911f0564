#include "config/url_parts.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::config {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What follows the first `mark`, which is cut off `text` together with it.
std::optional<std::string> cut_after(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::string rest(text.substr(at + 1));
    text = text.substr(0, at);
    return rest;
}

std::string take_scheme(std::string_view& url) {
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(url.front())) return {};
    const std::string_view name = url.substr(0, colon);
    const bool good = std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    // "example.org:8080/feed" is a host whose scheme was forgotten.
    const bool is_port = colon + 1 < url.size() && is_digit(url[colon + 1]);
    if (!good || is_port) return {};
    url.remove_prefix(colon + 1);
    return lower(name);
}

void split_authority(std::string_view authority, UrlParts& parts) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        parts.has_user = true;
        authority.remove_prefix(at + 1);
    }
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.rfind(':');
    const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    parts.host = authority.substr(0, has_port ? colon : authority.size());
    if (has_port) parts.port = authority.substr(colon + 1);
}

/// RFC 3986 §5.2.4, over segments.
std::string without_dot_segments(std::string_view path) {
    if (path.starts_with('/') && path.find("/.") == std::string_view::npos) return std::string(path);
    std::vector<std::string_view> kept;
    bool closed = false;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        closed = segment == "." || segment == "..";
        if (segment == ".." && !kept.empty()) kept.pop_back();
        if (!closed) kept.push_back(segment);
    }
    std::string result;
    for (const auto segment : kept) result.append("/").append(segment);
    return closed || result.empty() ? result + "/" : result;
}

/// Of several spellings of an IPv6 address the one of RFC 5952; what is none stays.
std::string usual_address(std::string host) {
    in6_addr address{};
    std::array<char, INET6_ADDRSTRLEN> usual{};
    if (host.size() < 2 || host.front() != '[' || host.back() != ']') return host;
    if (inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) != 1) return host;
    return "[" + std::string(inet_ntop(AF_INET6, &address, usual.data(), usual.size())) + "]";
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Escapes of unreserved characters undone, the others in upper case.
std::string with_plain_escapes(std::string_view text) {
    if (text.find('%') == std::string_view::npos) return std::string(text);
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low < 0) {
            result += text[i];
            continue;
        }
        const auto c = static_cast<char>(high * 16 + low);
        const bool unreserved = is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            result += c;
        } else {
            result += {'%', digits[static_cast<std::size_t>(high)], digits[static_cast<std::size_t>(low)]};
        }
        i += 2;
    }
    return result;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

UrlParts split_url(std::string_view url) {
    UrlParts parts;
    parts.fragment = cut_after(url, '#');
    parts.query = cut_after(url, '?');
    parts.scheme = take_scheme(url);
    if (url.starts_with("//")) {
        parts.has_authority = true;
        url.remove_prefix(2);
        const std::size_t end = std::min(url.find('/'), url.size());
        split_authority(url.substr(0, end), parts);
        url.remove_prefix(end);
    }
    parts.path = url;
    return parts;
}

std::string url_key(std::string_view url) {
    const UrlParts parts = split_url(url);
    std::string host = usual_address(lower(parts.host));
    if (host.ends_with('.')) host.pop_back();
    auto port = parts.port.value_or("");
    port.erase(0, std::min(port.find_first_not_of('0'), port.size()));
    const bool usual_port =
        port.empty() || (parts.scheme == "http" && port == "80") || (parts.scheme == "https" && port == "443");
    std::string key = parts.scheme + "://" + host + (usual_port ? "" : ":" + port);
    key += without_dot_segments(with_plain_escapes(parts.path));
    if (parts.query) key += "?" + with_plain_escapes(*parts.query);
    return key;
}

}  // namespace broadsheet::config
