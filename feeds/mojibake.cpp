#include "feeds/mojibake.hpp"

#include "feeds/entities.hpp"
#include "feeds/mojibake_evidence.hpp"
#include "feeds/utf8.hpp"

#include <optional>
#include <utility>

namespace broadsheet::feeds {

namespace {

/// What the text would be; nullopt where it can be nothing else than it is.
std::optional<std::string> decoded_once_more(std::string_view text) {
    // The first character of such a sequence is between U+00C2 and U+00F4: C3 82 to C3 B4. It is never the last of a
    // word.
    const auto first = text.find('\xC3');
    if (first == std::string_view::npos || first + 2 >= text.size()) return std::nullopt;
    if (static_cast<unsigned char>(text[first + 2]) < 0x80U) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto length = utf8_sequence(text.substr(at, 4));
        if (length == 1) {
            bytes += text[at++];
            continue;
        }
        if (length == 0 || length > 3) return std::nullopt;
        const auto byte = windows_1252_byte(utf8_code(text.substr(at, length)));
        if (byte == 0) return std::nullopt;
        bytes += static_cast<char>(byte);
        at += length;
    }
    if (valid_xml_prefix(bytes) != bytes.size()) return std::nullopt;
    return bytes;
}

}  // namespace

bool is_encoded_twice(std::string_view text) {
    const auto mended = decoded_once_more(text);
    return mended && double_encoding_evidence(*mended) == Evidence::enough;
}

bool mend_double_encoding(std::string& text, bool among_others) {
    auto mended = decoded_once_more(text);
    if (!mended || double_encoding_evidence(*mended) < (among_others ? Evidence::some : Evidence::enough)) return false;
    text = std::move(*mended);
    return true;
}

}  // namespace broadsheet::feeds
