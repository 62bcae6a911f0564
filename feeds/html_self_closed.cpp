#include "feeds/html_self_closed.hpp"

#include "feeds/ascii.hpp"
#include "feeds/xml_names.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::string_view blank = " \t\r\n\f";

// What is inside is no markup, or never shown.
constexpr std::array<std::string_view, 9> raw{"iframe", "noembed",  "noframes", "plaintext", "script",
                                              "style",  "textarea", "title",    "xmp"};
constexpr std::array<std::string_view, 7> hidden{"applet", "audio",    "datalist", "object",
                                                 "select", "template", "video"};

template <std::size_t Size>
bool holds(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view known) { return equals_ignoring_case(known, name); });
}

struct StartTag {
    std::string_view name;
    std::size_t end = std::string_view::npos;  ///< behind the bracket
    bool is_self_closed = false;
};

/// The tag whose name begins at `at`. The slash is part of a value that is not quoted.
StartTag tag_at(std::string_view html, std::size_t at) {
    StartTag tag;
    auto end = std::min(html.find_first_of(" \t\r\n\f/>", at), html.size());
    tag.name = html.substr(at, end - at);
    bool in_value = false;
    char before = '\0';
    for (; end < html.size() && html[end] != '>'; ++end) {
        const char c = html[end];
        if (blank.find(c) != std::string_view::npos) {
            in_value = in_value && before == '=';
            continue;
        }
        if ((c == '"' || c == '\'') && before == '=') {
            end = html.find(c, end + 1);
            if (end == std::string_view::npos) return tag;
            in_value = false;
        } else if (c == '=') {
            in_value = true;
        }
        before = c;
    }
    if (end >= html.size()) return tag;
    tag.end = end + 1;
    tag.is_self_closed = html[end - 1] == '/' && !in_value;
    return tag;
}

/// Behind the inside of an element that holds no markup.
std::size_t end_of_raw(std::string_view html, std::string_view name, std::size_t at) {
    while (true) {
        at = html.find("</", at);
        if (at == std::string_view::npos) return at;
        at += 2;
        if (equals_ignoring_case(html.substr(at, name.size()), name)) return at;
    }
}

}  // namespace

std::optional<std::string> with_end_tags(std::string_view html) {
    if (html.find("/>") == std::string_view::npos) return std::nullopt;
    std::string out;
    std::size_t copied = 0;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
        ++at;
        if (html.substr(at).starts_with("!--")) {
            at = html.find("-->", at);
            continue;
        }
        if (at >= html.size() || !is_alpha(html[at])) continue;
        const auto tag = tag_at(html, at);
        if (tag.end == std::string_view::npos) break;
        at = tag.end;
        const bool is_raw = holds(raw, tag.name);
        if (tag.is_self_closed && (is_raw || holds(hidden, tag.name))) {
            out.append(html, copied, at - copied).append("</").append(tag.name).append(">");
            copied = at;
        } else if (is_raw) {
            at = end_of_raw(html, tag.name, at);
        }
    }
    if (copied == 0) return std::nullopt;
    out.append(html, copied);
    return out;
}

}  // namespace broadsheet::feeds
