#pragma once
// One TCP connection to a host of several addresses: RFC 8305, "Happy Eyeballs". Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

namespace broadsheet::http {

/// The addresses in the order to try: the families in turn, IPv6 first, no more than a few of them.
[[nodiscard]] std::vector<boost::asio::ip::tcp::endpoint> interleave(
    const std::vector<boost::asio::ip::address>& addresses, std::uint16_t port);

class Dialler {
public:
    Dialler(boost::asio::any_io_executor executor, Clock& clock)
        : executor_(executor), clock_(clock), attempts_(executor) {}

    /// Begins with the first, goes on to the next when it fails or a quarter of a second later, and takes what connects
    /// first. `peer` names the host in errors. unreachable: none does; cancelled.
    [[nodiscard]] awaitable<Result<boost::asio::ip::tcp::socket>> dial(
        std::vector<boost::asio::ip::tcp::endpoint> endpoints, std::string peer);

private:
    struct Race;

    static awaitable<void> attempt(std::shared_ptr<Race> race, std::shared_ptr<boost::asio::ip::tcp::socket> socket,
                                   boost::asio::ip::tcp::endpoint endpoint, std::string peer);
    [[nodiscard]] awaitable<Result<void>> wait_for(Race& race, SteadyTime next);

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    TaskGroup attempts_;
};

}  // namespace broadsheet::http
