#pragma once
// Whole documents → content codings. Each call takes milliseconds for a large document. Any thread.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

/// The same text gives the same bytes. nullopt: out of memory.
[[nodiscard]] std::optional<std::string> gzip(std::string_view text);
[[nodiscard]] std::optional<std::string> brotli(std::string_view text);
[[nodiscard]] std::optional<std::string> zstd(std::string_view text);

}  // namespace broadsheet::http
