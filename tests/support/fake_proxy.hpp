#pragma once
// A proxy on loopback, HTTP and SOCKS5 in one, in threads of its own: whatever host it is asked for, it connects to the
// same port here. So a test sees that names were left to it.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace broadsheet::tests {

class FakeProxy {
public:
    /// `origin_port`: where every connection leads. `user` and `password`: who alone may use it; empty: anybody.
    explicit FakeProxy(int origin_port, std::string user = {}, std::string password = {});
    ~FakeProxy();
    FakeProxy(const FakeProxy&) = delete;
    FakeProxy& operator=(const FakeProxy&) = delete;

    [[nodiscard]] int port() const { return port_; }
    /// "http://127.0.0.1:…" or "socks5://…", maybe with "user:password@".
    [[nodiscard]] std::string url(const std::string& scheme, const std::string& credentials = {}) const;

    /// "host:port" of every connection asked for, or the target of a request in absolute form.
    [[nodiscard]] std::vector<std::string> asked_for() const;

private:
    void accept_all();
    void serve(int socket);
    void serve_http(int socket, std::string head);
    void serve_socks(int socket, std::string bytes);
    void lead_on(int socket, const std::string& first_bytes);
    void note(std::string target);
    int remember(int socket);

    int origin_port_;
    std::string user_, password_;
    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> asked_for_;
    std::vector<int> sockets_;
    std::thread acceptor_;
    std::vector<std::thread> servers_;
};

}  // namespace broadsheet::tests
