#pragma once
// Character and entity references. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace broadsheet::feeds {

enum class ReferenceKind : std::uint8_t { none, number, name };

struct Reference {
    std::size_t length = 0;  ///< from the ampersand to the semicolon
    ReferenceKind kind = ReferenceKind::none;
    std::string_view name;
    char32_t code = 0;  ///< of a number; above U+10FFFF when it names nothing. &#128; to &#159; mean windows-1252.
};

/// The reference at the start of `text`, which begins with an ampersand.
[[nodiscard]] Reference read_reference(std::string_view text);

/// Which of XML's own entities (XML 1.0 §4.6) a text begins with, where it is one of the four that are nearly all that
/// occur; length 0: none of them.
struct OwnEntity {
    char character = 0;
    std::size_t length = 0;
};
[[nodiscard]] OwnEntity own_entity(std::string_view text);

/// The character that HTML 4 (or XML) calls so; 0: none.
[[nodiscard]] char32_t html_entity(std::string_view name);

/// The byte above 0x7F that windows-1252 has for the character, C1 controls standing for themselves; 0: none.
[[nodiscard]] unsigned char windows_1252_byte(char32_t code);

}  // namespace broadsheet::feeds
