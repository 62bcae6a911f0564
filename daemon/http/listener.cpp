#include "daemon/http/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace broadsheet::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::string_view unix_scheme = "unix:";
constexpr int backlog = 4096;  // the kernel cuts it to net.core.somaxconn

Error cannot_listen(const std::string& address, const error_code& error) {
    std::string remedy;
    if (error == asio::error::address_in_use) remedy = "; stop the other program, or choose another address";
    if (error == asio::error::access_denied) remedy = "; choose a port above 1023 or a folder this user may write to";
    if (error.value() == EADDRNOTAVAIL) remedy = "; this machine has no such address";
    return fail(ErrorCode::unavailable, "cannot listen on " + address + ": " + error.message() + remedy);
}

Error bad_address(const std::string& address) {
    return fail(ErrorCode::invalid, "cannot listen on \"" + address +
                                        "\": expected an address and a port like 127.0.0.1:8080 or [::1]:8080, or "
                                        "unix:/path/of/socket");
}

Result<tcp::endpoint> parse_endpoint(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) return bad_address(address);
    std::string host = address.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 0;
    const char* end = address.data() + address.size();
    const auto [last, status] = std::from_chars(address.data() + colon + 1, end, port);
    error_code error;
    const auto ip = asio::ip::make_address(host, error);
    if (error || ip.is_v6() != bracketed || status != std::errc() || last != end) return bad_address(address);
    return tcp::endpoint(ip, port);
}

std::string address_text(const Endpoint& endpoint) {
    const sockaddr* raw = endpoint.data();
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (raw->sa_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(raw);
        ::inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
        return std::string(text.data()) + ':' + std::to_string(ntohs(v4->sin_port));
    }
    if (raw->sa_family == AF_INET6) {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(raw);
        ::inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
        return '[' + std::string(text.data()) + "]:" + std::to_string(ntohs(v6->sin6_port));
    }
    const auto* local = reinterpret_cast<const sockaddr_un*>(raw);
    return std::string(unix_scheme) + local->sun_path;
}

/// Answers go out in one write: nothing is gained by waiting for more. Accepted sockets inherit it.
void send_at_once(Acceptor& acceptor) {
    error_code ignored;
    acceptor.set_option(tcp::no_delay(true), ignored);
}

/// Removes the socket file of a daemon that is gone.
Result<void> remove_stale(const asio::any_io_executor& executor, const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return {};
    const std::string address = std::string(unix_scheme) + path;
    if (!S_ISSOCK(status.st_mode)) {
        return fail(ErrorCode::conflict, "cannot listen on " + address + ": the file exists and is no socket; move it");
    }
    asio::local::stream_protocol::socket probe(executor);
    error_code error;
    probe.connect(asio::local::stream_protocol::endpoint(path), error);
    if (!error) return cannot_listen(address, asio::error::address_in_use);
    if (error == asio::error::connection_refused) ::unlink(path.c_str());
    return {};
}

Result<std::unique_ptr<Listener>> open_unix(const asio::any_io_executor& executor, const std::string& address) {
    const std::string path = address.substr(unix_scheme.size());
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) return bad_address(address);
    if (auto removed = remove_stale(executor, path); !removed) return removed.error();
    const asio::local::stream_protocol::endpoint endpoint(path);
    auto listener = std::make_unique<Listener>(executor);
    error_code error;
    listener->acceptor.open(endpoint.protocol(), error);
    if (!error) listener->acceptor.bind(endpoint, error);
    if (!error) listener->file = path;
    // Who may reach the socket is said by the folder it lies in.
    if (!error) ::chmod(path.c_str(), 0666);
    if (!error) listener->acceptor.listen(backlog, error);
    if (error) return cannot_listen(address, error);
    listener->address = address;
    return listener;
}

Result<std::unique_ptr<Listener>> open_tcp(const asio::any_io_executor& executor, const std::string& address) {
    const auto endpoint = parse_endpoint(address);
    if (!endpoint) return endpoint.error();
    auto listener = std::make_unique<Listener>(executor);
    Acceptor& acceptor = listener->acceptor;
    error_code error;
    acceptor.open(endpoint->protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && endpoint->address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.bind(*endpoint, error);
    if (!error) acceptor.listen(backlog, error);
    if (error) return cannot_listen(address, error);
    send_at_once(acceptor);
    listener->address = address_text(acceptor.local_endpoint());
    return listener;
}

}  // namespace

Listener::~Listener() {
    close();
}

void Listener::close() {
    error_code ignored;
    acceptor.close(ignored);
    if (!file.empty()) ::unlink(file.c_str());
    file.clear();
}

Result<std::unique_ptr<Listener>> open_listener(const asio::any_io_executor& executor, const std::string& address) {
    if (address.starts_with(unix_scheme)) return open_unix(executor, address);
    return open_tcp(executor, address);
}

Result<std::unique_ptr<Listener>> adopt_listener(const asio::any_io_executor& executor, int socket) {
    int listens = 0;
    int type = 0;
    int domain = 0;
    socklen_t size = sizeof(int);
    const bool known = ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
                       ::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
                       ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0;
    const std::string name = "socket " + std::to_string(socket) + " passed by the service manager";
    if (!known || listens == 0 || type != SOCK_STREAM) {
        return fail(ErrorCode::invalid, name + " is not a listening stream socket; use ListenStream= and Accept=no");
    }
    if (domain != AF_INET && domain != AF_INET6 && domain != AF_UNIX) {
        return fail(ErrorCode::unsupported, name + " is neither TCP nor a Unix socket");
    }
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    auto listener = std::make_unique<Listener>(executor);
    error_code error;
    listener->acceptor.assign(asio::generic::stream_protocol(domain, 0), socket, error);
    if (error) return fail(ErrorCode::unavailable, name + " cannot be used: " + error.message());
    if (domain != AF_UNIX) send_at_once(listener->acceptor);
    listener->address = address_text(listener->acceptor.local_endpoint());
    return listener;
}

std::string peer_name(const Endpoint& peer) {
    const int family = peer.data()->sa_family;
    if (family != AF_INET && family != AF_INET6) return "unix";
    std::string text = address_text(peer);
    text.resize(text.rfind(':'));
    if (text.starts_with('[')) return text.substr(1, text.size() - 2);
    return text;
}

}  // namespace broadsheet::http
