#pragma once
// Host names beyond ASCII (UTS #46), over ICU. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// "bücher.example" → "xn--bcher-kva.example", in lower case. nullopt: it can be no host's name.
[[nodiscard]] std::optional<std::string> to_ascii_host(std::string_view host);

}  // namespace broadsheet::feeds
