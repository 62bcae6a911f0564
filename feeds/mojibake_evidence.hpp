#pragma once
// Whether characters that a text would hold if it had been encoded twice are more likely there than those it holds.
// Pure; any thread.

#include <string_view>

namespace broadsheet::feeds {

enum class Evidence { none, some, enough };

/// `mended`: what the text would be. None where each of its characters above ASCII may as well be two that were meant:
/// "AMANHÃ…" is no "AMANHÅ". Some where only the company of others tells: "What does â€™ mean?" asks just that.
[[nodiscard]] Evidence double_encoding_evidence(std::string_view mended);

}  // namespace broadsheet::feeds
