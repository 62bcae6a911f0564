#include "tests/support/html_danger.hpp"

#include "feeds/html_tree.hpp"

#include <algorithm>
#include <array>

namespace broadsheet {

namespace {

constexpr std::array<std::string_view, 47> elements{
    "script",           "style",     "iframe",        "frame",       "frameset", "object",  "embed",
    "applet",           "link",      "meta",          "base",        "form",     "input",   "button",
    "textarea",         "select",    "option",        "template",    "noscript", "math",    "xmp",
    "portal",           "plaintext", "noembed",       "noframes",    "title",    "marquee", "foreignobject",
    "animate",          "set",       "animatemotion", "use",         "image",    "feimage", "param",
    "bgsound",          "keygen",    "command",       "isindex",     "listing",  "mglyph",  "handler",
    "animatetransform", "discard",   "slot",          "fencedframe", "dialog"};

constexpr std::array<std::string_view, 17> attributes{
    "srcdoc", "formaction", "action", "ping",     "id",   "name",    "background",    "href:",          "dynsrc",
    "lowsrc", "http-equiv", "target", "manifest", "data", "classid", "popovertarget", "contenteditable"};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

/// As a browser reads it: without the blanks and controls that it drops.
std::string scheme_of(std::string_view url) {
    std::string bare;
    for (const char c : url)
        if (static_cast<unsigned char>(c) > 0x20) bare += c;
    const auto colon = bare.find(':');
    if (colon == std::string::npos || bare.find_first_of("/?#") < colon) return {};
    return lower(bare.substr(0, colon));
}

bool is_harmless_url(std::string_view element, std::string_view attribute, std::string_view value) {
    const auto scheme = scheme_of(value);
    if (scheme == "http" || scheme == "https") return true;
    if (scheme.empty()) return !value.starts_with("//") && value.find('\\') == std::string_view::npos;
    if (scheme == "mailto" || scheme == "tel")
        return attribute == "href" || attribute == "cite" || attribute == "longdesc";
    if (scheme != "data" || element != "img") return false;
    const auto kind = lower(value.substr(0, 15));
    return kind.starts_with("data:image/png") || kind.starts_with("data:image/gif") ||
           kind.starts_with("data:image/jpe") || kind.starts_with("data:image/web");
}

/// Each candidate by itself ("a.png 1x, b.png 2x"): a browser reads no scheme behind the beginning of one.
bool is_harmless_srcset(std::string_view element, std::string_view value) {
    while (!value.empty()) {
        value.remove_prefix(std::min(value.find_first_not_of(" \t\r\n\f,"), value.size()));
        const auto candidate = value.substr(0, value.find_first_of(" \t\r\n\f"));
        if (!is_harmless_url(element, "srcset", candidate) || scheme_of(candidate) == "data") return false;
        value.remove_prefix(candidate.size());
        value.remove_prefix(candidate.ends_with(',') ? 0 : std::min(value.find(','), value.size()));
    }
    return true;
}

/// No function but those of colours, none of these properties, and nothing that could hide one.
bool is_harmless_style(std::string_view value) {
    const auto style = lower(value);
    for (const std::string_view bad : {"\\", "<", "@", "/*", "script:"})
        if (style.find(bad) != std::string::npos) return false;
    for (auto bracket = style.find('('); bracket != std::string::npos; bracket = style.find('(', bracket + 1)) {
        const auto before = std::string_view(style).substr(0, bracket);
        const auto name = before.substr(before.find_last_of(" :,;") + 1);
        if (name != "rgb" && name != "rgba" && name != "hsl" && name != "hsla") return false;
    }
    std::string_view left = style;
    while (!left.empty()) {
        const auto declaration = left.substr(0, left.find(';'));
        left.remove_prefix(std::min(declaration.size() + 1, left.size()));
        const auto property = declaration.substr(0, declaration.find(':'));
        for (const std::string_view bad : {"behavior", "binding", "position", "image", "content", "z-index", "filter"})
            if (property.find(bad) != std::string_view::npos) return false;
    }
    return true;
}

std::string danger_of(std::string_view element, bool is_html, const GumboAttribute& attribute) {
    const auto name = lower(attribute.name);
    const std::string_view value = attribute.value;
    const auto bad = [&] { return "<" + std::string(element) + " " + name + "=" + std::string(value) + ">"; };
    if (attribute.attr_namespace != GUMBO_ATTR_NAMESPACE_NONE) return bad();
    if (name.starts_with("on") || name.find(':') != std::string::npos) return bad();
    if (std::find(attributes.begin(), attributes.end(), name) != attributes.end()) return bad();
    if (name == "style" && !is_harmless_style(value)) return bad();
    if (!is_html) return name == "href" || name == "src" || lower(value).find("url(") != std::string::npos ? bad() : "";
    if (name == "href" && element != "a" && element != "area") return bad();
    if (name == "src" || name == "href" || name == "poster" || name == "cite" || name == "longdesc")
        if (!is_harmless_url(element, name, value)) return bad();
    if (name == "srcset" && !is_harmless_srcset(element, value)) return bad();
    return {};
}

std::string danger_of(const GumboNode& node) {
    if (!feeds::is_element(node)) return node.type == GUMBO_NODE_COMMENT ? "a comment" : "";
    const bool is_html = node.v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
    const auto name = lower(is_html ? feeds::element_name(node) : feeds::svg_name(node));
    if (name.empty()) return "an element of MathML";
    const bool is_svg_title = !is_html && name == "title";
    if (!is_svg_title && std::find(elements.begin(), elements.end(), name) != elements.end()) return "<" + name + ">";
    if (!is_html && name == "a") return "a link in a drawing";
    const auto& list = node.v.element.attributes;
    for (unsigned i = 0; i < list.length; ++i)
        if (auto danger = danger_of(name, is_html, *static_cast<const GumboAttribute*>(list.data[i])); !danger.empty())
            return danger;
    return {};
}

}  // namespace

std::string html_danger(std::string_view html) {
    const feeds::HtmlTree tree(html);
    if (tree.body() == nullptr) return html.find('<') == std::string_view::npos ? "" : "more nesting than can be read";
    std::string danger;
    feeds::walk(
        tree.body(),
        [&](const GumboNode& node) {
            if (danger.empty()) danger = danger_of(node);
            return danger.empty();
        },
        [](const GumboNode&) {});
    return danger;
}

}  // namespace broadsheet
