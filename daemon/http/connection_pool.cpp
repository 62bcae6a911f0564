#include "daemon/http/connection_pool.hpp"

#include <functional>
#include <utility>

namespace broadsheet::http {

std::unique_ptr<ByteStream> ConnectionPool::take(const std::string& key, SteadyTime now) {
    drop_old(now);
    const auto hash = std::hash<std::string>()(key);
    for (auto idle = idle_.begin(); idle != idle_.end();) {
        if (idle->hash != hash || idle->key != key) {
            ++idle;
            continue;
        }
        auto stream = std::move(idle->stream);
        idle = idle_.erase(idle);
        if (stream->is_quiet()) return stream;
    }
    return nullptr;
}

void ConnectionPool::give(std::string key, std::unique_ptr<ByteStream> stream, SteadyTime now) {
    const auto hash = std::hash<std::string>()(key);
    idle_.push_front({hash, std::move(key), std::move(stream), now});
    drop_old(now);
    if (idle_.size() > capacity_) idle_.pop_back();
}

void ConnectionPool::drop_old(SteadyTime now) {
    while (!idle_.empty() && idle_.back().since + idle_timeout_ < now) idle_.pop_back();
}

}  // namespace broadsheet::http
