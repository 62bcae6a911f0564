// Any bytes for a subscription list: what is read of it can be written and read again as the same feeds.
#include "feeds/opml.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace broadsheet::feeds;
    const auto list = read_opml(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!list) return 0;
    const auto again = read_opml(render_opml(*list));
    if (!again || again->feeds.size() != list->feeds.size()) std::abort();
    return 0;
}
