#include "feeds/idna.hpp"

#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <memory>

namespace broadsheet::feeds {

std::optional<std::string> to_ascii_host(std::string_view host) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<const icu::IDNA> idna(icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status));
    if (U_FAILURE(status)) return std::nullopt;
    std::string ascii;
    icu::StringByteSink<std::string> sink(&ascii);
    icu::IDNAInfo info;
    idna->nameToASCII_UTF8(icu::StringPiece(host.data(), static_cast<int>(host.size())), sink, info, status);
    if (U_FAILURE(status) || info.hasErrors() || ascii.empty()) return std::nullopt;
    return ascii;
}

}  // namespace broadsheet::feeds
