#pragma once
// UTF-8 that a publisher's tools once took for windows-1252 and encoded again. Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Every character above ASCII belongs to a sequence that makes valid UTF-8 when its characters are taken for bytes of
/// windows-1252, and what that makes fits its neighbours better than the sequence does.
[[nodiscard]] bool is_encoded_twice(std::string_view text);

/// Undoes it; true when the text was changed. `among_others`: other texts of the document were encoded twice, so that
/// less evidence will do.
bool mend_double_encoding(std::string& text, bool among_others = false);

}  // namespace broadsheet::feeds
