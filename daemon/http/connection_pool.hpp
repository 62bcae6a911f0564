#pragma once
// Connections kept open between requests, by what they may be used for. Net thread only.

#include "daemon/http/byte_stream.hpp"

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet::http {

class ConnectionPool {
public:
    ConnectionPool(std::size_t capacity, std::chrono::seconds idle_timeout)
        : capacity_(capacity), idle_timeout_(idle_timeout) {}

    /// The connection of that key used last, still open and quiet; nullptr when there is none young enough.
    [[nodiscard]] std::unique_ptr<ByteStream> take(const std::string& key, SteadyTime now);
    /// Keeps a connection; the one idle for longest goes when there are too many.
    void give(std::string key, std::unique_ptr<ByteStream> stream, SteadyTime now);

    /// When the one that has been idle for longest has been for too long; nullopt: there is none.
    [[nodiscard]] std::optional<SteadyTime> next_end() const;
    /// Closes those that have been idle for too long.
    void drop_old(SteadyTime now);
    /// Closes all.
    void clear();

private:
    struct Idle {
        std::string key;
        std::unique_ptr<ByteStream> stream;
        SteadyTime since;
    };

    void drop_last();

    std::size_t capacity_;
    std::chrono::seconds idle_timeout_;
    std::list<Idle> idle_;                                                            // used last first
    std::unordered_map<std::string, std::vector<std::list<Idle>::iterator>> by_key_;  // used last last
};

}  // namespace broadsheet::http
