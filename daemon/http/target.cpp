#include "daemon/http/target.hpp"

#include "daemon/http/text.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::http {

namespace {

Error refused(const char* why) {
    return fail(ErrorCode::invalid, why);
}

enum class Plus { literal, space };

Result<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (!feeds::begins_escape(text, i))
                return refused("a percent sign in the target is not followed by two hex digits");
            decoded += static_cast<char>(feeds::hex_value(text[i + 1]) * 16 + feeds::hex_value(text[i + 2]));
            i += 2;
        } else {
            decoded += plus == Plus::space && text[i] == '+' ? ' ' : text[i];
        }
    }
    if (decoded.find('\0') != std::string::npos) return refused("the target holds a NUL");
    if (!feeds::is_utf8(decoded)) return refused("the target is not UTF-8 when its escapes are decoded");
    return decoded;
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view segment = path.substr(0, path.find('/'));
        if (segment == "." || segment == "..") return true;
        path.remove_prefix(segment.size());
    }
    return false;
}

Result<std::string> read_path(std::string_view raw) {
    for (std::size_t i = 0; i + 2 < raw.size(); ++i) {
        if (raw[i] == '%' && raw[i + 1] == '2' && (raw[i + 2] | 0x20) == 'f') {
            return refused("an escaped slash in the path could mean two things");
        }
    }
    auto path = percent_decoded(raw, Plus::literal);
    if (!path) return path;
    if (std::any_of(path->begin(), path->end(), is_control)) return refused("the path holds a control character");
    if (has_dot_segment(*path)) return refused("the path holds a segment of dots");
    return path;
}

Result<void> read_query(std::string_view raw, HttpRequest& request) {
    while (!raw.empty()) {
        const std::string_view pair = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(raw.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), Plus::space);
        if (!name) return name.error();
        auto value = percent_decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1),
                                     Plus::space);
        if (!value) return value.error();
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return {};
}

/// "http://host/path" → "/path".
Result<void> to_origin_form(HttpRequest& request) {
    std::string_view rest = request.target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(rest.substr(0, scheme.size()), scheme)) continue;
        rest.remove_prefix(scheme.size());
        const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
        if (!valid_host(authority)) return refused("the target names no valid host");
        const auto host = request.headers.find("Host");
        if (host && !equals_ignoring_case(*host, authority))
            return refused("the target and the Host field name different hosts");
        rest.remove_prefix(authority.size());
        std::string target(rest);
        if (target.empty() || target.front() == '?') target.insert(0, 1, '/');
        request.target = std::move(target);
        return {};
    }
    return refused("the target is neither a path nor an http URL");
}

}  // namespace

Result<void> read_target(HttpRequest& request) {
    if (request.target == "*" && request.method == "OPTIONS") {
        request.path = "*";
        return {};
    }
    for (const char c : request.target) {
        if (is_control(c) || static_cast<unsigned char>(c) >= 0x80)
            return refused("the target holds a raw byte that is not ASCII text");
        if (c == '#' || c == '\\') return refused("the target holds a character that must be escaped");
    }
    if (request.target.empty() || request.target.front() != '/') {
        if (auto converted = to_origin_form(request); !converted) return converted;
    }
    const std::string_view target = request.target;
    const std::size_t question = target.find('?');
    auto path = read_path(target.substr(0, question));
    if (!path) return path.error();
    request.path = std::move(*path);
    if (question == std::string_view::npos) return {};
    return read_query(target.substr(question + 1), request);
}

bool valid_host(std::string_view host) {
    std::size_t end = 0;
    if (host.starts_with('[')) {
        end = host.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        const auto in_address = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
        if (!std::all_of(host.begin() + 1, host.begin() + static_cast<std::ptrdiff_t>(end), in_address)) return false;
        ++end;
    } else {
        end = std::min(host.find(':'), host.size());
        if (end == 0) return false;
        static constexpr auto in_name = characters_of("-._~!$&'()*+,;=");
        const auto name = host.substr(0, end);
        for (std::size_t i = 0; i < end; ++i)
            if (!is_in(in_name, name[i]) && !feeds::begins_escape(name, i)) return false;
    }
    if (end == host.size()) return true;
    const std::string_view port = host.substr(end);
    if (port.front() != ':' || port.size() > 6) return false;
    return std::all_of(port.begin() + 1, port.end(), is_digit);
}

}  // namespace broadsheet::http
