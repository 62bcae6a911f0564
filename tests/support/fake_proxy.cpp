#include "tests/support/fake_proxy.hpp"

#include "tests/support/loopback.hpp"

#include <openssl/evp.h>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace broadsheet::tests {

namespace {

bool read_more(int socket, std::string& bytes) {
    std::array<char, 4096> piece;
    const auto size = ::recv(socket, piece.data(), piece.size(), 0);
    if (size > 0) bytes.append(piece.data(), static_cast<std::size_t>(size));
    return size > 0;
}

/// The first `size` bytes, taken out; fewer when there are no more.
std::string take(int socket, std::string& bytes, std::size_t size) {
    while (bytes.size() < size && read_more(socket, bytes)) {
    }
    auto taken = bytes.substr(0, size);
    bytes.erase(0, size);
    return taken;
}

std::string base64(const std::string& text) {
    std::string out(4 * (text.size() / 3 + 1) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    return out.substr(0, static_cast<std::size_t>(size));
}

std::size_t length(char byte) {
    return static_cast<unsigned char>(byte);
}

}  // namespace

FakeProxy::FakeProxy(int origin_port, std::string user, std::string password)
    : origin_port_(origin_port), user_(std::move(user)), password_(std::move(password)) {
    const auto opened = open_loopback(SOCK_STREAM);
    listener_ = opened.socket;
    port_ = opened.port;
    acceptor_ = std::thread([this] { accept_all(); });
}

FakeProxy::~FakeProxy() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& server : servers_) server.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
}

std::string FakeProxy::url(const std::string& scheme, const std::string& credentials) const {
    return scheme + "://" + (credentials.empty() ? "" : credentials + "@") + "127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> FakeProxy::asked_for() const {
    const std::lock_guard lock(mutex_);
    return asked_for_;
}

void FakeProxy::note(std::string target) {
    const std::lock_guard lock(mutex_);
    asked_for_.push_back(std::move(target));
}

int FakeProxy::remember(int socket) {
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    return socket;
}

void FakeProxy::accept_all() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        remember(socket);
        servers_.emplace_back([this, socket] { serve(socket); });
    }
}

void FakeProxy::serve(int socket) {
    std::string bytes;
    if (!read_more(socket, bytes)) return;
    if (bytes[0] == '\5')
        serve_socks(socket, bytes);
    else
        serve_http(socket, bytes);
    ::shutdown(socket, SHUT_RDWR);
}

void FakeProxy::serve_http(int socket, std::string head) {
    while (head.find("\r\n\r\n") == std::string::npos)
        if (!read_more(socket, head)) return;
    const auto target = head.substr(head.find(' ') + 1, head.find(' ', head.find(' ') + 1) - head.find(' ') - 1);
    note(target);
    const auto credentials = "\r\nProxy-Authorization: Basic " + base64(user_ + ":" + password_) + "\r\n";
    if (!user_.empty() && head.find(credentials) == std::string::npos) {
        send_all(socket, "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    const bool tunnel = head.starts_with("CONNECT ");
    if (tunnel) send_all(socket, "HTTP/1.1 100 Wait\r\n\r\nHTTP/1.1 200 Go on\r\nVia: 1.1 test\r\n\r\n");
    lead_on(socket, tunnel ? std::string() : head);
}

void FakeProxy::serve_socks(int socket, std::string bytes) {
    const auto greeting = take(socket, bytes, 2);
    const auto methods = take(socket, bytes, length(greeting[1]));
    const char method = user_.empty() ? '\0' : '\2';
    if (methods.find(method) == std::string::npos) {
        send_all(socket, "\5\xff");
        return;
    }
    send_all(socket, std::string("\5") + method);
    if (!user_.empty()) {
        auto user = take(socket, bytes, length(take(socket, bytes, 2)[1]));
        auto password = take(socket, bytes, length(take(socket, bytes, 1)[0]));
        const bool known = user == user_ && password == password_;
        send_all(socket, known ? std::string("\1\0", 2) : std::string("\1\1", 2));
        if (!known) return;
    }
    const auto request = take(socket, bytes, 4);
    std::string host;
    if (request[3] == 3) {
        host = take(socket, bytes, length(take(socket, bytes, 1)[0]));
    } else {
        for (const char byte : take(socket, bytes, 4)) host += (host.empty() ? "" : ".") + std::to_string(length(byte));
    }
    const auto port = take(socket, bytes, 2);
    note(host + ":" + std::to_string(length(port[0]) * 256 + length(port[1])));
    send_all(socket, std::string("\5\0\0\3\7example\1\2", 14));
    lead_on(socket, bytes);
}

/// Passes bytes both ways until either side ends.
void FakeProxy::lead_on(int socket, const std::string& first_bytes) {
    const int origin = connect_to(origin_port_);
    if (origin < 0) return;
    remember(origin);
    send_all(origin, first_bytes);
    std::array<pollfd, 2> ends{{{socket, POLLIN, 0}, {origin, POLLIN, 0}}};
    while (::poll(ends.data(), ends.size(), -1) > 0) {
        for (std::size_t i = 0; i < ends.size(); ++i) {
            std::string bytes;
            if (ends[i].revents == 0) continue;
            if (!read_more(ends[i].fd, bytes) || !send_all(ends[1 - i].fd, bytes)) {
                ::shutdown(origin, SHUT_RDWR);
                return;
            }
        }
    }
}

}  // namespace broadsheet::tests
