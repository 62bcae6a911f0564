#include "feeds/html.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/html_simple.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// Text whose blanks are folded as it is written, with line breaks where blocks meet.
class FoldedText {
public:
    void add(std::string_view text) {
        while (!text.empty()) {
            std::size_t end = 0;
            while (end < text.size() && !begins_blank(text[end])) ++end;
            if (end > 0) {
                flush();
                text_ += text.substr(0, end);
            } else if (text[0] != '\xC2') {
                space_ = true;
                end = 1;
            } else if (text.starts_with("\xC2\xA0")) {  // a blank that allows no break
                space_ = true;
                end = 2;
            } else {
                flush();
                text_ += text.substr(0, 2);
                end = std::min<std::size_t>(text.size(), 2);
            }
            text.remove_prefix(end);
        }
    }

    void line_break() { newline_ = true; }

    std::string take() { return std::move(text_); }

private:
    static bool begins_blank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\xC2';
    }

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

/// The text of simple HTML.
class TextSink : public HtmlSink {
public:
    void text(std::string_view run) override { text_.add(run); }
    void symbol(std::string_view character) override { text_.add(character); }
    void open(std::string_view name, std::span<const HtmlAttribute>) override {
        if (name == "br" || is_block_element(name)) text_.line_break();
    }
    void close(std::string_view name) override {
        if (is_block_element(name)) text_.line_break();
    }

    std::string take() { return text_.take(); }

private:
    FoldedText text_;
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
    TextSink simple;
    if (read_simple_html(html, simple)) return simple.take();
    FoldedText text;
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
