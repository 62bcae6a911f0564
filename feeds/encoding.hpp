#pragma once
// Bytes of a document → UTF-8 that XML allows. Which encoding they are in is believed in this order: byte order mark,
// charset of the Content-Type, XML declaration, what the bytes look like. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct DecodedText {
    std::string_view text;            ///< views the bytes themselves where nothing had to be changed, else `storage`
    std::string_view encoding;        ///< label of the WHATWG Encoding Standard, lower case
    std::vector<std::string> faults;  ///< what was not as declared, one sentence each
};

/// Never fails: what cannot be decoded becomes U+FFFD. `content_type` is the whole field and may be empty; `storage`
/// must outlive the result.
[[nodiscard]] DecodedText decode_text(std::string_view bytes, std::string_view content_type, std::string& storage);

}  // namespace broadsheet::feeds
