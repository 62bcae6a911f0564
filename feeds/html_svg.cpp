#include "feeds/html_svg.hpp"

#include "feeds/ascii.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

// Sorted, as html_policy's lists are.
constexpr std::array<std::string_view, 18> elements{
    "circle",  "defs",     "desc",           "ellipse", "g",    "line", "linearGradient", "marker", "path",
    "polygon", "polyline", "radialGradient", "rect",    "stop", "svg",  "text",           "title",  "tspan"};

// clang-format off
constexpr std::array<std::string_view, 62> attributes{
    "baseProfile", "class", "color", "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "fill-rule", "font-family",
    "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "fx", "fy", "gradientTransform",
    "gradientUnits", "height", "lang", "markerHeight", "markerUnits", "markerWidth", "offset", "opacity", "orient",
    "pathLength", "points", "preserveAspectRatio", "r", "refX", "refY", "rotate", "rx", "ry", "spreadMethod",
    "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "textLength",
    "transform", "version", "viewBox", "visibility", "width", "x", "x1", "x2", "y", "y1", "y2"};
// clang-format on
static_assert(std::is_sorted(elements.begin(), elements.end()));
static_assert(std::is_sorted(attributes.begin(), attributes.end()));

}  // namespace

bool is_svg_element(std::string_view name) {
    return std::binary_search(elements.begin(), elements.end(), name);
}

bool is_svg_text_element(std::string_view name) {
    return name == "title" || name == "desc";
}

bool is_svg_attribute(std::string_view name, std::string_view value) {
    if (!std::binary_search(attributes.begin(), attributes.end(), name)) return false;
    if (value.find('(') == std::string_view::npos) return true;
    return (name == "transform" || name == "gradientTransform") && lower(value).find("url(") == std::string::npos;
}

}  // namespace broadsheet::feeds
