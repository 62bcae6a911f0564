#pragma once
// The command line: argv in, exit status out. Start-up; main thread.

namespace broadsheet::cli {

/// Runs the subcommand that `argv` names and returns the exit status of the program: 0 done, 1 the work failed, 2 wrong
/// usage. Prints help, usage errors and what a subcommand threw; flushes standard output and fails where it cannot.
int run(int argc, const char* const* argv);

}  // namespace broadsheet::cli
