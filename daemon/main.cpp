#include "daemon/cli/cli.hpp"

#include <malloc.h>

namespace {

/// Each document is read, stored and forgotten. Left alone, glibc would hand its memory back to the kernel each time,
/// and have every page of it cleared anew for the next; and each thread would keep a heap of its own, full of what
/// others have still to give back. Three it is: the thread that asks and answers is to wait for no other, and what the
/// store remembers is not to lie scattered among what is being read.
void keep_memory_for_the_next_document() {
    constexpr int mebibyte = 1 << 20;
    ::mallopt(M_ARENA_MAX, 3);
    ::mallopt(M_TRIM_THRESHOLD, 8 * mebibyte);
    ::mallopt(M_TOP_PAD, mebibyte);
    ::mallopt(M_MMAP_THRESHOLD, mebibyte);
}

}  // namespace

int main(int argc, char** argv) {
    keep_memory_for_the_next_document();
    return broadsheet::cli::run(argc, argv);
}
