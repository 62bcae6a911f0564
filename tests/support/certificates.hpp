#pragma once
// A certificate authority for an afternoon, and servers that it vouches for, or does not.

#include <chrono>
#include <memory>
#include <string>

struct evp_pkey_st;
struct ssl_ctx_st;
struct x509_st;

namespace broadsheet::tests {

/// What an SSL_accept() needs: key, certificate and settings of a server.
using ServerContext = std::shared_ptr<ssl_ctx_st>;

class TestAuthority {
public:
    explicit TestAuthority(const std::string& name = "Broadsheet's test authority");
    ~TestAuthority();
    TestAuthority(const TestAuthority&) = delete;
    TestAuthority& operator=(const TestAuthority&) = delete;

    /// The file with its own certificate, for who is to trust it.
    [[nodiscard]] const std::string& ca_file() const { return ca_file_; }

    /// A server with a certificate for that name, valid from now on by that much (negative: it has expired).
    [[nodiscard]] ServerContext server(const std::string& name, std::chrono::hours valid = std::chrono::hours(1)) const;
    /// One that has the name in its subject, and another address where names belong.
    [[nodiscard]] ServerContext server_by_subject(const std::string& name) const;
    /// One that only vouches for itself.
    [[nodiscard]] static ServerContext self_signed(const std::string& name);

private:
    std::shared_ptr<evp_pkey_st> key_;
    std::shared_ptr<x509_st> certificate_;
    std::string ca_file_;
};

}  // namespace broadsheet::tests
