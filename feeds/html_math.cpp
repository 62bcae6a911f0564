#include "feeds/html_math.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

// Sorted, as html_policy's lists are.
constexpr std::array<std::string_view, 27> shown{
    "math", "menclose", "merror",  "mfenced", "mfrac", "mi",    "mlabeledtr", "mmultiscripts", "mn",
    "mo",   "mover",    "mpadded", "mroot",   "mrow",  "ms",    "mspace",     "msqrt",         "mstyle",
    "msub", "msubsup",  "msup",    "mtable",  "mtd",   "mtext", "mtr",        "munder",        "munderover"};
static_assert(std::is_sorted(shown.begin(), shown.end()));

std::string_view math_name(const GumboNode& node) {
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.v.element.tag);
    GumboStringPiece piece = node.v.element.original_tag;
    if (piece.data == nullptr) return {};
    gumbo_tag_from_original_text(&piece);
    return {piece.data, piece.length};
}

bool is_first_element(const GumboNode& node) {
    const auto& siblings = node.parent->v.element.children;
    for (auto i = node.index_within_parent; i-- > 0;)
        if (is_element(*static_cast<const GumboNode*>(siblings.data[i]))) return false;
    return true;
}

}  // namespace

bool is_math(const GumboNode& node) {
    return is_element(node) && node.v.element.tag_namespace == GUMBO_NAMESPACE_MATHML;
}

bool is_shown_math(const GumboNode& node) {
    const auto name = math_name(node);
    return name == "semantics" || std::binary_search(shown.begin(), shown.end(), name);
}

std::string_view math_joint(const GumboNode& node) {
    if (node.parent == nullptr || !is_math(node) || !is_math(*node.parent) || is_first_element(node)) return {};
    const auto parent = math_name(*node.parent);
    if (parent == "mfrac") return "/";
    if (parent == "msup") return "^";
    if (parent == "msub") return "_";
    return parent == "mtr" || parent == "mtable" ? " " : "";
}

}  // namespace broadsheet::feeds
