#include "feeds/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace broadsheet::feeds {

namespace {

constexpr std::uint64_t low_bits = 0x0101010101010101U;
constexpr std::uint64_t high_bits = 0x8080808080808080U;

unsigned char byte(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (byte(text, at) & 0xC0U) == 0x80U;
}

bool is_blank(unsigned char c) {
    return c == '\t' || c == '\n' || c == '\r';
}

/// U+FFFE and U+FFFF: EF BF BE, EF BF BF.
bool is_noncharacter(std::string_view text, std::size_t at) {
    return byte(text, at) == 0xEFU && byte(text, at + 1) == 0xBFU && byte(text, at + 2) >= 0xBEU;
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

std::size_t valid_xml_prefix(std::string_view text) {
    std::size_t at = 0;
    const auto size = text.size();
    while (at < size) {
        while (at + 8 <= size) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, 8);
            // Set where a byte is below 0x20 or above 0x7F.
            if ((((word - low_bits * 0x20U) | word) & high_bits) != 0) break;
            at += 8;
        }
        const auto end = at + 8 < size ? at + 8 : size;
        while (at < end) {
            const auto c = byte(text, at);
            if (c < 0x80U) {
                if (c < 0x20U && !is_blank(c)) return at;
                ++at;
                continue;
            }
            if (c >= 0xC2U && c < 0xE0U && continues(text, at + 1)) {
                at += 2;
                continue;
            }
            if (c > 0xE0U && c < 0xEDU && continues(text, at + 1) && continues(text, at + 2)) {
                at += 3;
                continue;
            }
            const auto length = utf8_sequence(text.substr(at, 4));
            if (length == 0 || (length == 3 && is_noncharacter(text, at))) return at;
            at += length;
        }
    }
    return size;
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
    std::size_t end = std::min(text.size(), longest);
    while (end > 0 && continues(text, end)) --end;
    std::string result(text.substr(0, end));
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
