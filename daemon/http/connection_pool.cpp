#include "daemon/http/connection_pool.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::http {

std::unique_ptr<ByteStream> ConnectionPool::take(const std::string& key, SteadyTime now) {
    drop_old(now);
    const auto found = std::find_if(idle_.begin(), idle_.end(), [&key](const Idle& idle) { return idle.key == key; });
    if (found == idle_.end()) return nullptr;
    auto stream = std::move(found->stream);
    idle_.erase(found);
    return stream;
}

void ConnectionPool::give(std::string key, std::unique_ptr<ByteStream> stream, SteadyTime now) {
    idle_.push_front({std::move(key), std::move(stream), now});
    drop_old(now);
    if (idle_.size() > capacity_) idle_.pop_back();
}

void ConnectionPool::drop_old(SteadyTime now) {
    while (!idle_.empty() && idle_.back().since + idle_timeout_ < now) idle_.pop_back();
}

}  // namespace broadsheet::http
