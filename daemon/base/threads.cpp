#include "daemon/base/threads.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace broadsheet {

void name_thread(const char* name) {
    ::pthread_setname_np(::pthread_self(), name);
}

void step_back() {
    constexpr int behind = 5;  // a third of the share that the others have
    const int now = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), now + behind);
}

}  // namespace broadsheet
