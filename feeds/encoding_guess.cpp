#include "feeds/encoding_guess.hpp"

#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t sample_size = 256UL * 1024;

bool is_high(unsigned char c) {
    return c >= 0x80U;
}

/// What is left of a document without its tags and its ASCII letters: the bytes that tell encodings apart, words kept
/// apart by blanks.
std::string prose(std::string_view bytes) {
    std::string out;
    bool in_tag = false;
    for (const char c : bytes.substr(0, sample_size)) {
        if (c == '<') in_tag = true;
        if (!in_tag) out += c;
        if (c == '>') in_tag = false;
    }
    return out;
}

/// Thai, which ICU does not know: consonants and vowels of TIS-620 with tone marks that never begin a word.
bool looks_thai(std::string_view text) {
    std::size_t high = 0, marks = 0, stray = 0;
    unsigned char before = ' ';
    for (const char raw : text) {
        const auto c = static_cast<unsigned char>(raw);
        if (is_high(c)) {
            ++high;
            const bool mark = c == 0xD1U || (c >= 0xD4U && c <= 0xDAU) || (c >= 0xE7U && c <= 0xEEU);
            const bool letter = (c >= 0xA1U && c <= 0xDAU) || (c >= 0xDFU && c <= 0xFBU);
            if (!letter || (mark && before < 0xA1U)) ++stray;
            marks += mark ? 1 : 0;
        }
        before = c;
    }
    return high >= 8 && stray == 0 && marks * 100 / high >= 12 && marks * 100 / high <= 45;
}

/// Whether every high byte belongs to a two-byte character of an EUC encoding with lead bytes in [from, to].
bool all_pairs(std::string_view text, unsigned char from, unsigned char to) {
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (!is_high(lead)) continue;
        if (lead < from || lead > to || i + 1 >= text.size()) return false;
        if (static_cast<unsigned char>(text[++i]) < 0xA1U) return false;
        ++pairs;
    }
    return pairs > 0;
}

const Encoding* detect(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status), ucsdet_close);
    ucsdet_setText(detector.get(), text.data(), static_cast<std::int32_t>(text.size()), &status);
    std::int32_t count = 0;
    const auto** matches = ucsdet_detectAll(detector.get(), &count, &status);
    if (U_FAILURE(status)) return nullptr;
    for (std::int32_t i = 0; i < count; ++i) {
        const char* name = ucsdet_getName(matches[i], &status);
        const auto* found = U_SUCCESS(status) ? find_encoding(name) : nullptr;
        const std::string_view wide = "utf-";
        if (found != nullptr && !std::string_view(found->name).starts_with(wide)) return found;
    }
    return nullptr;
}

}  // namespace

const Encoding* guess_encoding(std::string_view bytes) {
    const auto text = prose(bytes);
    if (all_pairs(text, 0xB0U, 0xC8U)) return find_encoding("euc-kr");  // nothing but Hangul syllables
    if (looks_thai(text)) return find_encoding("windows-874");
    const auto* found = detect(text);
    return found != nullptr ? found : find_encoding("windows-1252");
}

const Encoding* guess_wide_encoding(std::string_view bytes) {
    // Where zeros stand among the first characters, by position modulo four: markup is ASCII at that place.
    std::array<std::size_t, 4> zeros{};
    const auto size = std::min<std::size_t>(bytes.size() & ~std::size_t{3}, 64);
    if (size < 4) return nullptr;
    for (std::size_t i = 0; i < size; ++i) zeros[i % 4] += bytes[i] == '\0' ? 1 : 0;
    const auto most = size / 4 - size / 16;
    const auto zero = [&](std::size_t i) { return zeros[i] >= most && zeros[i] > 0; };
    if (zero(0) && zero(1) && zero(2) && !zero(3)) return find_encoding("utf-32be");
    if (!zero(0) && zero(1) && zero(2) && zero(3)) return find_encoding("utf-32le");
    if (zero(0) && !zero(1) && zero(2) && !zero(3)) return find_encoding("utf-16be");
    if (!zero(0) && zero(1) && !zero(2) && zero(3)) return find_encoding("utf-16le");
    return nullptr;
}

}  // namespace broadsheet::feeds
