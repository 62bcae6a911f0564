#include "feeds/html_text.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html.hpp"
#include "feeds/html_math.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// For what is nested too deep to be parsed: the tags go, the rest stays.
std::string strip_tags(std::string_view html) {
    std::string out;
    FoldedText text(out);
    while (!html.empty()) {
        const auto open = html.find('<');
        text.add(html.substr(0, open));
        if (open == std::string_view::npos) break;
        const auto close = html.find('>', open);
        if (close == std::string_view::npos) break;
        html.remove_prefix(close + 1);
    }
    return out;
}

/// Up to a line end, which goes.
std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && is_xml_blank(line.back())) line.remove_suffix(1);
    return line;
}

}  // namespace

std::string html_of_lines(std::string_view text) {
    if (text.find('\n') == std::string_view::npos) return escape_html(text);
    std::string out;
    bool is_in_paragraph = false;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (!line.empty()) out.append(is_in_paragraph ? "<br>\n" : "<p>").append(escape_html(line));
        if (line.empty() && is_in_paragraph) out += "</p>\n";
        is_in_paragraph = !line.empty();
    }
    return is_in_paragraph ? out + "</p>" : out;
}

std::string html_to_text(std::string_view html) {
    SimpleTextSink simple(html);
    if (read_simple_html(html, simple)) return simple.take();
    std::string result;
    FoldedText text(result);
    const HtmlTree tree(html);
    if (tree.body() == nullptr) return strip_tags(html);
    const auto enter = [&text](const GumboNode& node) {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA) {
            text.add(node.v.text.text);
            return false;
        }
        if (is_math(node)) {
            text.add(math_joint(node));
            return is_shown_math(node);
        }
        const auto name = element_name(node);
        if (name.empty() || element_rule(name) == ElementRule::drop) return false;
        if (name == "br" || is_block_element(name)) text.line_break();
        if (name == "td" || name == "th") text.add(" ");
        return true;
    };
    const auto leave = [&text](const GumboNode& node) {
        if (is_block_element(element_name(node))) text.line_break();
    };
    walk(tree.body(), enter, leave);
    // References name characters that XML forbids.
    return valid_xml_prefix(result) == result.size() ? result : scrub_utf8(result);
}

}  // namespace broadsheet::feeds
