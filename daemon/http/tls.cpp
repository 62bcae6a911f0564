#include "daemon/http/tls.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <array>
#include <iterator>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

constexpr std::size_t session_bound = 16'384;
constexpr std::array<unsigned char, 9> alpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

/// Where a connection keeps the key of its server; freed with the connection.
int key_index() {
    static const int index = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* key, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<std::string*>(key); });
    return index;
}

/// Where a context keeps its owner. Not as its "app data": Asio thinks that a callback of its own and deletes it.
int owner_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// Where a connection notes that its server wants a certificate.
int request_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int note_request(SSL* connection, X509**, EVP_PKEY**) {
    SSL_set_ex_data(connection, request_index(), connection);
    return 0;  // we have none
}

bool is_address(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> bytes;
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::string mistrust(long verdict, const std::string& host) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED: return "it has expired";
        case X509_V_ERR_CERT_NOT_YET_VALID: return "it is not yet valid (does the clock here go right?)";
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return "it is signed by itself and by nobody known here";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "who signed it is not known here, or the server leaves out a certificate in between";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return "it is not for " + host;
        default: return X509_verify_cert_error_string(verdict);
    }
}

}  // namespace

TlsContext::TlsContext(bool verify, const std::string& ca_file) : context_(ssl::context::tls_client) {
    auto* native = context_.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    if (verify) context_.set_default_verify_paths();  // else every handshake would look for its issuer there
    if (!ca_file.empty()) context_.load_verify_file(ca_file);
    context_.set_verify_mode(verify ? ssl::verify_peer : ssl::verify_none);
    SSL_CTX_set_ex_data(native, owner_index(), this);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(native, on_new_session);
    SSL_CTX_set_client_cert_cb(native, note_request);
}

void TlsContext::prepare(SSL* connection, const std::string& host, const std::string& key) {
    SSL_set_ex_data(connection, key_index(), new std::string(key));
    SSL_set_alpn_protos(connection, alpn.data(), static_cast<unsigned>(alpn.size()));
    if (!is_address(host)) {
        SSL_set_tlsext_host_name(connection, const_cast<char*>(host.c_str()));
        SSL_set1_host(connection, host.c_str());
        // A name stands among those of the certificate, or it is not its name (RFC 9110 §4.3.4).
        SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
    }
    const auto known = by_key_.find(key);
    if (known == by_key_.end() || known->second->bytes.empty()) return;
    const auto& bytes = known->second->bytes;
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    auto* session = d2i_SSL_SESSION(nullptr, &at, static_cast<long>(bytes.size()));
    if (session == nullptr) return;
    SSL_set_session(connection, session);
    SSL_SESSION_free(session);  // the connection has a reference of its own
}

int TlsContext::on_new_session(SSL* connection, SSL_SESSION* session) {
    auto* self = static_cast<TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), owner_index()));
    const auto* key = static_cast<const std::string*>(SSL_get_ex_data(connection, key_index()));
    const int size = i2d_SSL_SESSION(session, nullptr);
    if (key == nullptr || size <= 0) return 0;
    std::string bytes(static_cast<std::size_t>(size), '\0');
    auto* at = reinterpret_cast<unsigned char*>(bytes.data());
    i2d_SSL_SESSION(session, &at);
    self->keep(*key, std::move(bytes));
    return 0;  // no reference is kept
}

void TlsContext::keep(const std::string& key, std::string bytes) {
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
        if (known->second->bytes.empty()) return;
        erase(known->second);
    }
    if (sessions_.size() >= session_bound) erase(sessions_.begin());
    sessions_.push_back({key, std::move(bytes)});
    by_key_.emplace(sessions_.back().key, std::prev(sessions_.end()));
}

void TlsContext::distrust(const std::string& key) {
    if (const auto known = by_key_.find(key); known != by_key_.end()) known->second->bytes.clear();
}

void TlsContext::erase(std::list<Session>::iterator session) {
    by_key_.erase(session->key);
    sessions_.erase(session);
}

bool TlsContext::is_asked_for_certificate(SSL* connection) {
    return SSL_get_ex_data(connection, request_index()) != nullptr;
}

std::string TlsContext::reason(SSL* connection, const std::string& host, const boost::system::error_code& error) {
    const long verdict = SSL_get_verify_result(connection);
    if (verdict != X509_V_OK && SSL_get_verify_mode(connection) != SSL_VERIFY_NONE)
        return "the certificate is not trusted: " + mistrust(verdict, host);
    if (error.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_WRONG_VERSION_NUMBER)
        return "the TLS handshake failed: the server does not speak TLS on this port";
    if (is_asked_for_certificate(connection))
        return "the TLS handshake failed: the server wants a certificate of its client, and there is none here";
    if (error == asio::error::eof || error == ssl::error::stream_truncated)
        return "the TLS handshake failed: the server closed the connection";
    return "the TLS handshake failed: " + error.message();
}

}  // namespace broadsheet::http
