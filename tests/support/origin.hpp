#pragma once
// A publisher's server on loopback, in a thread of its own and with nothing of ours in it: answers by path with bytes
// as they are written down, and remembers what it was asked.

#include "tests/support/certificates.hpp"

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
    std::string body;
    int connection = 0;    // 1 is the first
    bool resumed = false;  // TLS: on the session of an earlier connection
};

class Origin {
public:
    using Answer = std::function<std::string(const OriginRequest&)>;
    /// Sends bytes; false when the client is gone.
    using Send = std::function<bool(const std::string&)>;
    using Script = std::function<void(const OriginRequest&, const Send&)>;

    /// Plain HTTP, or https as the server that `tls` says.
    explicit Origin(ServerContext tls = nullptr);
    ~Origin();
    Origin(const Origin&) = delete;
    Origin& operator=(const Origin&) = delete;

    [[nodiscard]] int port() const { return port_; }
    /// At 127.0.0.1, or with TLS at localhost.
    [[nodiscard]] std::string url(const std::string& path) const;

    /// The raw bytes of an answer, maybe with a mark at its end that says what becomes of the connection.
    void on(const std::string& target, Answer answer);
    void on(const std::string& target, std::string answer);
    /// An answer piece by piece; the connection is closed behind it.
    void script(const std::string& target, Script script);

    [[nodiscard]] std::vector<OriginRequest> requests() const;
    [[nodiscard]] int connections() const { return connections_; }

private:
    void accept_all();
    void serve(int socket, int number);
    [[nodiscard]] Script take(const OriginRequest& request, std::string& answer);

    ServerContext tls_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_{0};
    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::map<std::string, Script> scripts_;
    std::vector<OriginRequest> requests_;
    std::vector<int> sockets_;
    std::thread acceptor_;
    std::vector<std::thread> servers_;
};

/// "HTTP/1.1 200 OK" with these fields ("Name: value\r\n" each), Content-Length and the body.
[[nodiscard]] std::string ok(const std::string& fields, const std::string& body);
/// Any status, with a Content-Length of 0.
[[nodiscard]] std::string status(int code, const std::string& fields = {});
/// With TLS: both in a record of their own, and all in one segment.
[[nodiscard]] std::string and_in_another_record(const std::string& answer, const std::string& more);
/// At the end of an answer: close the connection behind it.
[[nodiscard]] std::string and_close(const std::string& answer);
/// At the end of an answer: drop the connection behind it, with TLS without a word, else with a reset.
[[nodiscard]] std::string and_drop(const std::string& answer);
/// At the end of an answer: say nothing further, and keep the connection open.
[[nodiscard]] std::string and_hang(const std::string& answer);

}  // namespace broadsheet::tests
