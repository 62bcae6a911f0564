#pragma once
// A client that sends bytes as they are given and shows bytes as they come. Blocking, with a time limit.

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet::http::tests {

class RawClient {
public:
    /// `address` as Server::addresses() gives it.
    explicit RawClient(const std::string& address, int receive_buffer = 0) {
        const bool local = address.starts_with("unix:");
        const bool v6 = address.starts_with('[');
        socket_ = ::socket(local ? AF_UNIX : v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const timeval limit{30, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (receive_buffer > 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        int status = 0;
        if (local) {
            sockaddr_un to{};
            to.sun_family = AF_UNIX;
            std::strncpy(to.sun_path, address.c_str() + 5, sizeof(to.sun_path) - 1);
            status = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        } else {
            const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
            sockaddr_in6 to6{};
            to6.sin6_family = AF_INET6;
            to6.sin6_port = htons(port);
            to6.sin6_addr = in6addr_loopback;
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port);
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            status = v6 ? ::connect(socket_, reinterpret_cast<const sockaddr*>(&to6), sizeof to6)
                        : ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        }
        EXPECT_EQ(status, 0) << address << ": " << std::strerror(errno);
    }
    ~RawClient() { close(); }
    RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), unread_(other.unread_) {}
    RawClient& operator=(RawClient&&) = delete;

    void close() {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }

    /// Closes so that the other side sees a reset.
    void reset() {
        const linger abrupt{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
        close();
    }

    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    /// False: the other side would not have it.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Everything until the other side closes.
    std::string read_all() {
        while (read_some()) {
        }
        return std::exchange(unread_, {});
    }

    /// One answer: its head and what its Content-Length promises. Empty at the end of the connection.
    std::string read_answer(bool head_only = false) {
        std::size_t end = std::string::npos;
        while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
            if (!read_some()) return std::exchange(unread_, {});
        }
        std::size_t size = end + 4;
        const std::size_t length = unread_.find("Content-Length: ");
        if (length < end && !head_only) size += std::stoul(unread_.substr(length + 16));
        while (unread_.size() < size && read_some()) {
        }
        std::string answer = unread_.substr(0, size);
        unread_.erase(0, size);
        return answer;
    }

    std::string ask(std::string_view request) {
        send(request);
        return read_answer(request.starts_with("HEAD"));
    }

    /// Has the other side closed, with nothing left to read?
    bool at_end() { return unread_.empty() && !read_some(); }

private:
    bool read_some() {
        std::array<char, 65536> buffer{};
        const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
        EXPECT_FALSE(size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) << "the server neither sends nor closes";
        if (size <= 0) return false;
        unread_.append(buffer.data(), static_cast<std::size_t>(size));
        return true;
    }

    int socket_ = -1;
    std::string unread_;
};

}  // namespace broadsheet::http::tests
