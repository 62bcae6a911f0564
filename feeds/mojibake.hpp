#pragma once
// UTF-8 that a publisher's tools once took for windows-1252 and encoded again. Pure; any thread.

#include <string>

namespace broadsheet::feeds {

/// Undoes it where there is no doubt: every character above ASCII belongs to a sequence that makes valid UTF-8 when its
/// characters are taken for bytes of windows-1252. True when the text was changed.
bool mend_double_encoding(std::string& text);

}  // namespace broadsheet::feeds
