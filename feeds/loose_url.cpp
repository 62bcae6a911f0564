#include "feeds/loose_url.hpp"

#include "feeds/ascii.hpp"
#include "feeds/idna.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// What browsers do first: no blanks at the ends, no tabs and line breaks anywhere.
std::string strip(std::string_view text) {
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    std::string result(text);
    std::erase_if(result, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
    return result;
}

constexpr auto in_user = characters_of("-._~!$&'()*+,;=:");
constexpr auto after_authority = characters_of("-._~!$&'()*+,;=:@/?#");

/// Percent-encodes what is not allowed, and a '%' that begins no escape.
void append_encoded(std::string& out, std::string_view text, const CharacterSet& allowed, bool backslash_is_slash) {
    bool in_query = false, in_fragment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && backslash_is_slash && !in_query && !in_fragment) c = '/';
        const bool second_hash = c == '#' && in_fragment;
        if (begins_escape(text, i) || (is_in(allowed, c) && !second_hash)) {
            out += c;
        } else {
            append_percent_encoded(out, c);
        }
        in_query = in_query || c == '?';
        in_fragment = in_fragment || c == '#';
    }
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

}  // namespace

std::size_t scheme_length(std::string_view url) {
    if (url.empty() || !is_alpha(url.front())) return 0;
    for (std::size_t i = 1; i < url.size(); ++i) {
        if (url[i] == ':') return i + 1;
        if (!is_alpha(url[i]) && !is_digit(url[i]) && url[i] != '+' && url[i] != '-' && url[i] != '.') return 0;
    }
    return 0;
}

/// Boost.URL 1.81 takes "https://a:b/" for an empty port and a path "b/".
bool is_port(std::string_view text) {
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           (text.size() < 5 || text <= std::string_view("65535"));
}

std::string tidy_reference(std::string_view reference) {
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

}  // namespace broadsheet::feeds
