#include "feeds/html_policy.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

// Each list is sorted: they are searched by halves.
constexpr std::array<std::string_view, 86> kept{
    "a",          "abbr",   "acronym",    "address", "area",    "article", "aside",  "audio",  "b",   "bdi",
    "bdo",        "big",    "blockquote", "br",      "caption", "center",  "cite",   "code",   "col", "colgroup",
    "data",       "dd",     "del",        "details", "dfn",     "dir",     "div",    "dl",     "dt",  "em",
    "figcaption", "figure", "font",       "footer",  "h1",      "h2",      "h3",     "h4",     "h5",  "h6",
    "header",     "hgroup", "hr",         "i",       "img",     "ins",     "kbd",    "li",     "map", "mark",
    "menu",       "nav",    "ol",         "p",       "picture", "pre",     "q",      "rp",     "rt",  "ruby",
    "s",          "samp",   "section",    "small",   "source",  "span",    "strike", "strong", "sub", "summary",
    "sup",        "table",  "tbody",      "td",      "tfoot",   "th",      "thead",  "time",   "tr",  "track",
    "tt",         "u",      "ul",         "var",     "video",   "wbr"};

constexpr std::array<std::string_view, 27> dropped{
    "applet", "base",      "bgsound", "command", "datalist", "embed",   "frame",    "frameset", "head",
    "input",  "keygen",    "link",    "math",    "meta",     "noembed", "noframes", "optgroup", "option",
    "param",  "plaintext", "script",  "select",  "style",    "svg",     "template", "textarea", "title"};

constexpr std::array<std::string_view, 15> voids{"area",   "base", "br",   "col",   "embed",  "hr",    "img", "input",
                                                 "keygen", "link", "meta", "param", "source", "track", "wbr"};

constexpr std::array<std::string_view, 45> blocks{
    "address", "article", "aside", "blockquote", "body",     "caption",    "center", "dd",     "details",
    "dir",     "div",     "dl",    "dt",         "fieldset", "figcaption", "figure", "footer", "form",
    "h1",      "h2",      "h3",    "h4",         "h5",       "h6",         "header", "hgroup", "hr",
    "html",    "li",      "main",  "menu",       "nav",      "ol",         "option", "p",      "pre",
    "section", "summary", "table", "tbody",      "tfoot",    "thead",      "tr",     "ul",     "video"};

constexpr std::array<std::string_view, 60> plain{
    "abbr",     "align",   "alt",      "axis",    "bgcolor",  "border",  "cellpadding", "cellspacing", "char",
    "charoff",  "charset", "clear",    "color",   "cols",     "colspan", "compact",     "controls",    "coords",
    "datetime", "dir",     "disabled", "face",    "frame",    "headers", "height",      "hidden",      "hreflang",
    "hspace",   "ismap",   "kind",     "label",   "lang",     "loop",    "media",       "muted",       "noshade",
    "nowrap",   "open",    "preload",  "prompt",  "reversed", "rowspan", "rules",       "scope",       "shape",
    "size",     "sizes",   "span",     "srclang", "start",    "summary", "tabindex",    "title",       "translate",
    "type",     "valign",  "value",    "vspace",  "width",    "wrap"};

template <std::size_t Size>
constexpr bool sorted(const std::array<std::string_view, Size>& names) {
    return std::is_sorted(names.begin(), names.end());
}
static_assert(sorted(kept) && sorted(dropped) && sorted(voids) && sorted(blocks) && sorted(plain));

template <std::size_t Size>
bool holds(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::binary_search(names.begin(), names.end(), name);
}

}  // namespace

ElementRule element_rule(std::string_view name) {
    if (holds(kept, name)) return ElementRule::keep;
    return holds(dropped, name) ? ElementRule::drop : ElementRule::unwrap;
}

bool is_void_element(std::string_view name) {
    return holds(voids, name);
}

bool is_block_element(std::string_view name) {
    return holds(blocks, name);
}

bool is_plain_attribute(std::string_view name) {
    return holds(plain, name);
}

UrlRule url_rule(std::string_view element, std::string_view attribute) {
    if (attribute == "href") return element == "a" || element == "area" ? UrlRule::link : UrlRule::none;
    if (attribute == "cite" || attribute == "longdesc") return UrlRule::link;
    if (attribute == "poster") return element == "video" ? UrlRule::media : UrlRule::none;
    if (attribute != "src") return UrlRule::none;
    if (element == "img") return UrlRule::image;
    const bool media = element == "audio" || element == "video" || element == "source" || element == "track";
    return media ? UrlRule::media : UrlRule::none;
}

}  // namespace broadsheet::feeds
