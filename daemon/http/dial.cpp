#include "daemon/http/dial.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/http/socket_streams.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds attempt_delay{250};  // RFC 8305 §5
constexpr std::size_t most_attempts = 16;                // a name with a thousand addresses is no licence to scan

/// It says nothing of the host, but that we cannot go there.
bool is_without_route(const boost::system::error_code& error) {
    return error == asio::error::network_unreachable || error == asio::error::host_unreachable ||
           error == asio::error::address_family_not_supported;
}

}  // namespace

std::vector<tcp::endpoint> interleave(const std::vector<asio::ip::address>& addresses, std::uint16_t port) {
    std::vector<tcp::endpoint> v6, v4, order;
    for (const auto& address : addresses) (address.is_v6() ? v6 : v4).emplace_back(address, port);
    for (std::size_t i = 0; i < std::max(v6.size(), v4.size()) && order.size() < most_attempts; ++i) {
        if (i < v6.size()) order.push_back(v6[i]);
        if (i < v4.size()) order.push_back(v4[i]);
    }
    return order;
}

/// The attempts, of which one wins. However the race ends, its losers stop.
struct Dialler::Race {
    explicit Race(const asio::any_io_executor& executor) : progress(executor) {}

    void stop() {
        boost::system::error_code ignored;
        for (const auto& socket : sockets) socket->close(ignored);
    }

    std::optional<tcp::socket> winner;
    std::vector<std::shared_ptr<tcp::socket>> sockets;
    std::size_t running = 0;
    Error error;  // the last, but of a host that could be asked rather than of one that could not
    bool has_had_route = false;
    Wakeup progress;
};

awaitable<void> Dialler::attempt(std::shared_ptr<Race> race, std::shared_ptr<tcp::socket> socket,
                                 tcp::endpoint endpoint, std::string peer) {
    const auto [error] = co_await socket->async_connect(endpoint, as_values);
    --race->running;
    const bool has_route = !is_without_route(error);
    if (error && !race->winner && (has_route || !race->has_had_route)) {
        race->error = error_of(error, peer + " (" + endpoint.address().to_string() + ")");
        race->has_had_route = has_route;
    }
    if (!error && !race->winner) race->winner.emplace(std::move(*socket));
    race->progress.notify();
}

/// Until there is a winner, nobody runs, or it is time for the next to start.
awaitable<Result<void>> Dialler::wait_for(Race& race, SteadyTime next) {
    while (!race.winner && race.running > 0 && clock_.steady() < next) {
        const auto woken = co_await race.progress.wait_until(next);
        if (!woken) co_return woken.error();
    }
    co_return Result<void>();
}

awaitable<Result<tcp::socket>> Dialler::dial(std::vector<tcp::endpoint> endpoints, std::string peer) {
    if (endpoints.size() == 1) {
        tcp::socket socket(executor_);
        const auto [error] = co_await socket.async_connect(endpoints.front(), as_values);
        if (error) co_return error_of(error, peer);
        co_return socket;
    }
    struct Stop {
        void operator()(Race* race) const { race->stop(); }
    };
    auto race = std::make_shared<Race>(executor_);
    const std::unique_ptr<Race, Stop> stop(race.get());
    for (std::size_t i = 0; i < endpoints.size() && !race->winner; ++i) {
        auto socket = std::make_shared<tcp::socket>(executor_);
        race->sockets.push_back(socket);
        ++race->running;
        auto task = attempt(race, socket, endpoints[i], peer);
        attempts_.spawn("connect", std::move(task));
        const bool last = i + 1 == endpoints.size();
        const auto next = last ? SteadyTime::max() : clock_.steady() + attempt_delay;
        const auto waited = co_await wait_for(*race, next);
        if (!waited) co_return waited.error();
    }
    if (!race->winner) co_return race->error;
    co_return std::move(*race->winner);
}

}  // namespace broadsheet::http
