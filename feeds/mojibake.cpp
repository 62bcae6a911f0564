#include "feeds/mojibake.hpp"

#include "feeds/entities.hpp"
#include "feeds/utf8.hpp"

namespace broadsheet::feeds {

namespace {

/// The character at the start of `text`, which is valid UTF-8 of two or three bytes.
char32_t character(std::string_view text) {
    const auto bits = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[at]) & 0x3FU);
    };
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0xE0U) return (first & 0x1FU) << 6U | bits(1);
    return (first & 0x0FU) << 12U | bits(1) << 6U | bits(2);
}

}  // namespace

bool mend_double_encoding(std::string& text) {
    // The first character of such a sequence is between U+00C2 and U+00F4: C3 82 to C3 B4. It is never the last of a
    // word.
    const auto first = text.find('\xC3');
    if (first == std::string::npos || first + 2 >= text.size()) return false;
    if (static_cast<unsigned char>(text[first + 2]) < 0x80U) return false;
    std::string bytes;
    bytes.reserve(text.size());
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = utf8_sequence(std::string_view(text).substr(at, 4));
        if (length == 1) {
            bytes += text[at++];
            continue;
        }
        if (length == 0 || length > 3) return false;
        const auto byte = windows_1252_byte(character(std::string_view(text).substr(at, length)));
        if (byte == 0) return false;
        bytes += static_cast<char>(byte);
        ++characters;
        at += length;
    }
    if (characters < 2 || valid_xml_prefix(bytes) != bytes.size()) return false;
    text = std::move(bytes);
    return true;
}

}  // namespace broadsheet::feeds
