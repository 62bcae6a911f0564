#pragma once
// UTF-8, and what of it may stand in an XML document. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Bytes from the start that are valid UTF-8 without characters that XML 1.0 §2.2 forbids.
[[nodiscard]] std::size_t valid_xml_prefix(std::string_view text);

/// Length of the valid sequence at the start of `text`, 1 to 4; 0 when there is none (overlong forms, surrogates and
/// what lies above U+10FFFF are none).
[[nodiscard]] std::size_t utf8_sequence(std::string_view text);

/// The character of a sequence that utf8_sequence() has measured.
[[nodiscard]] std::uint32_t utf8_code(std::string_view sequence);

[[nodiscard]] bool is_utf8(std::string_view text);

/// The first characters of `text` that are at most `bytes` long together. Of what is no UTF-8 as many bytes.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

/// Whether XML 1.0 allows the character.
[[nodiscard]] bool is_xml_char(std::uint32_t code);

/// Appends the character; U+FFFD for what is no Unicode scalar value.
void append_utf8(std::string& out, std::uint32_t code);

/// The beginning of a name or a text for a message of one line: whole characters, at most 40 bytes, no controls.
[[nodiscard]] std::string excerpt(std::string_view text);

/// Like valid_xml_prefix on the whole text, mended: forbidden characters dropped, bytes that are no UTF-8 replaced by
/// U+FFFD, one for each maximal bad run of up to three bytes.
[[nodiscard]] std::string scrub_utf8(std::string_view text);

}  // namespace broadsheet::feeds
