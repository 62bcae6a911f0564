#pragma once
// Host names → addresses over c-ares: any number at once, none behind another, each cancellable. Net thread only.

#include "daemon/base/clock.hpp"

#include <boost/asio/ip/address.hpp>

#include <memory>
#include <string>
#include <vector>

namespace broadsheet::http {

class Resolver {
public:
    virtual ~Resolver() = default;

    /// All addresses of a host, as the system's resolver files and name servers have them; an address literal is its
    /// own. Kept for the answer's time to live, half a minute to five; failures for ten seconds. Errors: not_found (no
    /// such host), unreachable (name servers fail or are silent), cancelled.
    [[nodiscard]] virtual awaitable<Result<std::vector<boost::asio::ip::address>>> resolve(std::string host) = 0;

    /// Gives up the questions that are open; no other is to follow.
    virtual void close() {}
};

/// `nameservers`: "127.0.0.1:5353" …; empty: those of the system.
[[nodiscard]] std::unique_ptr<Resolver> make_resolver(boost::asio::any_io_executor executor, Clock& clock,
                                                      const std::vector<std::string>& nameservers);

}  // namespace broadsheet::http
