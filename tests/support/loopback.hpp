#pragma once
// Blocking sockets on loopback, for the servers that tests talk to.

#include <string>
#include <vector>

namespace broadsheet::tests {

/// A listener (SOCK_STREAM) or a bound socket (SOCK_DGRAM) at 127.0.0.1, at a port of the system's choice.
struct Loopback {
    int socket = -1;
    int port = 0;
};
[[nodiscard]] Loopback open_loopback(int type);

/// False when the peer is gone.
bool send_all(int socket, const std::string& bytes);

/// A connection to 127.0.0.1; -1 when nobody listens there.
[[nodiscard]] int connect_to(int port);

/// Closes with a reset instead of an orderly end.
void reset(int socket);

}  // namespace broadsheet::tests
