#include "feeds/html.hpp"

#include "feeds/html_attributes.hpp"
#include "feeds/html_math.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/html_svg.hpp"
#include "feeds/html_text.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

namespace {

bool is_tracking_pixel(const GumboElement& element) {
    const auto is_tiny_side = [&](const char* side) {
        const auto* attribute = gumbo_get_attribute(&element.attributes, side);
        return attribute != nullptr && is_tiny(attribute->value);
    };
    return element.tag == GUMBO_TAG_IMG && is_tiny_side("width") && is_tiny_side("height");
}

bool is_tracking_pixel(std::string_view name, std::span<const HtmlAttribute> attributes) {
    const auto is_tiny_side = [&](std::string_view side) {
        return std::any_of(attributes.begin(), attributes.end(), [side](const HtmlAttribute& attribute) {
            return attribute.name == side && is_tiny(attribute.value);
        });
    };
    return name == "img" && is_tiny_side("width") && is_tiny_side("height");
}

std::size_t budget_of(std::string_view html) {
    return 8 * html.size() + 4096;
}

/// Writes simple HTML: its elements are all on the list.
class CleanSink : public HtmlSink {
public:
    CleanSink(std::string_view html, std::string_view base, std::string_view page)
        : addresses_{base, page, budget_of(html)} {
        out_.reserve(html.size() + html.size() / 8);
    }

    void text(std::string_view run) override { out_ += run; }
    void symbol(std::string_view character) override { append_text(out_, character); }
    void open(const SimpleElement& element, std::span<const HtmlAttribute> attributes) override {
        if (is_tracking_pixel(element.name, attributes)) return;
        out_.append("<").append(element.name);
        append_attributes(out_, element.name, attributes, addresses_);
        out_ += '>';
    }
    void close(const SimpleElement& element) override { out_.append("</").append(element.name).append(">"); }

    std::string take() { return std::move(out_); }

private:
    Addresses addresses_;
    std::string out_;
};

/// What is read once for both.
class CleanAndTextSink : public HtmlSink {
public:
    CleanAndTextSink(std::string_view html, std::string_view base, std::string_view page)
        : clean_(html, base, page), text_(html) {}

    void text(std::string_view run) override {
        clean_.text(run);
        text_.text(run);
    }
    void symbol(std::string_view character) override {
        clean_.symbol(character);
        text_.symbol(character);
    }
    void open(const SimpleElement& element, std::span<const HtmlAttribute> attributes) override {
        clean_.open(element, attributes);
        text_.open(element, attributes);
    }
    void close(const SimpleElement& element) override {
        clean_.close(element);
        text_.close(element);
    }

    CleanHtml take() { return {clean_.take(), text_.take()}; }

private:
    CleanSink clean_;
    SimpleTextSink text_;
};

/// What a parser had to move or make up, an HTML parser may place otherwise when it is read again.
constexpr unsigned repairs = GUMBO_INSERTION_CONVERTED_FROM_END_TAG | GUMBO_INSERTION_FROM_ISINDEX |
                             GUMBO_INSERTION_FROM_IMAGE | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED |
                             GUMBO_INSERTION_ADOPTION_AGENCY_MOVED | GUMBO_INSERTION_FOSTER_PARENTED;

/// One pass over a tree.
class Sanitiser {
public:
    Sanitiser(std::string_view html, std::string_view base, std::string_view page)
        : addresses_{base, page, budget_of(html)} {}

    bool enter(const GumboNode& node) {
        switch (node.type) {
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_WHITESPACE:
            case GUMBO_NODE_CDATA:
                if (!is_unread_markup(node)) text(node.v.text.text);
                return false;
            case GUMBO_NODE_ELEMENT: break;
            default: return false;
        }
        is_doubtful_ = is_doubtful_ || (node.parse_flags & repairs) != 0;
        const bool in_drawing = node.parent != nullptr && !svg_name(*node.parent).empty();
        if (const auto drawing = svg_name(node); !drawing.empty())
            return (in_drawing || drawing == "svg") && enter_svg(node, drawing);
        // HTML inside a drawing ends the drawing for some parsers and not for others.
        if (in_drawing) return false;
        return is_math(node) ? enter_math(node) : enter_html(node, element_name(node));
    }

    void leave(const GumboNode& node) {
        if (const auto drawing = svg_name(node); !drawing.empty()) {
            out_.append("</").append(drawing).append(">");
            return;
        }
        const auto name = element_name(node);
        if (name == "a") --open_links_;
        if (element_rule(name) == ElementRule::keep && !is_void_element(name))
            out_.append("</").append(name).append(">");
    }

    std::string take() { return std::move(out_); }

