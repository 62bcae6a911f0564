#include "feeds/html.hpp"

#include "feeds/html_policy.hpp"
#include "feeds/html_svg.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <optional>

namespace broadsheet::feeds {

namespace {

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

/// In text quotes mean nothing.
void append_text(std::string& out, std::string_view text) {
    while (true) {
        const auto at = text.find_first_of("&<>");
        out += text.substr(0, at);
        if (at == std::string_view::npos) return;
        out += text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : "&gt;";
        text.remove_prefix(at + 1);
    }
}

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

bool is_tiny(const GumboElement& element, const char* side) {
    const auto* attribute = gumbo_get_attribute(&element.attributes, side);
    if (attribute == nullptr) return false;
    const std::string_view value = attribute->value;
    return value == "0" || value == "1" || value == "0px" || value == "1px";
}

bool is_tracking_pixel(const GumboElement& element) {
    return element.tag == GUMBO_TAG_IMG && is_tiny(element, "width") && is_tiny(element, "height");
}

void append_attributes(std::string& out, const GumboElement& element, std::string_view name, std::string_view base) {
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
        if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) continue;
        const std::string_view key = attribute.name;
        std::optional<std::string> value;
        if (is_plain_attribute(key))
            value = attribute.value;
        else if (key == "srcset" && (name == "img" || name == "source"))
            value = allowed_srcset(attribute.value, base);
        else if (const auto rule = url_rule(name, key); rule != UrlRule::none)
            value = allowed_url(attribute.value, rule, base);
        if (!value) continue;
        out.append(" ").append(key).append("=\"");
        append_escaped(out, *value);
        out += '"';
    }
}

class Sanitiser {
public:
    explicit Sanitiser(std::string_view base) : base_(base) {}

    bool enter(const GumboNode& node) {
        switch (node.type) {
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_WHITESPACE:
            case GUMBO_NODE_CDATA:
                if (!is_unread_markup(node)) append_text(out_, node.v.text.text);
                return false;
            case GUMBO_NODE_ELEMENT: break;
            default: return false;
        }
        const bool in_drawing = node.parent != nullptr && !svg_name(*node.parent).empty();
        if (const auto drawing = svg_name(node); !drawing.empty())
            return (in_drawing || drawing == "svg") && enter_svg(node, drawing);
        // HTML inside a drawing ends the drawing for some parsers and not for others.
        if (in_drawing) return false;
        const auto name = element_name(node);
        if (name.empty() || is_tracking_pixel(node.v.element)) return false;
        const auto rule = element_rule(name);
        if (rule == ElementRule::drop) return false;
        if (rule == ElementRule::unwrap) return true;
        out_.append("<").append(name);
        append_attributes(out_, node.v.element, name, base_);
        out_ += '>';
        // A line break right after these tags is not content to a parser: one that is must be doubled.
        if ((name == "pre") && starts_with_newline(node.v.element)) out_ += '\n';
        return true;
    }

    void leave(const GumboNode& node) {
        if (const auto drawing = svg_name(node); !drawing.empty()) {
            out_.append("</").append(drawing).append(">");
            return;
        }
        const auto name = element_name(node);
        if (element_rule(name) == ElementRule::keep && !is_void_element(name))
            out_.append("</").append(name).append(">");
    }

    std::string take() { return std::move(out_); }

private:
    bool enter_svg(const GumboNode& node, std::string_view name) {
        if (!is_svg_element(name)) return false;
        out_.append("<").append(name);
        const auto& attributes = node.v.element.attributes;
        for (unsigned i = 0; i < attributes.length; ++i) {
            const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[i]);
            if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) continue;
            if (!is_svg_attribute(attribute.name, attribute.value)) continue;
            out_.append(" ").append(attribute.name).append("=\"");
            append_escaped(out_, attribute.value);
            out_ += '"';
        }
        out_ += '>';
        if (!is_svg_text_element(name)) return true;
        const auto& children = node.v.element.children;
        for (unsigned i = 0; i < children.length; ++i) {
            const auto& child = *static_cast<const GumboNode*>(children.data[i]);
            if (child.type == GUMBO_NODE_TEXT) append_text(out_, child.v.text.text);
        }
        out_.append("</").append(name).append(">");
        return false;
    }

    /// The inside of an <iframe>, which is markup to nobody: what looks like tags would be shown as such.
    static bool is_unread_markup(const GumboNode& text) {
        const auto* parent = text.parent;
        return parent != nullptr && is_element(*parent) && parent->v.element.tag == GUMBO_TAG_IFRAME &&
               std::string_view(text.v.text.text).find('<') != std::string_view::npos;
    }

    static bool starts_with_newline(const GumboElement& element) {
        if (element.children.length == 0) return false;
        const auto& first = *static_cast<const GumboNode*>(element.children.data[0]);
        return (first.type == GUMBO_NODE_TEXT || first.type == GUMBO_NODE_WHITESPACE) && first.v.text.text[0] == '\n';
    }

    std::string_view base_;
    std::string out_;
};

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return out;
}

std::string sanitise_html(std::string_view html, std::string_view base) {
    if (html.find_first_of("<&>") == std::string_view::npos) return std::string(html);
    const HtmlTree tree(html);
    if (tree.body() == nullptr) return escape_html(html_to_text(html));
    Sanitiser sanitiser(base);
    walk(
        tree.body(), [&](const GumboNode& node) { return sanitiser.enter(node); },
        [&](const GumboNode& node) { sanitiser.leave(node); });
    return sanitiser.take();
}

}  // namespace broadsheet::feeds
