#pragma once
// The letters of words: which characters make words, and what each folds to. Over ICU. Pure; any thread.

#include <unicode/utypes.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// ASCII letters in lower case and digits; '\0' for all other bytes.
constexpr auto ascii_word = [] {
    std::array<char, 256> table{};
    const auto at = [&table](char c) -> char& { return table[static_cast<unsigned char>(c)]; };
    for (char c = '0'; c <= '9'; ++c) at(c) = c;
    for (char c = 'a'; c <= 'z'; ++c) at(c) = at(static_cast<char>(c - 'a' + 'A')) = c;
    return table;
}();

[[nodiscard]] constexpr bool is_apostrophe(UChar32 code) {
    return code == '\'' || code == 0x2019 || code == 0x02bc;
}

/// Letters, digits, and the marks that are part of a letter.
[[nodiscard]] bool is_word_character(UChar32 code);

/// Of a script that is written without spaces between words.
[[nodiscard]] bool is_unspaced(UChar32 code);

/// Compatibility forms and case folded, accents of Latin, Greek and Cyrillic gone.
[[nodiscard]] std::string fold_word(std::string_view word);

/// What the characters of the alphabets from Latin to Arabic fold to, whatever stands beside them.
class FoldedLetters {
public:
    struct Letter {
        std::array<char, 8> text{};  ///< of a size that is copied in one go
        std::uint8_t size = 0;       ///< of its text; 0: it is not known
        bool in_word = false;
    };

    FoldedLetters();

    /// Of the character at a place of the text, two bytes long; nullptr: it is none of them, or not known.
    [[nodiscard]] const Letter* find(std::string_view text, std::size_t place) const {
        if (text.size() - place < 2) return nullptr;
        const unsigned lead = static_cast<unsigned char>(text[place]);
        const unsigned trail = static_cast<unsigned char>(text[place + 1]) ^ 0x80U;
        if (lead < 0xc2 || trail >= 0x40) return nullptr;
        const std::size_t code = (lead & 0x3fU) << 6U | trail;
        if (code >= end) return nullptr;
        const auto& letter = letters_[code - first];
        return letter.size == 0 ? nullptr : &letter;
    }

private:
    static constexpr std::size_t first = 0x80;
    static constexpr std::size_t end = 0x700;

    std::array<Letter, end - first> letters_;
};

/// The only ones, made at the first call.
[[nodiscard]] const FoldedLetters& folded_letters();

}  // namespace broadsheet::feeds
