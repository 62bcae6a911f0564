// Any bytes in any encoding: the text is UTF-8 that may stand in an XML document. A first line names the Content-Type.
#include "feeds/encoding.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace broadsheet::feeds;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto line = std::min(input.find('\n'), input.size());
    const auto bytes = input.substr(std::min(line + 1, input.size()));
    std::string storage;
    const auto decoded = decode_text(bytes, input.substr(0, line), storage);
    if (valid_xml_prefix(decoded.text) != decoded.text.size()) std::abort();
    if (decoded.text.size() > 3 * bytes.size() + 64) std::abort();
    std::string other;
    const auto again = decode_text(decoded.text, "text/xml; charset=utf-8", other);
    if (decoded.encoding == "utf-8" && again.text.size() > decoded.text.size()) std::abort();
    return 0;
}
