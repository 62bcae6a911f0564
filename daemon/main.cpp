#include "daemon/cli/cli.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace {

constexpr int mebibyte = 1 << 20;
constexpr int stretch = 32 * mebibyte;

/// The heap's first `stretch` may come in huge pages: where memory is virtual twice over, a fault costs as much as all
/// else that is done with a page, and a pass in which no feed has changed was a fifth shorter without them.
void ask_for_huge_pages() {
    constexpr int usual_mappings = 65'536;
    ::mallopt(M_MMAP_MAX, 0);  // so that it becomes part of the heap, and stays it when it is free again
    const std::unique_ptr<void, decltype(&std::free)> memory(std::malloc(stretch), &std::free);
    ::mallopt(M_MMAP_MAX, usual_mappings);
    void* first = memory.get();
    std::size_t room = stretch;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (std::align(page, stretch - page, first, room) != nullptr) ::madvise(first, stretch - page, MADV_HUGEPAGE);
}

/// Each document is read, stored and forgotten. Left alone, glibc would hand its memory back to the kernel each time,
/// and have every page of it cleared anew for the next; and each thread would keep a heap of its own, full of what
/// others have still to give back. There is one, for all.
void prepare_heap() {
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_TRIM_THRESHOLD, stretch + 8 * mebibyte);
    ::mallopt(M_TOP_PAD, mebibyte);
    ::mallopt(M_MMAP_THRESHOLD, mebibyte);
    ask_for_huge_pages();
}

/// Readers, and servers that are polled, have a descriptor each; the usual limit is there for programs that call
/// select(), which this one does not.
void raise_descriptor_limit() {
    constexpr rlim_t enough = 65'536;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
    prepare_heap();
    raise_descriptor_limit();
    return broadsheet::cli::run(argc, argv);
}
