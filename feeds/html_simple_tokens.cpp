#include "feeds/html_simple_tokens.hpp"

#include "feeds/byte_block.hpp"
#include "feeds/entities.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

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

/// Bytes that are neither plain nor markup, as the table has it.
ByteMask odd_bytes(ByteBlock c) {
    return ((c < 0x20) & (c != '\t') & (c != '\n')) | (c == 0x7F) | (c == 0xC2) | (c >= 0xEF);
}

/// How many bytes of the block are plain.
std::size_t plain_bytes(ByteBlock c) {
    return bytes_before(odd_bytes(c) | (c == '<') | (c == '>') | (c == '&'));
}

/// How many bytes of the block are the value's between such quotes, as written.
std::size_t quoted_bytes(ByteBlock c, unsigned char quote) {
    return bytes_before(odd_bytes(c) | (c == quote) | (c == '&'));
}

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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

}  // namespace

/// As far as whole blocks are what `bytes_of` counts in them.
template <class BytesOf>
void SimpleTokens::skip_blocks(BytesOf bytes_of) {
    while (at_ + block_bytes <= html_.size()) {
        const std::size_t bytes = bytes_of(load_block(html_.data() + at_));
        at_ += bytes;
        if (bytes < block_bytes) return;
    }
}

bool SimpleTokens::read_text(std::string_view& run) {
    const auto begin = at_;
    while (at_ < html_.size()) {
        skip_blocks(plain_bytes);
        if (at_ == html_.size()) break;
        const auto kind = kind_of(html_[at_]);
        if (kind == markup) break;
        if (kind == unfit) return false;
        const auto length = kind == lead ? fit_character(html_.substr(at_, 4)) : 1;
        if (length == 0) return false;
        at_ += length;
    }
    run = html_.substr(begin, at_ - begin);
    return true;
}

bool SimpleTokens::read_reference(std::string& out) {
    const auto reference = feeds::read_reference(html_.substr(at_, 40));
    if (reference.kind == ReferenceKind::none) {
        if (!is_blank(next(1))) return false;
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

bool SimpleTokens::read_comment() {
    if (!html_.substr(at_).starts_with("<!--")) return false;
    const auto begin = at_ + 4;
    const auto dashes = html_.find("--", begin);
    if (dashes == std::string_view::npos || dashes == begin || html_.substr(dashes, 3) != "-->") return false;
    const auto inside = html_.substr(begin, dashes - begin);
    if (inside.front() == '>' || inside.front() == '-' || inside.find('<') != std::string_view::npos) return false;
    at_ = dashes + 3;
    return true;
}

std::string_view SimpleTokens::read_name() {
    const auto begin = at_;
    while (at_ < html_.size() && is_name_char(html_[at_])) ++at_;
    return html_.substr(begin, at_ - begin);
}

bool SimpleTokens::read_attributes() {
    count_ = 0;
    while (true) {
        const auto before = at_;
        while (is_blank(next())) ++at_;
        const char c = next();
        if (c == '>' || (c == '/' && next(1) == '>')) return true;
        if (at_ == before || count_ == most_attributes || !read_attribute()) return false;
    }
}

bool SimpleTokens::read_attribute() {
    const auto begin = at_;
    while (is_name_char(next()) || next() == '-' || next() == '_' || next() == ':') ++at_;
    const auto name = html_.substr(begin, at_ - begin);
    if (name.empty()) return false;
    for (std::size_t i = 0; i < count_; ++i)
        if (attributes_[i].name == name) return false;
    attributes_[count_] = {name, {}};
    if (next() != '=') {
        ++count_;
        return next() == '>' || (is_blank(next()) && next(1) != '=' && !is_blank(next(1)));
    }
    const char quote = next(1);
    const bool is_quoted = quote == '"' || quote == '\'';
    at_ += is_quoted ? 2 : 1;
    if (!(is_quoted ? read_quoted(quote) : read_unquoted())) return false;
    ++count_;
    return true;
}

/// As written where there is nothing to decode.
bool SimpleTokens::read_quoted(char quote) {
    auto& value = values_[count_];
    bool has_reference = false;
    auto begin = at_;
    while (true) {
        skip_blocks([quote](ByteBlock c) { return quoted_bytes(c, static_cast<unsigned char>(quote)); });
        if (at_end() || html_[at_] == quote) break;
        const auto kind = kind_of(html_[at_]);
        if (kind == unfit) return false;
        if (html_[at_] == '&') {
            if (!has_reference) value.clear();
            has_reference = true;
            value += html_.substr(begin, at_ - begin);
            if (!read_reference_in_value(value)) return false;
            begin = at_;
        } else {
            const auto length = kind == lead ? fit_character(html_.substr(at_, 4)) : 1;
            if (length == 0) return false;
            at_ += length;
        }
    }
    if (at_end()) return false;
    const auto rest = html_.substr(begin, at_ - begin);
    if (has_reference) value += rest;
    attributes_[count_].value = has_reference ? std::string_view(value) : rest;
    ++at_;
    return true;
}

/// Letters, digits and what no parser stumbles over.
bool SimpleTokens::read_unquoted() {
    const auto begin = at_;
    constexpr std::string_view others = "-_.:/#%?+,;~*";
    const auto is_fit = [&](char c) {
        return is_name_char(c) || (c >= 'A' && c <= 'Z') || others.find(c) != std::string_view::npos;
    };
    while (!at_end() && is_fit(next())) ++at_;
    attributes_[count_].value = html_.substr(begin, at_ - begin);
    return at_ > begin && (next() == '>' || is_blank(next())) && html_[at_ - 1] != '/';
}

/// "&b=2" is no reference in an address, whatever its name.
bool SimpleTokens::read_reference_in_value(std::string& value) {
    auto end = at_ + 1;
    while (end < html_.size() && (is_name_char(html_[end]) || (html_[end] >= 'A' && html_[end] <= 'Z'))) ++end;
    if (end == at_ + 1 || end >= html_.size() || html_[end] != '=') return read_reference(value);
    value += html_.substr(at_, end - at_);
    at_ = end;
    return true;
}

bool SimpleTokens::read_raw(std::string_view element, std::string_view& inside) {
    const auto end = html_.find('<', at_);
    if (end == std::string_view::npos) return false;
    inside = html_.substr(at_, end - at_);
    const auto tag = html_.substr(end);
    if (!tag.starts_with("</") || tag.substr(2, element.size()) != element || tag.size() <= element.size() + 2 ||
        tag[element.size() + 2] != '>')
        return false;
    at_ = end + element.size() + 3;
    return true;
}

}  // namespace broadsheet::feeds
