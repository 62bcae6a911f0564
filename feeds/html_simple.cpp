#include "feeds/html_simple.hpp"

#include "feeds/html_simple_tokens.hpp"

#include <array>
#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t deepest = 64;

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

/// An element whose end tag ends paragraphs and items inside it as well (HTML §13.2.6.4.7).
bool ends_others(Shape shape) {
    return shape == Shape::block || shape == Shape::list || shape == Shape::item || shape == Shape::heading ||
           shape == Shape::pre;
}

class SimpleReader {
public:
    SimpleReader(std::string_view html, HtmlSink& sink) : tokens_(html), sink_(sink) {}

    bool run() {
        std::string_view text;
        std::string character;
        while (true) {
            if (!tokens_.read_text(text)) return false;
            if (!text.empty()) sink_.text(text);
            if (tokens_.at_end()) break;
            if (tokens_.next() == '<') {
                if (!read_markup()) return false;
                continue;
            }
            character.assign(1, '>');
            if (tokens_.next() == '>')
                tokens_.skip(1);
            else if (character.clear(); !tokens_.read_reference(character))
                return false;
            sink_.symbol(character);
        }
        while (depth_ > 0) close_top();
        return true;
    }

private:
    bool read_markup() {
        if (tokens_.next(1) == '/') return read_end_tag();
        return is_lower(tokens_.next(1)) ? read_start_tag() : tokens_.read_comment();
    }

    [[nodiscard]] const SimpleElement* top(std::size_t below = 0) const {
        return depth_ > below ? open_[depth_ - 1 - below] : nullptr;
    }
    [[nodiscard]] bool is_top(Shape shape) const { return depth_ > 0 && top()->shape == shape; }

    bool read_end_tag() {
        tokens_.skip(2);
        const auto name = tokens_.read_name();
        if (tokens_.next() != '>') return false;
        tokens_.skip(1);
        if (name == "p" && !in_paragraph_) {  // ended already, by a block inside it: an empty one for parsers
            const auto& paragraph = *find_simple_element(name);
            sink_.open(paragraph, {});
            sink_.close(paragraph);
            return true;
        }
        // Ends that are implied: of the paragraph or item on top, and of the one around it.
        for (int implied = 0; implied < 2 && depth_ > 1 && top()->name != name; ++implied) {
            const bool may_be = is_top(Shape::paragraph) || is_top(Shape::item);
            const bool is_near = top(1)->name == name || (depth_ > 2 && top(2)->name == name);
            const auto* ended = top(1)->name == name ? top(1) : top(2);
            if (!may_be || !is_near || !ends_others(ended->shape)) return false;
            close_top();
        }
        if (depth_ == 0 || top()->name != name) return false;
        close_top();
        return true;
    }

    void close_top() {
        const auto& element = *open_[--depth_];
        note(element, false);
        sink_.close(element);
    }

    bool read_start_tag() {
        tokens_.skip(1);
        const auto* element = find_simple_element(tokens_.read_name());
        if (element == nullptr || !tokens_.read_attributes()) return false;
        if (element->shape == Shape::raw) return read_raw(*element);
        if (!make_way(*element)) return false;
        const bool is_empty = element->shape == Shape::empty || element->shape == Shape::empty_block;
        if (tokens_.next() == '/' && is_empty) tokens_.skip(1);
        if (tokens_.next() != '>' || depth_ == deepest) return false;
        tokens_.skip(1);
        if (element->shape == Shape::pre && tokens_.next() == '\n') {  // is no content, but a second one is
            tokens_.skip(1);
            if (tokens_.next() == '\n') return false;
        }
        sink_.open(*element, tokens_.attributes());
        if (is_empty) return true;
        note(*element, true);
        open_[depth_++] = element;
        return true;
    }

    /// What is no markup inside: gone, or empty.
    bool read_raw(const SimpleElement& element) {
        if (tokens_.next() != '>') return false;
        tokens_.skip(1);
        std::string_view inside;
        return tokens_.read_raw(element.name, inside) && (element.name != "iframe" || inside.empty());
    }

    void note(const SimpleElement& element, bool is_open) {
        if (element.shape == Shape::heading) in_heading_ = is_open;
        if (element.shape == Shape::anchor) in_link_ = is_open;
        if (element.shape == Shape::paragraph) in_paragraph_ = is_open;
    }

    /// Closes the paragraph or item on top where the element ends it; false where it would end something farther down.
    bool make_way(const SimpleElement& element) {
        switch (element.shape) {
            case Shape::phrase:
            case Shape::empty: return true;
            case Shape::anchor: return !in_link_;
            case Shape::raw: return false;
            case Shape::item:
                if (is_top(Shape::item) && top()->is_description == element.is_description) close_top();
                return is_top(Shape::list) && !in_paragraph_;
            case Shape::paragraph:
            case Shape::block:
            case Shape::heading:
            case Shape::list:
            case Shape::pre:
            case Shape::empty_block:
                if (is_top(Shape::paragraph)) close_top();
                return !in_paragraph_ && !(element.shape == Shape::heading && in_heading_);
        }
        return false;
    }

    SimpleTokens tokens_;
    HtmlSink& sink_;
    std::size_t depth_ = 0;
    std::array<const SimpleElement*, deepest> open_{};
    bool in_link_ = false, in_heading_ = false, in_paragraph_ = false;
};

}  // namespace

bool read_simple_html(std::string_view html, HtmlSink& sink) {
    return SimpleReader(html, sink).run();
}

}  // namespace broadsheet::feeds
