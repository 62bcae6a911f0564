#include "feeds/html.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// Text whose blanks are folded as it is written, with line breaks where blocks meet.
class FoldedText {
public:
    void add(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            const bool no_break_space = c == '\xc2' && i + 1 < text.size() && text[i + 1] == '\xa0';
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || no_break_space) {
                space_ = true;
                i += no_break_space ? 1 : 0;
                continue;
            }
            flush();
            text_ += c;
        }
    }

    void line_break() { newline_ = true; }

    std::string take() { return std::move(text_); }

private:
    void flush() {
        if (!text_.empty() && newline_)
            text_ += '\n';
        else if (!text_.empty() && space_)
            text_ += ' ';
        space_ = newline_ = false;
    }

    std::string text_;
    bool space_ = false;
    bool newline_ = false;
};

/// For what is nested too deep to be parsed: the tags go, the rest stays.
std::string strip_tags(std::string_view html) {
    FoldedText text;
    while (!html.empty()) {
        const auto open = html.find('<');
        text.add(html.substr(0, open));
        if (open == std::string_view::npos) break;
        const auto close = html.find('>', open);
        if (close == std::string_view::npos) break;
        html.remove_prefix(close + 1);
    }
    return text.take();
}

}  // namespace

std::string html_to_text(std::string_view html) {
    FoldedText text;
    if (html.find_first_of("<&") == std::string_view::npos) {
        text.add(html);
        return text.take();
    }
    const HtmlTree tree(html);
    if (tree.body() == nullptr) return strip_tags(html);
    const auto enter = [&text](const GumboNode& node) {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA) {
            text.add(node.v.text.text);
            return false;
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
    auto result = text.take();
    // References name characters that XML forbids.
    return valid_xml_prefix(result) == result.size() ? result : scrub_utf8(result);
}

}  // namespace broadsheet::feeds
