#include "feeds/folded_letters.hpp"

#include "feeds/utf8.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr bool is_combining_accent(UChar32 code) {
    return code >= 0x300 && code <= 0x36f;
}

}  // namespace

bool is_word_character(UChar32 code) {
    if (code < 0x80) return ascii_word[static_cast<std::size_t>(code)] != '\0';
    if (code >= 0x2000 && code < 0x2070) return false;  // General Punctuation
    return u_isalnum(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
}

bool is_unspaced(UChar32 code) {
    if (code < 0x0e00 || (code >= 0x1a00 && code < 0x2e80)) return false;
    if (code >= 0x4e00 && code < 0xa000) return true;  // CJK Unified Ideographs
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(code, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR: return true;
        default: return code == 0x30fc;  // the long vowel, shared by both syllabaries
    }
}

std::string fold_word(std::string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const auto* apart = icu::Normalizer2::getNFDInstance(status);
    const auto* together = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return std::string(word);
    const auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int>(word.size())));
    const auto decomposed = apart->normalize(folding->normalize(source, status), status);
    icu::UnicodeString bare;
    for (int i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1))
        if (const UChar32 code = decomposed.char32At(i); !is_combining_accent(code)) bare.append(code);
    std::string result;
    together->normalize(bare, status).toUTF8String(result);
    return result;
}

FoldedLetters::FoldedLetters() {
    for (std::size_t place = 0; place < letters_.size(); ++place) {
        const auto code = static_cast<UChar32>(first + place);
        // A mark may become one with its letter, and what an apostrophe is depends on what follows.
        if (u_getCombiningClass(code) != 0 || is_apostrophe(code)) continue;
        std::string text;
        append_utf8(text, static_cast<std::uint32_t>(code));
        text = fold_word(text);
        auto& letter = letters_[place];
        if (text.size() > letter.text.size()) continue;
        letter.size = static_cast<std::uint8_t>(text.size());
        letter.in_word = is_word_character(code);
        std::copy(text.begin(), text.end(), letter.text.begin());
    }
}

const FoldedLetters& folded_letters() {
    static const FoldedLetters letters;
    return letters;
}

}  // namespace broadsheet::feeds
