#include "tests/http/client_fixture.hpp"

#include "tests/support/loopback.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace broadsheet::http {
namespace {

using std::chrono::hours;
using tests::and_close;
using tests::and_drop;
using tests::ok;
using tests::Origin;
using tests::ServerContext;
using tests::status;
using tests::TestAuthority;

const TestAuthority& authority() {
    static const TestAuthority made;
    return made;
}

class TlsClient : public Client {
protected:
    TlsClient() : Client(authority().server("localhost"), authority().ca_file()) {}

    Result<FetchResponse> get_from(const Origin& origin) {
        FetchRequest asked(origin.url("/feed"));
        asked.allow_private = true;
        asked.tls_verify = verify_;
        return send(std::move(asked));
    }

    bool verify_ = true;
};

TEST_F(TlsClient, FetchesOverTls) {
    origin_.on("/feed", ok("", "<rss/>"));
    EXPECT_EQ(get("/feed").value().body, "<rss/>");
    EXPECT_EQ(get("/feed").value().body, "<rss/>");
    EXPECT_EQ(origin_.connections(), 1);
}

TEST_F(TlsClient, AnotherRecordIsNotTheNextAnswer) {
    origin_.on("/smuggle", tests::and_in_another_record(ok("", "asked for"), ok("", "forged")));
    origin_.on("/next", ok("", "true"));
    EXPECT_EQ(get("/smuggle").value().body, "asked for");
    EXPECT_EQ(get("/next").value().body, "true");
    EXPECT_EQ(origin_.connections(), 2);
}

TEST_F(TlsClient, SaysWhyItTrustsNobody) {
    const struct {
        ServerContext server;
        const char* reason;
    } cases[] = {{authority().server("localhost", hours(-1)), "has expired"},
                 {authority().server("other.example"), "not for localhost"},
                 {authority().server("*"), "not for localhost"},
                 {authority().server_by_subject("localhost"), "not for localhost"},
                 {TestAuthority::self_signed("localhost"), "signed by itself"},
                 {TestAuthority("Somebody").server("localhost"), "not known here"}};
    for (const auto& [server, reason] : cases) {
        Origin origin(server);
        origin.on("/feed", ok("", "forged"));
        verify_ = true;
        const auto refused = get_from(origin);
        ASSERT_FALSE(refused.has_value()) << reason;
        EXPECT_EQ(refused.error().code(), ErrorCode::unreachable);
        EXPECT_NE(refused.error().detail().find(reason), std::string::npos) << refused.error().detail();
        EXPECT_TRUE(origin.requests().empty());
        verify_ = false;
        EXPECT_EQ(get_from(origin).value().body, "forged");
        verify_ = true;
        EXPECT_FALSE(get_from(origin).has_value()) << "trust is not inherited";
    }
}

TEST_F(TlsClient, SaysSoWhenAServerWantsACertificate) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto server = authority().server("localhost");
        SSL_CTX_set_min_proto_version(server.get(), version);
        SSL_CTX_set_max_proto_version(server.get(), version);
        SSL_CTX_set_verify(server.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        Origin strict(server);
        strict.on("/feed", ok("", "x"));
        const auto refused = get_from(strict);
        ASSERT_FALSE(refused.has_value()) << version;
        EXPECT_NE(refused.error().detail().find("wants a certificate of its client"), std::string::npos)
            << refused.error().detail();
        SSL_CTX_set_verify(server.get(), SSL_VERIFY_PEER, nullptr);
        Origin lenient(server);
        lenient.on("/feed", ok("", "x"));
        EXPECT_EQ(get_from(lenient).value().body, "x") << version;
    }
}

TEST_F(TlsClient, NamesTheHostThatItWants) {
    std::string named;
    const auto server = authority().server("localhost");
    SSL_CTX_set_tlsext_servername_arg(server.get(), &named);
    SSL_CTX_set_tlsext_servername_callback(
        server.get(), +[](SSL* connection, int*, void* into) {
            const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
            if (name != nullptr) *static_cast<std::string*>(into) = name;
            return SSL_TLSEXT_ERR_OK;
        });
    Origin origin(server);
    origin.on("/feed", ok("", "x"));
    EXPECT_TRUE(get_from(origin).has_value());
    EXPECT_EQ(named, "localhost");
}

