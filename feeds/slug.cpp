#include "feeds/slug.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

namespace broadsheet::feeds {
namespace {

constexpr std::size_t longest = 64;

std::string to_latin(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transliterator(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    if (U_SUCCESS(status) && transliterator) transliterator->transliterate(unicode);
    std::string result;
    unicode.toUTF8String(result);
    return result;
}

}  // namespace

std::string slug(std::string_view text) {
    constexpr std::size_t enough = 4 * longest;
    std::string result;
    for (const char c : to_latin(text.substr(0, enough))) {
        if (result.size() == longest) break;
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) {
            result += c;
        } else if (!result.empty() && result.back() != '-' && c != '\'') {
            result += '-';
        }
    }
    if (result.ends_with('-')) result.pop_back();
    return result;
}

}  // namespace broadsheet::feeds
