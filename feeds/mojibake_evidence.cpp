#include "feeds/mojibake_evidence.hpp"

#include "feeds/entities.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace broadsheet::feeds {

namespace {

enum class Kind { blank, upper, lower, digit, sign, punctuation, foreign, picture, other };

bool is_between(std::uint32_t code, std::uint32_t first, std::uint32_t last) {
    return code >= first && code <= last;
}

/// Latin letters beyond ASCII: capitals are even or odd by turns there.
Kind kind_of_latin(std::uint32_t code) {
    if (code == 0xD7 || code == 0xF7) return Kind::sign;
    if (code < 0x100) return code < 0xDF ? Kind::upper : Kind::lower;
    const bool turned = is_between(code, 0x139, 0x148) || is_between(code, 0x179, 0x17E);
    return (code % 2 == 0) == turned ? Kind::lower : Kind::upper;
}

bool is_latin(std::uint32_t code) {
    return is_between(code, 0xC0, 0x17F) || code == 0x1A0 || code == 0x1A1 || code == 0x1AF || code == 0x1B0 ||
           is_between(code, 0x218, 0x21B) || is_between(code, 0x1EA0, 0x1EF9);
}

/// Letters of the scripts that news is written in.
bool is_foreign(std::uint32_t code) {
    return is_between(code, 0x386, 0x3CE) || is_between(code, 0x401, 0x45F) || is_between(code, 0x490, 0x4FF) ||
           is_between(code, 0x561, 0x587) || is_between(code, 0x5D0, 0x5EA) || is_between(code, 0x620, 0x6D3) ||
           is_between(code, 0x900, 0xEFF) || is_between(code, 0x10D0, 0x10FF) || is_between(code, 0x3001, 0x9FFF) ||
           is_between(code, 0xAC00, 0xD7A3) || is_between(code, 0xFF01, 0xFF9F);
}

Kind kind_of(std::uint32_t code) {
    if (code <= ' ') return Kind::blank;
    if (is_between(code, '0', '9')) return Kind::digit;
    if (is_between(code, 'A', 'Z')) return Kind::upper;
    if (is_between(code, 'a', 'z')) return Kind::lower;
    if (is_latin(code)) return kind_of_latin(code);
    if (code == 0xA0 || is_between(code, 0x2000, 0x200F)) return Kind::blank;
    if (is_between(code, 0xA1, 0xBF) || code == 0x20AC || code == 0x2122) return Kind::sign;
    if (is_between(code, 0x2010, 0x203A)) return Kind::punctuation;
    if (is_foreign(code)) return Kind::foreign;
    return is_between(code, 0x2190, 0x2BFF) || is_between(code, 0x1F000, 0x1FAFF) ? Kind::picture : Kind::other;
}

bool is_letter(Kind kind) {
    return kind == Kind::upper || kind == Kind::lower;
}

/// One character and those around it; 0 beyond the ends.
struct Place {
    std::uint32_t before = 0, previous = 0, code = 0, next = 0;
};

/// By the last byte, which stands for a mark in windows-1252.
bool may_end_a_word(std::uint32_t code) {
    constexpr std::u32string_view marks = U"‚„…‹‘’“”•–—™›\u00A0©ª«®·º»";
    return std::any_of(marks.begin(), marks.end(),
                       [code](char32_t mark) { return windows_1252_byte(mark) == (0x80U | (code & 0x3FU)); });
}

/// Behind capitals stands what ends a sentence or a quotation: "AMANHÃ…", "IRMÃ» disse", "MILÊ®".
Evidence behind_capitals(const Place& place) {
    if (!may_end_a_word(place.code)) return Evidence::enough;
    if (!is_letter(kind_of(place.next))) return Evidence::none;
    const bool is_quotation_mark = is_between(0x80U | (place.code & 0x3FU), 0x91, 0x94);
    return is_quotation_mark ? Evidence::enough : Evidence::some;
}

bool is_behind_capitals(const Place& place) {
    if (kind_of(place.previous) != Kind::upper) return false;
    return kind_of(place.before) == Kind::upper || kind_of(place.next) != Kind::lower;
}

Evidence of_letter(const Place& place) {
    const auto previous = kind_of(place.previous), next = kind_of(place.next);
    // A word in French, Italian and Portuguese, but also "Fixing Ã© in Python: why you see Ã¼".
    if (!is_letter(previous) && !is_letter(next)) return Evidence::some;
    if (is_behind_capitals(place)) return behind_capitals(place);
    // Three marks may be an accented letter, the end of a quotation and an ellipsis.
    return place.code < 0x800 || !may_end_a_word(place.code) ? Evidence::enough : Evidence::some;
}

/// Leaning against a word or a number, or a blank that allows no break.
Evidence of_sign(const Place& place) {
    const auto previous = kind_of(place.previous), next = kind_of(place.next);
    if (previous == Kind::upper) return Evidence::some;
    const bool is_free = previous == Kind::blank && !is_letter(next) && next != Kind::digit;
    return is_free ? Evidence::some : Evidence::enough;
}

/// Quotation marks lean against something, dashes stand free or between words.
Evidence of_punctuation(const Place& place) {
    const auto previous = kind_of(place.previous), next = kind_of(place.next);
    const bool is_dash = is_between(place.code, 0x2010, 0x2015);
    const bool is_free = previous == Kind::blank && next == Kind::blank;
    return is_dash || !is_free ? Evidence::enough : Evidence::some;
}

/// No script is written in single letters.
Evidence of_foreign(const Place& place) {
    const bool is_alone = kind_of(place.previous) != Kind::foreign && kind_of(place.next) != Kind::foreign;
    if (!is_alone) return Evidence::enough;
    return is_behind_capitals(place) ? Evidence::none : Evidence::some;
}

Evidence evidence_of(const Place& place) {
    if (place.code < 0x80) return Evidence::none;
    switch (kind_of(place.code)) {
        case Kind::upper:
        case Kind::lower: return of_letter(place);
        case Kind::blank:
        case Kind::sign: return of_sign(place);
        case Kind::punctuation: return of_punctuation(place);
        case Kind::foreign: return of_foreign(place);
        case Kind::picture: return Evidence::enough;
        default: return Evidence::none;
    }
}

}  // namespace

Evidence double_encoding_evidence(std::string_view mended) {
    auto best = Evidence::none;
    Place place;
    while (best != Evidence::enough && (place.next != 0 || !mended.empty())) {
        place.before = place.previous;
        place.previous = place.code;
        place.code = place.next;
        const auto size = mended.empty() ? 0 : utf8_sequence(mended);
        place.next = size > 0 ? utf8_code(mended.substr(0, size)) : 0;
        mended.remove_prefix(size);
        best = std::max(best, evidence_of(place));
    }
    return best;
}

}  // namespace broadsheet::feeds
