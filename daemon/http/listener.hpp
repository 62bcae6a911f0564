#pragma once
// Sockets that listen: TCP, Unix, and those passed by the service manager. Net thread only.

#include "feeds/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <string>

namespace broadsheet::http {

using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;
using Endpoint = boost::asio::generic::stream_protocol::endpoint;

/// One listening socket; closed, and its file removed, when destroyed.
class Listener {
public:
    explicit Listener(const boost::asio::any_io_executor& executor) : acceptor(executor) {}
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void close();

    Acceptor acceptor;
    std::string address;  ///< with the port that the kernel chose
    std::string file;     ///< of a Unix socket that is ours to remove
};

/// "127.0.0.1:8080", "[::1]:0" or "unix:/path". Errors name the address and the remedy.
[[nodiscard]] Result<std::unique_ptr<Listener>> open_listener(const boost::asio::any_io_executor& executor,
                                                              const std::string& address);

/// Takes over a socket that listens already. On error it stays the caller's.
[[nodiscard]] Result<std::unique_ptr<Listener>> adopt_listener(const boost::asio::any_io_executor& executor,
                                                               int socket);

/// The address of a client without its port; "unix" where there is none.
[[nodiscard]] std::string peer_name(const Endpoint& peer);

}  // namespace broadsheet::http
