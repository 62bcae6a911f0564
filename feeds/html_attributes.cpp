#include "feeds/html_attributes.hpp"

#include "feeds/html_policy.hpp"
#include "feeds/html_style.hpp"
#include "feeds/html_svg.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <optional>

namespace broadsheet::feeds {

namespace {

/// A reference that no parser can take for an absolute one: kept where no base is known.
bool is_plain_relative(std::string_view url) {
    if (url.empty() || url.starts_with("//")) return false;
    if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\\'; }))
        return false;
    return url.find(':') == std::string_view::npos || url.find_first_of("/?#") < url.find(':');
}

bool is_raster_data(std::string_view url) {
    for (const std::string_view kind :
         {"data:image/png;base64,", "data:image/gif;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"})
        if (url.starts_with(kind)) return true;
    return false;
}

/// The URL as it may stand in the output.
std::optional<std::string> allowed_url(std::string_view value, UrlRule rule, std::string_view base) {
    auto url = resolve_url(value, base);
    if (!url) return base.empty() && is_plain_relative(value) ? std::optional<std::string>(value) : std::nullopt;
    if (is_web_url(*url)) return url;
    if (rule == UrlRule::link && (url->starts_with("mailto:") || url->starts_with("tel:"))) return url;
    if (rule == UrlRule::image && is_raster_data(*url)) return url;
    return std::nullopt;
}

/// Candidate by candidate: "a.png 1x, b.png 2x".
std::string allowed_srcset(std::string_view value, std::string_view base) {
    constexpr std::string_view blank = " \t\r\n\f";
    std::string out;
    while (true) {
        const auto begin = value.find_first_not_of(" \t\r\n\f,");
        if (begin == std::string_view::npos) return out;
        value.remove_prefix(begin);
        auto end = std::min(value.find_first_of(blank), value.size());
        auto reference = value.substr(0, end);
        std::string_view descriptor;
        if (reference.ends_with(',')) {
            while (reference.ends_with(',')) reference.remove_suffix(1);
        } else {
            const auto comma = std::min(value.find(',', end), value.size());
            descriptor = value.substr(end, comma - end);
            end = comma;
        }
        value.remove_prefix(end);
        const auto from = descriptor.find_first_not_of(blank);
        descriptor = from == std::string_view::npos
                         ? std::string_view()
                         : descriptor.substr(from, descriptor.find_last_not_of(blank) + 1 - from);
        const auto url = allowed_url(reference, UrlRule::media, base);
        const bool known = descriptor.find_first_not_of("0123456789.wxh") == std::string_view::npos;
        if (!url || !known) continue;
        if (!out.empty()) out += ", ";
        out += *url;
        if (!descriptor.empty()) out.append(" ").append(descriptor);
    }
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
    out.append(" ").append(name).append("=\"");
    append_escaped(out, value);
    out += '"';
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    while (true) {
        const auto at = text.find_first_of("&<>\"'");
        out += text.substr(0, at);
        if (at == std::string_view::npos) return;
        switch (text[at]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += "&#39;"; break;
        }
        text.remove_prefix(at + 1);
    }
}

void append_attributes(std::string& out, const GumboElement& element, std::string_view name, std::string_view base,
                       std::size_t budget) {
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
        if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) continue;
        const std::string_view key = attribute.name;
        std::optional<std::string> value;
        if (is_plain_attribute(key))
            value = attribute.value;
        else if (key == "srcset" && (name == "img" || name == "source"))
            value = allowed_srcset(attribute.value, base);
        else if (key == "style")
            value = allowed_style(attribute.value);
        else if (const auto rule = url_rule(name, key); rule != UrlRule::none)
            value = allowed_url(attribute.value, rule, base);
        if (!value || (key == "style" && value->empty())) continue;
        if (out.size() > budget && value->size() > 2 * std::string_view(attribute.value).size() + 64) continue;
        append_attribute(out, key, *value);
    }
}

void append_svg_attributes(std::string& out, const GumboElement& element) {
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
        if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) continue;
        if (is_svg_attribute(attribute.name, attribute.value)) append_attribute(out, attribute.name, attribute.value);
    }
}

}  // namespace broadsheet::feeds
