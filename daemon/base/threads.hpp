#pragma once
// What a thread is called and how much it matters beside the others. Any thread, for itself.

namespace broadsheet {

/// As `top -H` and a debugger show it: 15 bytes at most.
void name_thread(const char* name);

/// Lets the threads that answer requests go first, without ever standing still: for work that nobody waits for.
void step_back();

}  // namespace broadsheet
