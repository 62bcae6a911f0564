#include "tests/support/origin.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace broadsheet::tests {

namespace {

const std::string close_mark = std::string("\0close", 6);
const std::string hang_mark = std::string("\0hang!", 6);

bool send_all(int socket, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto size = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (size <= 0) return false;
        sent += static_cast<std::size_t>(size);
    }
    return true;
}

/// The next request's head; what follows it stays in `buffer`.
std::optional<std::string> read_head(int socket, std::string& buffer) {
    std::array<char, 4096> piece;
    for (;;) {
        if (const auto end = buffer.find("\r\n\r\n"); end != std::string::npos) {
            auto head = buffer.substr(0, end + 2);
            buffer.erase(0, end + 4);
            return head;
        }
        const auto size = ::recv(socket, piece.data(), piece.size(), 0);
        if (size <= 0) return std::nullopt;
        buffer.append(piece.data(), static_cast<std::size_t>(size));
    }
}

OriginRequest parse(const std::string& head) {
    OriginRequest request;
    const auto line = head.substr(0, head.find("\r\n"));
    request.method = line.substr(0, line.find(' '));
    request.target = line.substr(request.method.size() + 1, line.rfind(' ') - request.method.size() - 1);
    for (auto at = line.size() + 2; at < head.size();) {
        const auto end = head.find("\r\n", at), colon = head.find(": ", at);
        auto name = head.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        request.fields[name] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    return request;
}

}  // namespace

Origin::Origin() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("the test origin cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

Origin::~Origin() {
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

std::string Origin::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void Origin::on(const std::string& target, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[target] = std::move(answer);
}

void Origin::on(const std::string& target, std::string answer) {
    on(target, [answer = std::move(answer)](const OriginRequest&) { return answer; });
}

std::vector<OriginRequest> Origin::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void Origin::accept_all() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const int number = ++connections_;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        servers_.emplace_back([this, socket, number] { serve(socket, number); });
    }
}

void Origin::serve(int socket, int number) {
    std::string buffer;
    while (const auto head = read_head(socket, buffer)) {
        auto request = parse(*head);
        request.connection = number;
        auto bytes = answer(request);
        const bool close = bytes.ends_with(close_mark), hang = bytes.ends_with(hang_mark);
        if (close || hang) bytes.resize(bytes.size() - close_mark.size());
        if (!send_all(socket, bytes)) return;
        if (close) {
            ::shutdown(socket, SHUT_RDWR);
            return;
        }
        if (hang && !read_head(socket, buffer)) return;
    }
}

std::string Origin::answer(const OriginRequest& request) {
    Answer found;
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        if (const auto known = answers_.find(request.target); known != answers_.end()) found = known->second;
    }
    return found ? found(request) : status(404);
}

std::string ok(const std::string& fields, const std::string& body) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string status(int code, const std::string& fields) {
    return "HTTP/1.1 " + std::to_string(code) + " Test\r\n" + fields + (code == 304 ? "" : "Content-Length: 0\r\n") +
           "\r\n";
}

std::string and_close(const std::string& answer) {
    return answer + close_mark;
}

std::string and_hang(const std::string& answer) {
    return answer + hang_mark;
}

}  // namespace broadsheet::tests
