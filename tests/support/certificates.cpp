#include "tests/support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace broadsheet::tests {

namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

void check(bool done) {
    if (!done) throw std::runtime_error("the test's certificates cannot be made");
}

Key make_key() {
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

void add_extension(X509* certificate, int id, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), X509_EXTENSION_free);
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

struct Subject {
    std::string name;
    bool authority = false;
    std::chrono::hours valid{1};
    std::string alternative{};  ///< empty: its name
};

/// Signed by `issuer`, or by itself where there is none.
Certificate make_certificate(const Subject& subject, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
    static int serial = 0;
    Certificate certificate(X509_new(), X509_free);
    auto* raw = certificate.get();
    X509_set_version(raw, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
    const auto end = std::chrono::duration_cast<std::chrono::seconds>(subject.valid).count();
    X509_gmtime_adj(X509_getm_notBefore(raw), std::min<long>(-3600, 2 * end));
    X509_gmtime_adj(X509_getm_notAfter(raw), end);
    X509_set_pubkey(raw, key);
    auto* name = X509_get_subject_name(raw);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(subject.name.c_str()),
                               -1, -1, 0);
    X509_set_issuer_name(raw, issuer == nullptr ? name : X509_get_subject_name(issuer));
    if (subject.authority) {
        add_extension(raw, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(raw, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        const auto& other = subject.alternative;
        add_extension(raw, NID_subject_alt_name, other.empty() ? "DNS:" + subject.name : other);
    }
    check(X509_sign(raw, issuer_key == nullptr ? key : issuer_key, EVP_sha256()) > 0);
    return certificate;
}

ServerContext make_server(const Key& key, const Certificate& certificate) {
    ServerContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    static constexpr unsigned char id[] = "origin";
    SSL_CTX_set_session_id_context(context.get(), id, sizeof(id));
    check(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
          SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
    return context;
}

std::string write_to_file(X509* certificate) {
    auto path = (std::filesystem::temp_directory_path() / "broadsheet-ca-XXXXXX").string();
    const int descriptor = ::mkstemp(path.data());
    check(descriptor >= 0);
    auto* file = ::fdopen(descriptor, "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    return path;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(make_key()),
      certificate_(make_certificate({name, true}, key_.get(), nullptr, nullptr)),
      ca_file_(write_to_file(certificate_.get())) {}

TestAuthority::~TestAuthority() {
    ::unlink(ca_file_.c_str());
}

ServerContext TestAuthority::server(const std::string& name, std::chrono::hours valid) const {
    const auto key = make_key();
    return make_server(key, make_certificate({name, false, valid}, key.get(), certificate_.get(), key_.get()));
}

ServerContext TestAuthority::server_by_subject(const std::string& name) const {
    const auto key = make_key();
    const Subject subject{name, false, std::chrono::hours(1), "IP:192.0.2.1"};
    return make_server(key, make_certificate(subject, key.get(), certificate_.get(), key_.get()));
}

ServerContext TestAuthority::self_signed(const std::string& name) {
    const auto key = make_key();
    return make_server(key, make_certificate({name, false}, key.get(), nullptr, nullptr));
}

}  // namespace broadsheet::tests
