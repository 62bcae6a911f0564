#pragma once
// What every subcommand says on the terminal. Main thread.

#include <string>
#include <string_view>

namespace broadsheet::cli {

/// One line "broadsheet: MESSAGE" on stderr, control characters made harmless. Returns 1, the status of failed work.
int complain(std::string_view message);

/// The text with control characters, bidi overrides and what is no UTF-8 replaced, so that one value stays one line and
/// cannot drive a terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// Makes sure that descriptors 0 to 2 are taken, so that no file opened later becomes standard output; and lets writes
/// to a closed pipe fail in place of killing the process. Call first.
void prepare_standard_streams();

/// Flushes standard output. False, with a complaint, when not all of it could be written.
[[nodiscard]] bool flush_output();

}  // namespace broadsheet::cli
