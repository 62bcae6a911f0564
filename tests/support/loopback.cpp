#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace broadsheet::tests {

namespace {

sockaddr_in loopback_address(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

}  // namespace

Loopback open_loopback(int type) {
    Loopback opened{::socket(AF_INET, type | SOCK_CLOEXEC, 0), 0};
    auto address = loopback_address(0);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(opened.socket, generic, size) != 0 || (type == SOCK_STREAM && ::listen(opened.socket, 64) != 0) ||
        ::getsockname(opened.socket, generic, &size) != 0)
        throw std::runtime_error("the test's server cannot listen");
    opened.port = ntohs(address.sin_port);
    return opened;
}

bool send_all(int socket, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto size = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (size <= 0) return false;
        sent += static_cast<std::size_t>(size);
    }
    return true;
}

int connect_to(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback_address(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return socket;
    ::close(socket);
    return -1;
}

void reset(int socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    // A descriptor that others still know must not become somebody else's: the connection goes, the number stays.
    const int nothing = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::dup2(nothing, socket);
    ::close(nothing);
}

}  // namespace broadsheet::tests
