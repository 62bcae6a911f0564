#include "feeds/html_style.hpp"

#include "feeds/ascii.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_style = 4096;
constexpr std::size_t longest_value = 200;

// Sorted, as html_policy's lists are.
constexpr std::array<std::string_view, 64> properties{"background-color",
                                                      "border",
                                                      "border-bottom",
                                                      "border-bottom-color",
                                                      "border-bottom-style",
                                                      "border-bottom-width",
                                                      "border-collapse",
                                                      "border-color",
                                                      "border-left",
                                                      "border-left-color",
                                                      "border-left-style",
                                                      "border-left-width",
                                                      "border-radius",
                                                      "border-right",
                                                      "border-right-color",
                                                      "border-right-style",
                                                      "border-right-width",
                                                      "border-spacing",
                                                      "border-style",
                                                      "border-top",
                                                      "border-top-color",
                                                      "border-top-style",
                                                      "border-top-width",
                                                      "border-width",
                                                      "caption-side",
                                                      "clear",
                                                      "color",
                                                      "direction",
                                                      "display",
                                                      "empty-cells",
                                                      "float",
                                                      "font",
                                                      "font-family",
                                                      "font-size",
                                                      "font-style",
                                                      "font-variant",
                                                      "font-weight",
                                                      "height",
                                                      "letter-spacing",
                                                      "line-height",
                                                      "list-style-position",
                                                      "list-style-type",
                                                      "margin",
                                                      "margin-bottom",
                                                      "margin-left",
                                                      "margin-right",
                                                      "margin-top",
                                                      "max-height",
                                                      "max-width",
                                                      "padding",
                                                      "padding-bottom",
                                                      "padding-left",
                                                      "padding-right",
                                                      "padding-top",
                                                      "table-layout",
                                                      "text-align",
                                                      "text-decoration",
                                                      "text-indent",
                                                      "text-transform",
                                                      "unicode-bidi",
                                                      "vertical-align",
                                                      "white-space",
                                                      "width",
                                                      "word-spacing"};
static_assert(std::is_sorted(properties.begin(), properties.end()));

constexpr std::array<std::string_view, 4> functions{"hsl", "hsla", "rgb", "rgba"};

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Reads a value word by word; what it does not know makes the whole value unfit.
class Value {
public:
    explicit Value(std::string_view text) : text_(text) {}

    /// The value with single blanks between its words; empty when it may not stay.
    std::string read() {
        if (text_.size() > longest_value) return {};
        while (good_ && at_ < text_.size()) take();
        return good_ ? std::string(trimmed(out_)) : std::string();
    }

private:
    void take() {
        const char c = text_[at_];
        if (is_blank(c)) {
            if (!out_.empty() && out_.back() != ' ') out_ += ' ';
            ++at_;
        } else if (is_alpha(c)) {
            take_word();
        } else if (is_digit(c) || c == '.' || c == '#' || c == '%' || c == ',') {
            out_ += c;
            ++at_;
        } else if (c == '/' && !text_.substr(at_).starts_with("/*")) {
            out_ += c;
            ++at_;
        } else if (c == '"' || c == '\'') {
            take_string(c);
        } else if (c == '!') {
            const auto rest = trimmed(text_.substr(at_ + 1));
            good_ = lower(rest) == "important";
            out_ += "!important";
            at_ = text_.size();
        } else if (c == '-' && at_ > 0 && is_alpha(text_[at_ - 1])) {  // never a number below zero: it moves boxes
            out_ += c;
            ++at_;
        } else {
            good_ = false;
        }
    }

    void take_word() {
        const auto begin = at_;
        while (at_ < text_.size() && (is_alpha(text_[at_]) || text_[at_] == '-')) ++at_;
        const auto word = text_.substr(begin, at_ - begin);
        out_ += word;
        if (at_ >= text_.size() || text_[at_] != '(') return;
        const auto close = text_.find(')', at_);
        const auto name = lower(word);
        const bool begins = begin == 0 || is_blank(text_[begin - 1]) || text_[begin - 1] == ',';
        good_ = begins && close != std::string_view::npos &&
                std::find(functions.begin(), functions.end(), name) != functions.end();
        if (!good_) return;
        const auto inside = text_.substr(at_, close + 1 - at_);
        good_ = inside.find_first_not_of("0123456789.,% ()") == std::string_view::npos;
        out_ += inside;
        at_ = close + 1;
    }

    /// The name of a typeface.
    void take_string(char quote) {
        const auto end = text_.find(quote, at_ + 1);
        good_ = end != std::string_view::npos;
        if (!good_) return;
        for (const char c : text_.substr(at_ + 1, end - at_ - 1))
            good_ = good_ && (is_alpha(c) || is_digit(c) || c == ' ' || c == '-' || c == '_' || c == '.');
        out_ += text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
    }

    std::string_view text_;
    std::string out_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace

std::string allowed_style(std::string_view style) {
    std::string out;
    if (style.size() > longest_style) return out;
    while (!style.empty()) {
        const auto end = std::min(style.find(';'), style.size());
        const auto declaration = style.substr(0, end);
        style.remove_prefix(std::min(end + 1, style.size()));
        const auto colon = declaration.find(':');
        if (colon == std::string_view::npos && trimmed(declaration).empty()) continue;
        if (colon == std::string_view::npos) return {};  // nothing that is CSS
        const auto property = lower(trimmed(declaration.substr(0, colon)));
        if (!std::binary_search(properties.begin(), properties.end(), property)) continue;
        const auto value = Value(trimmed(declaration.substr(colon + 1))).read();
        if (value.empty()) continue;
        if (!out.empty()) out += "; ";
        out.append(property).append(": ").append(value);
    }
    return out;
}

}  // namespace broadsheet::feeds
