// Any reference on any base, one a line: what is resolved is ASCII and resolves to itself, and whatever counts as an
// address of the web has a host.
#include "feeds/url.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace broadsheet::feeds;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto line = std::min(input.find('\n'), input.size());
    const auto resolved = resolve_url(input.substr(0, line), input.substr(std::min(line + 1, input.size())));
    (void)canonical_url(input);
    (void)origin_of(input);
    if (!resolved) return 0;
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7F' && c != '"' && c != '<' && c != '>'; };
    if (!std::all_of(resolved->begin(), resolved->end(), is_plain)) std::abort();
    if (resolve_url(*resolved, "") != resolved) std::abort();
    if (!is_web_url(*resolved)) return 0;
    if (host_of(*resolved).empty() || origin_of(*resolved).empty() || canonical_url(*resolved).empty()) std::abort();
    return 0;
}
