#include "feeds/utf8.hpp"

#include "feeds/byte_block.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

unsigned char byte(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (byte(text, at) & 0xC0U) == 0x80U;
}

/// U+FFFE and U+FFFF: EF BF BE, EF BF BF.
bool is_noncharacter(std::string_view text, std::size_t at) {
    return byte(text, at) == 0xEFU && byte(text, at + 1) == 0xBFU && byte(text, at + 2) >= 0xBEU;
}

ByteMask forbidden(ByteBlock c) {
    return (c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r');
}

/// Nothing but ASCII, without controls.
bool is_ascii_block(const char* text) {
    const ByteBlock c = load_block(text);
    return bytes_before(forbidden(c) | (c >= 0x80)) == block_bytes;
}

/// Nothing wrong with any byte after the three before it (Unicode, table 3-7; XML 1.0 §2.2). What follows the block may
/// still be missing.
bool is_valid_block(const char* text) {
    const ByteBlock c = load_block(text);
    const ByteBlock c1 = load_block(text - 1);
    const ByteBlock c2 = load_block(text - 2);
    const ByteBlock c3 = load_block(text - 3);
    const ByteMask continues = (c & 0xC0) == 0x80;
    const ByteMask must_continue = (c1 >= 0xC0) | (c2 >= 0xE0) | (c3 >= 0xF0);
    const ByteMask bad_lead = (c == 0xC0) | (c == 0xC1) | (c >= 0xF5);
    const ByteMask overlong = ((c1 == 0xE0) & (c < 0xA0)) | ((c1 == 0xF0) & (c < 0x90));
    const ByteMask no_scalar = ((c1 == 0xED) & (c >= 0xA0)) | ((c1 == 0xF4) & (c >= 0x90));
    const ByteMask noncharacter = (c2 == 0xEF) & (c1 == 0xBF) & (c >= 0xBE);
    return bytes_before((continues ^ must_continue) | bad_lead | overlong | no_scalar | noncharacter | forbidden(c)) ==
           block_bytes;
}

bool is_valid_first_block(const char* text) {
    std::array<char, 3 + block_bytes> behind_blanks{};
    behind_blanks.fill(' ');
    std::copy_n(text, block_bytes, behind_blanks.begin() + 3);
    return is_valid_block(behind_blanks.data() + 3);
}

/// Character by character, from the beginning of one.
std::size_t valid_from(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const auto length = utf8_sequence(text.substr(at, 4));
        if (length == 0 || (length == 1 && !is_xml_char(byte(text, at)))) return at;
        if (length == 3 && is_noncharacter(text, at)) return at;
        at += length;
    }
    return at;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = byte(text, 0);
    if (first < 0x80U) return 1;
    if (first < 0xC2U || !continues(text, 1)) return 0;
    if (first < 0xE0U) return 2;
    const auto second = byte(text, 1);
    if (!continues(text, 2)) return 0;
    if (first < 0xF0U) {
        const bool overlong = first == 0xE0U && second < 0xA0U;
        const bool surrogate = first == 0xEDU && second >= 0xA0U;
        return overlong || surrogate ? 0 : 3;
    }
    if (first > 0xF4U || !continues(text, 3)) return 0;
    return (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second >= 0x90U) ? 0 : 4;
}

std::uint32_t utf8_code(std::string_view sequence) {
    const auto length = static_cast<unsigned>(sequence.size());
    std::uint32_t code = byte(sequence, 0) & (length == 1 ? 0x7FU : 0xFFU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) code = code << 6U | (byte(sequence, at) & 0x3FU);
    return code;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    std::size_t end = bytes;
    while (end > 0 && bytes - end < 3 && continues(text, end)) --end;
    return text.substr(0, continues(text, end) ? bytes : end);
}

std::size_t valid_xml_prefix(std::string_view text) {
    std::size_t at = 0;
    for (bool ascii = true; at + block_bytes <= text.size(); at += block_bytes) {
        const bool needs_nothing = ascii;  // a sequence may go on into the next block
        ascii = is_ascii_block(text.data() + at);
        if (ascii && needs_nothing) continue;
        if (!(at == 0 ? is_valid_first_block(text.data()) : is_valid_block(text.data() + at))) break;
    }
    at -= std::min<std::size_t>(at, 3);  // where a sequence may have begun that does not go on
    while (at > 0 && continues(text, at)) --at;
    return valid_from(text, at);
}

bool is_xml_char(std::uint32_t code) {
    if (code < 0x20U) return code == '\t' || code == '\n' || code == '\r';
    return code < 0xD800U || (code >= 0xE000U && code <= 0x10FFFFU && code != 0xFFFEU && code != 0xFFFFU);
}

void append_utf8(std::string& out, std::uint32_t code) {
    if (code > 0x10FFFFU || (code >= 0xD800U && code < 0xE000U)) code = 0xFFFDU;
    const auto put = [&out](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80U) {
        put(code);
    } else if (code < 0x800U) {
        put(0xC0U | code >> 6U);
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
        put(0xE0U | code >> 12U);
        put(0x80U | (code >> 6U & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | code >> 18U);
        put(0x80U | (code >> 12U & 0x3FU));
        put(0x80U | (code >> 6U & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

std::string excerpt(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string result(utf8_prefix(text, longest));
    for (char& c : result)
        if (static_cast<unsigned char>(c) < 0x20U || c == '\x7F') c = ' ';
    return result;
}

std::string scrub_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (true) {
        const auto good = valid_xml_prefix(text);
        out += text.substr(0, good);
        text.remove_prefix(good);
        if (text.empty()) return out;
        if (const auto length = utf8_sequence(text.substr(0, 4)); length > 0) {
            text.remove_prefix(length);  // a character, but a forbidden one
            continue;
        }
        out += "\xEF\xBF\xBD";
        std::size_t bad = 1;
        while (bad < 3 && continues(text, bad)) ++bad;
        text.remove_prefix(bad);
    }
}

}  // namespace broadsheet::feeds
