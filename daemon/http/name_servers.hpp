#pragma once
// Questions to name servers over c-ares, whose sockets wait in the same context as all others. Net thread only; behind
// Resolver, which remembers the answers.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::http {

class NameServers {
public:
    enum class Fault {
        no_such_host,
        silent,   ///< none of them answers in time (to c-ares SERVFAIL is no answer)
        failing,  ///< they answer that they cannot
    };

    struct Answer {
        std::optional<Fault> fault;
        std::vector<boost::asio::ip::address> addresses;  ///< without a fault: at least one
        std::chrono::seconds life{0};                     ///< the shortest of its records
        bool is_whole = true;  ///< else one family's addresses did not come in time; there may be some
    };

    /// `servers`: "127.0.0.1:5353,…"; empty: those of `resolv_conf`. Where that cannot be read, every
    /// question fails.
    NameServers(boost::asio::any_io_executor executor, const std::string& servers, const std::string& resolv_conf);
    /// What was asked is then never answered.
    ~NameServers();
    NameServers(const NameServers&) = delete;
    NameServers& operator=(const NameServers&) = delete;

    /// All IPv4 and IPv6 addresses of a host, /etc/hosts first. Calls `done` once, maybe before it returns; must not be
    /// destroyed in that call.
    void ask(const std::string& host, std::function<void(Answer)> done);

    /// What was asked is then never answered, and what is asked fails.
    void close();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
