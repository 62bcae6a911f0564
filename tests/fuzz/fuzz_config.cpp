// Any text for a config: judged without a crash, and every fault with a message and a place inside of the text.
#include "config/load.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto loaded = broadsheet::config::parse_config(text);
    for (const auto& problem : loaded.problems) {
        if (problem.message.empty() || problem.position.line > size + 1) std::abort();
    }
    return 0;
}
