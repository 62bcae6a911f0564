#pragma once
// A name server on loopback (UDP), in a thread of its own: answers what a test tells it to, or keeps silent.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace broadsheet::tests {

class FakeDns {
public:
    struct Records {
        std::vector<std::string> addresses{};  // IPv4 and IPv6
        int code = 0;                          // 2: SERVFAIL, 3: NXDOMAIN
        bool silent = false;
        std::string alias{};  // a CNAME instead
        int silent_type = 0;  // 1: no answer where A is asked for, 28: AAAA
        int lost_type = 0;    // as silent_type, but for the first question alone
    };

    FakeDns();
    ~FakeDns();
    FakeDns(const FakeDns&) = delete;
    FakeDns& operator=(const FakeDns&) = delete;

    /// "127.0.0.1:…"
    [[nodiscard]] std::string address() const;
    /// Other names do not exist.
    void on(const std::string& name, Records records);
    /// Questions that came for a name, A and AAAA together.
    [[nodiscard]] int questions(const std::string& name) const;

private:
    void serve();
    [[nodiscard]] std::string answer(const std::string& question);

    int socket_ = -1;
    int port_ = 0;
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    std::map<std::string, Records> records_;
    std::map<std::string, int> questions_;
    std::thread server_;
};

}  // namespace broadsheet::tests
