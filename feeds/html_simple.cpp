#include "feeds/html_simple.hpp"

#include "feeds/entities.hpp"
#include "feeds/html_simple_elements.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t most_attributes = 16;

/// What bytes are in text.
enum Byte : std::uint8_t { plain = 0, markup = 1, lead = 2, unfit = 3 };

constexpr auto byte_table = [] {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = unfit;
    table['\t'] = table['\n'] = plain;
    table[0x7F] = unfit;
    table['<'] = table['>'] = table['&'] = markup;
    table[0xC2] = table[0xEF] = lead;  // may begin a C1 control or a noncharacter
    for (std::size_t c = 0xF0; c < 0x100; ++c) table[c] = lead;
    return table;
}();

std::uint8_t kind_of(char c) {
    return byte_table[static_cast<unsigned char>(c)];
}

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_name_char(char c) {
    return is_lower(c) || (c >= '0' && c <= '9');
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/// Length of the character, which is valid UTF-8; 0 for what HTML parsers replace.
std::size_t fit_character(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const std::size_t length = byte(0) == 0xC2U ? 2 : byte(0) == 0xEFU ? 3 : 4;
    if (text.size() < length) return 0;
    if (length == 2) return byte(1) < 0xA0U ? 0 : 2;
    if (length == 3) return byte(1) == 0xB7U || byte(1) == 0xBFU ? 0 : 3;
    return byte(2) == 0xBFU && byte(3) >= 0xBEU ? 0 : 4;
}

/// The character of a complete reference that all parsers know; 0 otherwise.
char32_t known_character(const Reference& reference) {
    if (reference.kind == ReferenceKind::number) {
        const auto code = reference.code;
        const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        const bool is_noncharacter = (code & 0xFFFEU) == 0xFFFEU || (code >= 0xFDD0 && code < 0xFDF0);
        return is_control || is_noncharacter || !is_xml_char(code) ? U'\0' : code;
    }
    if (reference.name == "lang" || reference.name == "rang") return U'\0';  // HTML 5 means others than HTML 4
    return html_entity(reference.name);
}

class SimpleReader {
public:
    SimpleReader(std::string_view html, HtmlSink& sink) : html_(html), sink_(sink) {}

    bool run() {
        while (at_ < html_.size()) {
            if (!read_text()) return false;
            if (at_ >= html_.size()) break;
            const char c = html_[at_];
            if (c == '>') {
                sink_.symbol(">");
                ++at_;
            } else if (c == '&' ? !read_reference_in_text() : !read_markup()) {
                return false;
            }
        }
        while (depth_ > 0) sink_.close(open_[--depth_]->name);
        return true;
    }

private:
    [[nodiscard]] char next(std::size_t ahead = 0) const {
        return at_ + ahead < html_.size() ? html_[at_ + ahead] : '\0';
    }
    /// Up to what means something.
    bool read_text() {
        const auto begin = at_;
        const bool is_fit = skip_text();
        if (is_fit && at_ > begin) sink_.text(html_.substr(begin, at_ - begin));
        return is_fit;
    }

    bool skip_text() {
        while (at_ < html_.size()) {
            const auto kind = kind_of(html_[at_]);
            if (kind == plain) {
                ++at_;
            } else if (kind == lead) {
                const auto length = fit_character(html_.substr(at_, 4));
                if (length == 0) return false;
                at_ += length;
            } else {
                return kind == markup;
            }
        }
        return true;
    }

    bool read_reference_in_text() {
        std::string character;
        const bool is_known = read_reference_to(character);
        if (is_known) sink_.symbol(character);
        return is_known;
    }

    bool read_reference_to(std::string& out) {
        const auto reference = read_reference(html_.substr(at_, 40));
        if (reference.kind == ReferenceKind::none) {
            const char c = next(1);
            if (c != ' ' && c != '\n' && c != '\t') return false;
            out += '&';
            ++at_;
            return true;
        }
        const auto code = known_character(reference);
        if (code == 0) return false;
        append_utf8(out, code);
        at_ += reference.length;
        return true;
    }

    bool read_markup() {
        if (next(1) == '/') return read_end_tag();
        if (is_lower(next(1))) return read_start_tag();
        return html_.substr(at_).starts_with("<!--") && read_comment();
    }

    bool read_comment() {
        const auto begin = at_ + 4;
        const auto dashes = html_.find("--", begin);
        if (dashes == std::string_view::npos || dashes == begin || html_.substr(dashes, 3) != "-->") return false;
        const auto inside = html_.substr(begin, dashes - begin);
        if (inside.front() == '>' || inside.front() == '-' || inside.find('<') != std::string_view::npos) return false;
        at_ = dashes + 3;
        return true;
    }

    std::string_view read_name() {
        const auto begin = at_;
        while (at_ < html_.size() && is_name_char(html_[at_])) ++at_;
        return html_.substr(begin, at_ - begin);
    }

    bool read_end_tag() {
        at_ += 2;
        const auto name = read_name();
        if (next() != '>' || depth_ == 0 || open_[depth_ - 1]->name != name) return false;
        ++at_;
        --depth_;
        note(*open_[depth_], false);
        sink_.close(name);
        return true;
    }

    bool read_start_tag() {
        ++at_;
        const auto name = read_name();
        const auto* element = find_simple_element(name);
        if (element == nullptr || !may_open(*element) || !read_attributes()) return false;
        const bool is_empty = element->shape == Shape::empty || element->shape == Shape::empty_block;
        if (next() == '/' && is_empty) ++at_;
        if (next() != '>') return false;
        ++at_;
        if (element->shape == Shape::pre && next() == '\n') return false;
        for (std::size_t i = 0; i < attribute_count_; ++i)
            if (decoded_[i] != 0) attributes_[i].value = values_[i];
        sink_.open(name, {attributes_.data(), attribute_count_});
        if (is_empty) return true;
        if (depth_ == deepest) return false;
        note(*element, true);
        open_[depth_++] = element;
        return true;
    }

    void note(const SimpleElement& element, bool is_open) {
        if (element.shape == Shape::heading) in_heading_ = is_open;
        if (element.shape == Shape::anchor) in_link_ = is_open;
        if (element.name == "p") in_paragraph_ = is_open;
    }

    /// Whether nothing that is open would have to be closed first.
    [[nodiscard]] bool may_open(const SimpleElement& element) const {
        const bool in_list = depth_ > 0 && open_[depth_ - 1]->shape == Shape::list;
        switch (element.shape) {
            case Shape::phrase:
            case Shape::empty: return true;
            case Shape::anchor: return !in_link_;
            case Shape::heading: return !in_heading_ && !in_paragraph_;
            case Shape::item: return in_list && !in_paragraph_;
            case Shape::block:
            case Shape::list:
            case Shape::pre:
            case Shape::empty_block: return !in_paragraph_;
        }
        return false;
    }

    bool read_attributes() {
        attribute_count_ = 0;
        while (true) {
            const auto before = at_;
            while (is_blank(next())) ++at_;
            const char c = next();
            if (c == '>' || (c == '/' && next(1) == '>')) return true;
            if (at_ == before || attribute_count_ == most_attributes || !read_attribute()) return false;
        }
    }

    bool read_attribute() {
        const auto begin = at_;
        while (is_name_char(next()) || next() == '-' || next() == '_' || next() == ':') ++at_;
        const auto name = html_.substr(begin, at_ - begin);
        if (name.empty() || next() != '=') return false;
        const char quote = next(1);
        if (quote != '"' && quote != '\'') return false;
        for (std::size_t i = 0; i < attribute_count_; ++i)
            if (attributes_[i].name == name) return false;
        at_ += 2;
        attributes_[attribute_count_].name = name;
        return read_value(quote);
    }

    /// As written where there is nothing to decode.
    bool read_value(char quote) {
        auto& decoded = decoded_[attribute_count_];
        auto& value = values_[attribute_count_];
        decoded = 0;
        auto begin = at_;
        while (at_ < html_.size() && html_[at_] != quote) {
            const auto kind = kind_of(html_[at_]);
            if (kind == unfit) return false;
            if (html_[at_] == '&') {
                if (decoded == 0) value.clear();
                decoded = 1;
                value += html_.substr(begin, at_ - begin);
                if (!read_reference_in_value(value)) return false;
                begin = at_;
            } else {
                const auto length = kind == lead ? fit_character(html_.substr(at_, 4)) : 1;
                if (length == 0) return false;
                at_ += length;
            }
        }
        if (at_ >= html_.size()) return false;
        const auto rest = html_.substr(begin, at_ - begin);
        if (decoded != 0) value += rest;
        attributes_[attribute_count_++].value = rest;
        ++at_;
        return true;
    }

    /// "&b=2" is no reference in an address, whatever its name.
    bool read_reference_in_value(std::string& value) {
        auto end = at_ + 1;
        while (end < html_.size() && (is_name_char(html_[end]) || (html_[end] >= 'A' && html_[end] <= 'Z'))) ++end;
        if (end == at_ + 1 || end >= html_.size() || html_[end] != '=') return read_reference_to(value);
        value += html_.substr(at_, end - at_);
        at_ = end;
        return true;
    }

    std::string_view html_;
    HtmlSink& sink_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::array<const SimpleElement*, deepest> open_{};
    bool in_link_ = false, in_heading_ = false, in_paragraph_ = false;
    std::size_t attribute_count_ = 0;
    std::array<HtmlAttribute, most_attributes> attributes_{};
    std::array<std::uint8_t, most_attributes> decoded_{};
    std::array<std::string, most_attributes> values_;
};

}  // namespace

bool read_simple_html(std::string_view html, HtmlSink& sink) {
    return SimpleReader(html, sink).run();
}

}  // namespace broadsheet::feeds