    /// The output need not be read as the tree it was written from.
    [[nodiscard]] bool is_doubtful() const { return is_doubtful_; }

private:
    bool enter_html(const GumboNode& node, std::string_view name) {
        if (name.empty() || is_tracking_pixel(node.v.element)) return false;
        const auto rule = element_rule(name);
        if (rule == ElementRule::drop) return false;
        // The same picture again, for those without the script.
        if (std::exchange(is_after_lazy_picture_, false) && name == "noscript") return false;
        if (rule == ElementRule::unwrap) {
            is_doubtful_ = true;
            return true;
        }
        if (name == "a" && open_links_++ > 0) is_doubtful_ = true;  // no parser reads a link inside a link
        out_.append("<").append(name);
        is_after_lazy_picture_ = append_attributes(out_, name, attributes_of(node.v.element), addresses_);
        out_ += '>';
        pre_begin_ = name == "pre" ? out_.size() : std::string::npos;
        return true;
    }

    std::span<const HtmlAttribute> attributes_of(const GumboElement& element) {
        attributes_.clear();
        for (unsigned i = 0; i < element.attributes.length; ++i) {
            const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
            if (attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_NONE)
                attributes_.push_back({attribute.name, attribute.value});
        }
        return attributes_;
    }

    /// The formula stays as text.
    bool enter_math(const GumboNode& node) {
        is_doubtful_ = true;
        if (!is_shown_math(node)) return false;
        text(math_joint(node));
        return true;
    }

    bool enter_svg(const GumboNode& node, std::string_view name) {
        is_doubtful_ = true;
        if (!is_svg_element(name)) return false;
        out_.append("<").append(name);
        append_svg_attributes(out_, node.v.element);
        out_ += '>';
        if (!is_svg_text_element(name)) return true;
        const auto& children = node.v.element.children;
        for (unsigned i = 0; i < children.length; ++i) {
            const auto& child = *static_cast<const GumboNode*>(children.data[i]);
            if (child.type == GUMBO_NODE_TEXT) text(child.v.text.text);
        }
        out_.append("</").append(name).append(">");
        return false;
    }

    void text(std::string_view text) {
        is_after_lazy_picture_ = is_after_lazy_picture_ && trimmed(text).empty();
        // The first line break after this tag is not content to a parser: one that is must be doubled.
        if (out_.size() == pre_begin_ && text.starts_with('\n')) out_ += '\n';
        append_text(out_, text);
    }

    /// The inside of an <iframe>, which is markup to nobody: what looks like tags would be shown as such.
    static bool is_unread_markup(const GumboNode& text) {
        const auto* parent = text.parent;
        return parent != nullptr && is_element(*parent) && parent->v.element.tag == GUMBO_TAG_IFRAME &&
               std::string_view(text.v.text.text).find('<') != std::string_view::npos;
    }

    Addresses addresses_;
    std::vector<HtmlAttribute> attributes_;
    bool is_after_lazy_picture_ = false;
    std::size_t pre_begin_ = std::string::npos;
    int open_links_ = 0;
    bool is_doubtful_ = false;
    std::string out_;
};

struct Cleaned {
    std::string html;
    bool is_doubtful = false;
};

/// nullopt for what no tree can be made of.
std::optional<Cleaned> clean_once(std::string_view html, std::string_view base, std::string_view page) {
    const HtmlTree tree(html);
    if (tree.body() == nullptr) return std::nullopt;
    Sanitiser sanitiser(html, base, page);
    walk(
        tree.body(), [&](const GumboNode& node) { return sanitiser.enter(node); },
        [&](const GumboNode& node) { sanitiser.leave(node); });
    Cleaned cleaned{sanitiser.take(), sanitiser.is_doubtful()};
    // References name characters that XML forbids.
    if (valid_xml_prefix(cleaned.html) != cleaned.html.size()) cleaned.html = scrub_utf8(cleaned.html);
    return cleaned;
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return out;
}

std::optional<std::string> sanitise_simple_html(std::string_view html, std::string_view base, std::string_view page) {
    CleanSink sink(html, base, page);
    if (!read_simple_html(html, sink)) return std::nullopt;
    return sink.take();
}

std::string sanitise_by_tree(std::string_view html, std::string_view base, std::string_view page) {
    constexpr int most_passes = 4;
    auto cleaned = clean_once(html, base, page);
    for (int pass = 1; cleaned && cleaned->is_doubtful && pass < most_passes; ++pass) {
        auto again = clean_once(cleaned->html, base, page);
        if (again && again->html == cleaned->html) again->is_doubtful = false;
        cleaned = std::move(again);
    }
    if (cleaned && !cleaned->is_doubtful) return std::move(cleaned->html);
    // What does not settle stays as text.
    std::string out;
    append_text(out, html_to_text(html));
    return out;
}

CleanHtml sanitise_with_text(std::string_view html, std::string_view base, PlainText wanted, std::string_view page) {
    if (wanted == PlainText::never) return {sanitise_html(html, base, page), {}};
    CleanAndTextSink sink(html, base, page);
    if (read_simple_html(html, sink)) return sink.take();
    return {sanitise_by_tree(html, base, page), wanted == PlainText::always ? html_to_text(html) : std::string()};
}

std::string sanitise_html(std::string_view html, std::string_view base, std::string_view page) {
    if (auto simple = sanitise_simple_html(html, base, page)) return std::move(*simple);
    return sanitise_by_tree(html, base, page);
}

}  // namespace broadsheet::feeds
