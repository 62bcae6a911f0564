#include "daemon/http/connection_pool.hpp"

#include <utility>

namespace broadsheet::http {

std::unique_ptr<ByteStream> ConnectionPool::take(const std::string& key, SteadyTime now) {
    drop_old(now);
    for (auto found = by_key_.find(key); found != by_key_.end(); found = by_key_.find(key)) {
        auto stream = std::move(found->second.back()->stream);
        idle_.erase(found->second.back());
        found->second.pop_back();
        if (found->second.empty()) by_key_.erase(found);
        if (stream->is_quiet()) return stream;
    }
    return nullptr;
}

void ConnectionPool::give(std::string key, std::unique_ptr<ByteStream> stream, SteadyTime now) {
    auto& of_key = by_key_[key];
    idle_.push_front({std::move(key), std::move(stream), now});
    of_key.push_back(idle_.begin());
    drop_old(now);
    if (idle_.size() > capacity_) drop_last();
}

void ConnectionPool::drop_old(SteadyTime now) {
    while (!idle_.empty() && idle_.back().since + idle_timeout_ <= now) drop_last();
}

std::optional<SteadyTime> ConnectionPool::next_end() const {
    return idle_.empty() ? std::nullopt : std::optional<SteadyTime>(idle_.back().since + idle_timeout_);
}

void ConnectionPool::clear() {
    by_key_.clear();
    idle_.clear();
}

/// Of its key it is the first.
void ConnectionPool::drop_last() {
    const auto found = by_key_.find(idle_.back().key);
    found->second.erase(found->second.begin());
    if (found->second.empty()) by_key_.erase(found);
    idle_.pop_back();
}

}  // namespace broadsheet::http
