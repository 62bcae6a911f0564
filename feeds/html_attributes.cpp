#include "feeds/html_attributes.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/html_style.hpp"
#include "feeds/html_svg.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_names.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>
#include <array>
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

/// Characters that are written as references.
using Escapes = std::array<bool, 256>;
constexpr Escapes escapes_of(std::string_view characters) {
    Escapes escapes{};
    for (const char c : characters) escapes[static_cast<unsigned char>(c)] = true;
    return escapes;
}
constexpr auto ends_attribute = escapes_of("&<>\"'");
constexpr auto ends_text = escapes_of("&<>");

void append_replacing(std::string& out, std::string_view text, const Escapes& escapes) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!escapes[static_cast<unsigned char>(text[at])]) continue;
        out.append(text, begin, at - begin);
        begin = at + 1;
        switch (text[at]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += "&#39;"; break;
        }
    }
    out.append(text, begin);
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
    out.append(" ").append(name).append("=\"");
    append_escaped(out, value);
    out += '"';
}

void append_allowed(std::string& out, std::string_view element, HtmlAttribute attribute, const Addresses& addresses) {
    const auto [name, given] = attribute;
    std::optional<std::string> value;
    if (const auto rule = url_rule(element, name); rule != UrlRule::none) {
        if (is_plain_web_url(given)) return append_attribute(out, name, given);
        const bool is_in_page = rule == UrlRule::link && !addresses.page.empty() && given.starts_with('#');
        value = allowed_url(given, rule, is_in_page ? addresses.page : addresses.base);
    } else if (name == "srcset" && (element == "img" || element == "source")) {
        value = allowed_srcset(given, addresses.base);
    } else if (name == "style") {
        value = allowed_style(given);
    } else if (is_plain_attribute(name)) {
        return append_attribute(out, name, given);
    }
    if (!value || (name == "style" && value->empty())) return;
    if (out.size() > addresses.budget && value->size() > 2 * given.size() + 64) return;
    append_attribute(out, name, *value);
}

std::string_view value_of(std::span<const HtmlAttribute> attributes, std::string_view name) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [name](const HtmlAttribute& attribute) { return attribute.name == name; });
    return found == attributes.end() ? std::string_view() : trimmed(found->value);
}

/// No picture of its own.
bool is_placeholder(std::string_view address) {
    return address.empty() || equals_ignoring_case(address.substr(0, 5), "data:");
}

/// Where scripts that load pictures when they come into view find them.
struct LazyPicture {
    std::string_view src, srcset;
};

LazyPicture lazy_picture(std::span<const HtmlAttribute> attributes) {
    LazyPicture lazy;
    if (!is_placeholder(value_of(attributes, "src"))) return lazy;
    for (const std::string_view name : {"data-src", "data-lazy-src", "data-original"})
        if (lazy.src.empty() && !is_placeholder(value_of(attributes, name))) lazy.src = value_of(attributes, name);
    if (is_placeholder(value_of(attributes, "srcset"))) lazy.srcset = value_of(attributes, "data-srcset");
    return lazy;
}

}  // namespace

bool append_attributes(std::string& out, std::string_view element, std::span<const HtmlAttribute> attributes,
                       const Addresses& addresses) {
    const auto lazy = element == "img" ? lazy_picture(attributes) : LazyPicture();
    if (!lazy.src.empty()) append_allowed(out, element, {"src", lazy.src}, addresses);
    if (!lazy.srcset.empty()) append_allowed(out, element, {"srcset", lazy.srcset}, addresses);
    for (const auto& attribute : attributes) {
        if (attribute.name == "src" && !lazy.src.empty()) continue;
        if (attribute.name == "srcset" && !lazy.srcset.empty()) continue;
        append_allowed(out, element, attribute, addresses);
    }
    return !lazy.src.empty() || !lazy.srcset.empty();
}

void append_escaped(std::string& out, std::string_view text) {
    append_replacing(out, text, ends_attribute);
}

void append_text(std::string& out, std::string_view text) {
    append_replacing(out, text, ends_text);
}

bool is_tiny(std::string_view value) {
    return value == "0" || value == "1" || value == "0px" || value == "1px";
}

void append_svg_attributes(std::string& out, const GumboElement& element) {
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
        if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) continue;
        if (is_svg_attribute(attribute.name, attribute.value)) append_attribute(out, attribute.name, attribute.value);
    }
}

}  // namespace broadsheet::feeds
