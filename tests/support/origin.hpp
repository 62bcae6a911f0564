#pragma once
// A publisher's server on loopback, in a thread of its own and with nothing of ours in it: answers by path with bytes
// as they are written down, and remembers what it was asked.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace broadsheet::tests {

/// A request as it came.
struct OriginRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> fields;  // names in lower case
    int connection = 0;                         // 1 is the first
};

class Origin {
public:
    using Answer = std::function<std::string(const OriginRequest&)>;

    Origin();
    ~Origin();
    Origin(const Origin&) = delete;
    Origin& operator=(const Origin&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url(const std::string& path) const;

    /// The raw bytes of an answer; the connection is closed after one that ends with close_mark.
    void on(const std::string& target, Answer answer);
    void on(const std::string& target, std::string answer);

    [[nodiscard]] std::vector<OriginRequest> requests() const;
    [[nodiscard]] int connections() const { return connections_; }

private:
    void accept_all();
    void serve(int socket, int number);
    [[nodiscard]] std::string answer(const OriginRequest& request);

    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_{0};
    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::vector<OriginRequest> requests_;
    std::vector<int> sockets_;
    std::thread acceptor_;
    std::vector<std::thread> servers_;
};

/// "HTTP/1.1 200 OK" with these fields ("Name: value\r\n" each), Content-Length and the body.
[[nodiscard]] std::string ok(const std::string& fields, const std::string& body);
/// Any status, with a Content-Length of 0.
[[nodiscard]] std::string status(int code, const std::string& fields = {});
/// At the end of an answer: close the connection behind it.
[[nodiscard]] std::string and_close(const std::string& answer);
/// At the end of an answer: say nothing further, and keep the connection open.
[[nodiscard]] std::string and_hang(const std::string& answer);

}  // namespace broadsheet::tests
