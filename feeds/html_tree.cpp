#include "feeds/html_tree.hpp"

#include "feeds/html_limits.hpp"

namespace broadsheet::feeds {

HtmlTree::HtmlTree(std::string_view html) {
    if (is_too_complex(html)) return;
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_BODY;
    output_.reset(gumbo_parse_with_options(&options, html.data(), html.size()));
    body_ = output_->root;
}

bool is_element(const GumboNode& node) {
    return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

std::string_view svg_name(const GumboNode& node) {
    if (!is_element(node) || node.v.element.tag_namespace != GUMBO_NAMESPACE_SVG) return {};
    GumboStringPiece piece = node.v.element.original_tag;
    if (piece.data == nullptr) return {};
    gumbo_tag_from_original_text(&piece);
    if (const char* known = gumbo_normalize_svg_tagname(&piece); known != nullptr) return known;
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.v.element.tag);
    return {piece.data, piece.length};
}

std::string_view element_name(const GumboNode& node) {
    if (!is_element(node) || node.v.element.tag_namespace != GUMBO_NAMESPACE_HTML) return {};
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.v.element.tag);
    GumboStringPiece piece = node.v.element.original_tag;
    gumbo_tag_from_original_text(&piece);
    return {piece.data, piece.length};
}

}  // namespace broadsheet::feeds
