#pragma once
// The encodings that feeds may be in, by the labels of the WHATWG Encoding Standard §4.2, and by nothing else: a name
// that is not here never reaches a converter. Pure; any thread.

#include <string_view>

namespace broadsheet::feeds {

/// One encoding of the allow-list.
struct Encoding {
    const char* name;         ///< its label in lower case, as we report it
    const char* converter;    ///< ICU's name for it
    std::string_view labels;  ///< every label, between blanks
};

/// Case, blanks and quotes around a label do not count. Null for a label that names nothing we read.
[[nodiscard]] const Encoding* find_encoding(std::string_view label);

}  // namespace broadsheet::feeds
