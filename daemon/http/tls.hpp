#pragma once
// TLS towards foreign servers: contexts, sessions kept for resumption, and reasons in words. Net thread only. Seen by
// byte_stream.cpp alone.

#include <boost/asio/ssl/context.hpp>

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <unordered_map>

namespace broadsheet::http {

/// A client context that verifies (or not), with the sessions of its servers.
class TlsContext {
public:
    TlsContext(bool verify, const std::string& ca_file);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    [[nodiscard]] boost::asio::ssl::context& context() { return context_; }
    [[nodiscard]] bool verifies() const { return verify_; }

    /// Names the server to it (SNI, host name verification) and offers the session of the last time.
    void prepare(SSL* connection, const std::string& host, const std::string& key);

    /// Why a handshake failed, in words for an admin.
    [[nodiscard]] static std::string reason(SSL* connection, const std::string& error);

private:
    struct FreeSession {
        void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
    };
    using Session = std::unique_ptr<SSL_SESSION, FreeSession>;

    static int on_new_session(SSL* connection, SSL_SESSION* session);

    boost::asio::ssl::context context_;
    bool verify_;
    std::unordered_map<std::string, Session> sessions_;
};

}  // namespace broadsheet::http
