#pragma once
// TLS towards foreign servers: contexts, sessions kept for resumption, and reasons in words. Net thread only.

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <openssl/ssl.h>

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace broadsheet::http {

/// A client context that verifies (or not), with the sessions of its servers.
class TlsContext {
public:
    /// `ca_file`: trusted beside the system's certificates; may be empty. Throws when it cannot be read.
    TlsContext(bool verify, const std::string& ca_file);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    [[nodiscard]] boost::asio::ssl::context& context() { return context_; }

    /// Names the server to the connection (SNI, verification of the name, ALPN) and offers the session of the last
    /// time under that key.
    void prepare(SSL* connection, const std::string& host, const std::string& key);

    /// A handshake has failed: where a session was offered under that key, none is any more. Some servers end a
    /// handshake for it, without a word.
    void distrust(const std::string& key);

    /// Has the server asked for a certificate of ours? There is none: it may end the connection for that, with TLS 1.3
    /// only when the handshake is over here.
    [[nodiscard]] static bool is_asked_for_certificate(SSL* connection);

    /// Why a handshake failed, in words for an admin.
    [[nodiscard]] static std::string reason(SSL* connection, const std::string& host,
                                            const boost::system::error_code& error);

private:
    /// As it is written down (i2d_SSL_SESSION): with the certificates that belong to it, one takes ten times as much.
    struct Session {
        std::string key;
        std::string bytes;  ///< empty: its server wants none
    };

    static int on_new_session(SSL* connection, SSL_SESSION* session);
    void keep(const std::string& key, std::string bytes);
    void erase(std::list<Session>::iterator session);

    boost::asio::ssl::context context_;
    std::list<Session> sessions_;  // the oldest first
    std::unordered_map<std::string_view, std::list<Session>::iterator> by_key_;
};

}  // namespace broadsheet::http
