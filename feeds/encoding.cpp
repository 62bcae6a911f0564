#include "feeds/encoding.hpp"

#include "feeds/ascii.hpp"
#include "feeds/encoding_guess.hpp"
#include "feeds/encoding_labels.hpp"
#include "feeds/utf8.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>

namespace broadsheet::feeds {

namespace {

struct Mark {
    std::string_view bytes;
    std::string_view label;
};
// The longer mark of a common beginning first.
constexpr Mark marks[] = {{std::string_view("\0\0\xFE\xFF", 4), "utf-32be"},
                          {std::string_view("\xFF\xFE\0\0", 4), "utf-32le"},
                          {"\xEF\xBB\xBF", "utf-8"},
                          {"\xFE\xFF", "utf-16be"},
                          {"\xFF\xFE", "utf-16le"}};

bool is_utf8(const Encoding& encoding) {
    return std::string_view(encoding.name) == "utf-8";
}

bool is_wide(const Encoding& encoding) {
    const std::string_view name = encoding.name;
    return name.starts_with("utf-16") || name.starts_with("utf-32");
}

std::string_view charset_of(std::string_view content_type) {
    const auto at = lower(content_type).find("charset");
    if (at == std::string::npos) return {};
    auto value = content_type.substr(at + 7);
    const auto equals = value.find_first_not_of(" \t");
    if (equals == std::string_view::npos || value[equals] != '=') return {};
    value.remove_prefix(equals + 1);
    return value.substr(0, value.find(';'));
}

/// The encoding pseudo-attribute of the XML declaration, which may stand behind blanks or junk.
std::string_view declared_encoding(std::string_view bytes) {
    const auto head = bytes.substr(0, 2048);
    const auto open = head.find("<?xml");
    if (open == std::string_view::npos) return {};
    const auto declaration = head.substr(open, head.find('>', open) - open);
    auto at = declaration.find("encoding");
    if (at == std::string_view::npos) return {};
    at = declaration.find_first_not_of(" \t\r\n=", at + 8);
    if (at == std::string_view::npos) return {};
    const char quote = declaration[at];
    if (quote != '"' && quote != '\'') return {};
    const auto end = declaration.find(quote, at + 1);
    return end == std::string_view::npos ? std::string_view() : declaration.substr(at + 1, end - at - 1);
}

/// Valid sequences of several bytes, and bytes that belong to none.
struct Utf8Census {
    std::size_t sequences = 0;
    std::size_t bad = 0;
};
Utf8Census census(std::string_view bytes) {
    Utf8Census result;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto length = utf8_sequence(bytes.substr(i, 4));
        result.sequences += length > 1 ? 1 : 0;
        result.bad += length == 0 ? 1 : 0;
        i += std::max<std::size_t>(length, 1);
    }
    return result;
}

/// To UTF-8 through ICU; what cannot be converted is U+FFFD.
std::string convert(std::string_view bytes, const Encoding& encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.converter, &status),
                                                                       ucnv_close);
    if (U_FAILURE(status)) return scrub_utf8(bytes);
    std::string out(bytes.size() * 3 / 2 + 64, '\0');
    const auto from_size = static_cast<std::int32_t>(bytes.size());
    for (int attempt = 0; attempt < 2; ++attempt) {
        status = U_ZERO_ERROR;
        const auto size = ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), out.data(),
                                             static_cast<std::int32_t>(out.size()), bytes.data(), from_size, &status);
        out.resize(static_cast<std::size_t>(std::max(size, 0)));
        if (status != U_BUFFER_OVERFLOW_ERROR) break;
    }
    return out;
}

class Decoder {
public:
    Decoder(std::string_view bytes, std::string& storage) : bytes_(bytes), storage_(storage) {}

    DecodedText run(std::string_view content_type) {
        if (!by_mark() && !by_zeros() && !by_label(charset_of(content_type)) && !by_label(declared_encoding(bytes_)))
            by_looks();
        drop_forbidden();
        return std::move(result_);
    }

private:
    bool by_mark() {
        for (const auto& mark : marks) {
            if (!bytes_.starts_with(mark.bytes)) continue;
            while (bytes_.starts_with(mark.bytes)) bytes_.remove_prefix(mark.bytes.size());
            return accept(*find_encoding(mark.label), true);
        }
        return false;
    }

    bool by_zeros() {
        const auto* wide = guess_wide_encoding(bytes_);
        return wide != nullptr && accept(*wide, true);
    }

    bool by_label(std::string_view label) {
        if (label.empty()) return false;
        const auto* encoding = find_encoding(label);
        if (encoding == nullptr || is_wide(*encoding)) {
            labelled_ = true;
            fault(std::string(encoding == nullptr ? "unknown encoding '" : "the document is not in '") +
                  excerpt(scrub_utf8(label)) + "' as declared");
            return false;
        }
        if (accept(*encoding, false)) return true;
        labelled_ = true;
        fault("bytes that are no " + std::string(encoding->name) + " as declared");
        return false;
    }

    void by_looks() {
        is_clean_ = valid_xml_prefix(bytes_) == bytes_.size();
        const auto found = is_clean_ ? Utf8Census{} : census(bytes_);
        if (found.bad == 0 || found.sequences > found.bad) {
            if (found.bad > 0 && !labelled_) fault("bytes that are no utf-8");
            accept(*find_encoding("utf-8"), true);
            return;
        }
        const auto* guess = guess_encoding(bytes_);
        if (!labelled_) fault("no encoding is declared; read as " + std::string(guess->name));
        accept(*guess, true);
    }

    /// Whether the bytes are of this encoding; `anyhow`: take them for it even if they are not.
    bool accept(const Encoding& encoding, bool anyhow) {
        if (is_utf8(encoding)) {
            is_clean_ = is_clean_ || valid_xml_prefix(bytes_) == bytes_.size();
            if (!is_clean_ && !anyhow && census(bytes_).bad > 0) return false;
            result_.text = bytes_;
        } else {
            auto text = convert(bytes_, encoding);
            const bool faithful = text.find("\xEF\xBF\xBD") == std::string::npos;
            const bool ascii_lie = encoding.labels.find(" us-ascii ") != std::string_view::npos;
            if (!faithful && !anyhow && !ascii_lie && valid_xml_prefix(bytes_) == bytes_.size()) return false;
            if (!faithful) fault("bytes that are no " + std::string(encoding.name));
            storage_ = std::move(text);
            result_.text = storage_;
        }
        result_.encoding = encoding.name;
        return true;
    }

    void drop_forbidden() {
        const bool is_checked = is_clean_ && result_.text.data() == bytes_.data();
        if (is_checked || valid_xml_prefix(result_.text) == result_.text.size()) return;
        auto mended = scrub_utf8(result_.text);
        storage_ = std::move(mended);
        result_.text = storage_;
        while (result_.text.starts_with("\xEF\xBB\xBF")) result_.text.remove_prefix(3);
        fault("characters that XML forbids, or bytes that are no " + std::string(result_.encoding) + ", were dropped");
    }

    void fault(std::string what) { result_.faults.push_back(std::move(what)); }

    std::string_view bytes_;
    std::string& storage_;
    DecodedText result_;
    bool labelled_ = false;
    bool is_clean_ = false;  ///< the bytes are UTF-8 without anything that XML forbids
};

}  // namespace

DecodedText decode_text(std::string_view bytes, std::string_view content_type, std::string& storage) {
    return Decoder(bytes, storage).run(content_type);
}

}  // namespace broadsheet::feeds