TEST_F(TlsClient, SpeaksNoOldTls) {
    const auto server = authority().server("localhost");
    SSL_CTX_set_security_level(server.get(), 0);
    SSL_CTX_set_min_proto_version(server.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(server.get(), TLS1_1_VERSION);
    Origin origin(server);
    origin.on("/feed", ok("", "x"));
    verify_ = false;
    EXPECT_EQ(get_from(origin).error().code(), ErrorCode::unreachable);
    EXPECT_TRUE(origin.requests().empty());
}

TEST_F(TlsClient, SaysSoWhenAServerSpeaksNoTls) {
    const auto plain = tests::open_loopback(SOCK_STREAM);
    std::thread server([&plain] {
        const int socket = ::accept(plain.socket, nullptr, nullptr);
        tests::send_all(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        ::shutdown(socket, SHUT_WR);
        std::array<char, 1'024> rest;
        while (::recv(socket, rest.data(), rest.size(), 0) > 0) {
        }
        ::close(socket);
    });
    FetchRequest asked("https://127.0.0.1:" + std::to_string(plain.port) + "/");
    asked.allow_private = true;
    const auto response = send(std::move(asked));
    server.join();
    ::close(plain.socket);
    ASSERT_FALSE(response.has_value());
    EXPECT_NE(response.error().detail().find("does not speak TLS"), std::string::npos) << response.error().detail();
}

TEST_F(TlsClient, ResumesTheSessionOnANewConnection) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto server = authority().server("localhost");
        SSL_CTX_set_min_proto_version(server.get(), version);
        SSL_CTX_set_max_proto_version(server.get(), version);
        Origin origin(server);
        origin.on("/feed", ok("Connection: close\r\n", "x"));
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(get_from(origin).has_value());
        ASSERT_EQ(origin.connections(), 3);
        EXPECT_FALSE(origin.requests()[0].resumed);
        EXPECT_TRUE(origin.requests()[1].resumed) << version;
        EXPECT_TRUE(origin.requests()[2].resumed) << version;
    }
}

/// Says no more to a client that offers a session.
int ignore_sessions(SSL* connection, int*, void*) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    const bool offered = SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_psk, &data, &size) != 0;
    return offered ? SSL_CLIENT_HELLO_RETRY : SSL_CLIENT_HELLO_SUCCESS;
}

TEST_F(TlsClient, ASessionThatAServerDoesNotWantIsOfferedOnce) {
    const auto server = authority().server("localhost");
    SSL_CTX_set_client_hello_cb(server.get(), ignore_sessions, nullptr);
    Origin origin(server);
    origin.on("/feed", ok("Connection: close\r\n", "x"));
    EXPECT_TRUE(get_from(origin).has_value());
    EXPECT_FALSE(get_from(origin).has_value());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(get_from(origin).has_value());
}

TEST_F(TlsClient, AConnectionDroppedWithoutAWordEndsNoBody) {
    origin_.on("/whole", and_drop(ok("", "body")));
    origin_.on("/until", and_close("HTTP/1.1 200 OK\r\n\r\nbody"));
    origin_.on("/cut", and_drop("HTTP/1.1 200 OK\r\n\r\nbo"));
    EXPECT_EQ(get("/whole").value().body, "body");
    EXPECT_EQ(get("/until").value().body, "body");
    EXPECT_EQ(error_of("/cut"), ErrorCode::unreachable);
}

TEST_F(TlsClient, IsLedDownToPlainHttpOnlyWhereNobodyCountsOnTls) {
    Origin plain;
    plain.on("/feed", ok("", "x"));
    origin_.on("/old", status(307, "Location: " + plain.url("/feed") + "\r\n"));
    const auto refused = get("/old");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::refused);
    EXPECT_THAT(refused.error().detail(),
                testing::HasSubstr(" → " + plain.url("/feed") + ": followed only with tls_verify"));
    EXPECT_EQ(plain.connections(), 0);

    auto lenient = request("/old");
    lenient.tls_verify = false;
    EXPECT_EQ(send(std::move(lenient)).value().url, plain.url("/feed"));

    auto post = request("/old");
    post.method = "POST";
    post.tls_verify = false;
    post.body = "hub.secret=s";
    EXPECT_EQ(send(std::move(post)).error().code(), ErrorCode::refused);
    EXPECT_EQ(plain.connections(), 1);
}

TEST_F(TlsClient, ReadsALargeBody) {
    const std::string body(3'000'000, 'x');
    origin_.on("/feed", ok("", body));
    EXPECT_EQ(get("/feed").value().body, body);
}

TEST_F(TlsClient, AHandshakeThatDoesNotEndCostsTheTimeToConnect) {
    Origin silent;  // waits for a request in plain HTTP
    FetchRequest asked("https://localhost:" + std::to_string(silent.port()) + "/");
    asked.allow_private = true;
    asked.connect_timeout = std::chrono::seconds(1);
    const auto response = send(std::move(asked));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code(), ErrorCode::unreachable);
    EXPECT_NE(response.error().detail().find("localhost"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet::http
