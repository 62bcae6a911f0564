#include "daemon/http/server.hpp"

#include "daemon/base/metrics.hpp"
#include "tests/http/server_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace broadsheet::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;
using tests::ServerTest;
using namespace std::chrono_literals;

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTest, AnswersOverAConnectionThatStays) {
    start();
    auto client = connect();
    for (int i = 0; i < 3; ++i) {
        const std::string answer = client.ask(get);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
        EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain\r\n"));
        EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 17\r\n"));
        EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
        EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a 127.0.0.1 "));
    }
    EXPECT_EQ(connections(), 1U);
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
    start();
    auto client = connect();
    EXPECT_THAT(client.ask("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                HasSubstr("Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, OldClientsCloseUnlessTheyAskOtherwise) {
    start();
    auto client = connect();
    EXPECT_THAT(client.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
                HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_THAT(client.ask("GET /a HTTP/1.0\r\n\r\n"), HasSubstr("Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
    start();
    auto client = connect();
    const std::string answer = client.ask("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 18\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
    EXPECT_THAT(client.ask(get), StartsWith("HTTP/1.1 200")) << "nothing of a body came between";
}

TEST_F(ServerTest, RefusesHeadWithoutABody) {
    start();
    for (const std::string& request :
         {std::string("HEAD / HTTP/1.1\r\n\r\n"), std::string("HEAD / HTTP/3.0\r\n\r\n"),
          "HEAD /" + std::string(9000, 'a'), "HEAD /" + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n"}) {
        auto client = connect();
        client.send(request);
        client.finish_sending();
        const std::string refusal = client.read_all();
        EXPECT_THAT(refusal, MatchesRegex("HTTP/1.1 (400|505|414) (.|\r|\n)*"));
        EXPECT_THAT(refusal, EndsWith("\r\n\r\n"));
    }
}

TEST_F(ServerTest, CountsTheBodiesThatItSends) {
    Metrics metrics("test");
    server = make_server(context.get_executor(), {}, &metrics);
    ASSERT_TRUE(server->listen("127.0.0.1:0"));
    start_listening();
    auto client = connect();
    client.ask("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
    client.ask(get);
    auto gone = connect(4096);
    gone.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(reaches(2));
    gone.close();
    ASSERT_TRUE(reaches(1)) << "which took none of it whole";
    stop(0ms);
    EXPECT_THAT(metrics.render(), HasSubstr("\nbroadsheet_http_body_bytes_total 17\n"));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    auto client = connect();
    std::string requests;
    for (int i = 0; i < 500; ++i) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    ASSERT_TRUE(client.send(requests));
    for (int i = 0; i < 500; ++i) {
        ASSERT_THAT(client.read_answer(), EndsWith("GET /" + std::to_string(i) + " 127.0.0.1 "));
    }
}

TEST_F(ServerTest, ABadRequestAfterGoodOnesCostsOnlyItself) {
    start();
    auto client = connect();
    ASSERT_TRUE(client.send(get + get + "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n" + get));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200"));
    const std::string refusal = client.read_answer();
    EXPECT_THAT(refusal, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(refusal, HasSubstr("application/problem+json"));
    EXPECT_THAT(refusal, HasSubstr("Connection: close"));
    client.finish_sending();
    EXPECT_TRUE(client.at_end()) << "what came after it is not read as a request";
}

TEST_F(ServerTest, ReadsARequestByteByByte) {
    start();
    auto client = connect();
    const std::string request = "POST /p?q=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    for (const char byte : request) ASSERT_TRUE(client.send(std::string(1, byte)));
    EXPECT_THAT(client.read_answer(), EndsWith("POST /p 127.0.0.1 hello"));
}

TEST_F(ServerTest, TellsTheClientToSendTheBodyItAnnounced) {
    start();
    auto client = connect();
    client.send("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(client.ask("hello"), EndsWith("POST /p 127.0.0.1 hello"));
}

TEST_F(ServerTest, RefusesALargeBodyBeforeItIsSent) {
    start();
    auto client = connect();
    const std::string answer =
        client.ask("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, ARefusalReachesAClientThatIsStillSending) {
    start();
    auto client = connect();
    client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n" + std::string(100'000, 'x'));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, AHandlerThatThrowsIsA500AndTheConnectionLives) {
    testing::internal::CaptureStderr();
    start();
    auto client = connect();
    const std::string answer = client.ask("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(client.ask(get), StartsWith("HTTP/1.1 200"));
    stop(0ms);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("the handler fell over"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("fell over"))) << "what went wrong inside is not the client's business";
}

TEST_F(ServerTest, SendsALargeBodyWhole) {
    start();
    auto client = connect();
    const std::string answer = client.ask("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, large_size);
    EXPECT_THAT(client.ask(get), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, ServesAClientThatHasShutItsSide) {
    start();
    auto client = connect();
    client.send(get + get);
    client.finish_sending();
    const std::string all = client.read_all();
    EXPECT_THAT(all, MatchesRegex("HTTP/1.1 200(.|\r|\n)*HTTP/1.1 200(.|\r|\n)*"));
}

TEST_F(ServerTest, ListensOnIpv6) {
    start({}, "[::1]:0");
    EXPECT_THAT(address(), MatchesRegex("\\[::1\\]:[0-9]+"));
    EXPECT_THAT(connect().ask(get), EndsWith("GET /a ::1 "));
}

TEST_F(ServerTest, ListensOnAUnixSocketAndRemovesItAfterwards) {
    const std::string path = testing::TempDir() + "http-" + std::to_string(::getpid()) + ".sock";
    start({}, "unix:" + path);
    EXPECT_THAT(connect().ask(get), EndsWith("GET /a unix "));
    stop(0ms);
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ServerTest, TakesOverThePathOfADeadServerAndNotOfALivingOne) {
    const std::string path = testing::TempDir() + "stale-" + std::to_string(::getpid()) + ".sock";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path.c_str(), sizeof(name.sun_path) - 1);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    ::close(dead);
    start({}, "unix:" + path);
    EXPECT_THAT(connect().ask(get), StartsWith("HTTP/1.1 200"));
    const auto second = make_server(context.get_executor(), {});
    const auto listening = second->listen("unix:" + path);
    ASSERT_FALSE(listening);
    EXPECT_THAT(listening.error().detail(), HasSubstr("in use"));
}

TEST_F(ServerTest, AdoptsASocketOfTheServiceManager) {
    const int passed = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(passed, reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    server = make_server(context.get_executor(), {});
    EXPECT_FALSE(server->adopt(passed)) << "it does not listen yet";
    ASSERT_EQ(::listen(passed, 8), 0);
    ASSERT_TRUE(server->adopt(passed));
    start_listening();
    EXPECT_THAT(connect().ask(get), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, SaysWhatIsWrongWithAnAddress) {
    start();
    const auto second = make_server(context.get_executor(), {});
    const auto taken = second->listen(address());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(taken.error().detail(), HasSubstr(address()));
    for (const char* address : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "::1:80",
                                "[127.0.0.1]:80", "example.org:80", "unix:", "127.0.0.1:80 "}) {
        const auto bad = second->listen(address);
        ASSERT_FALSE(bad) << address;
        EXPECT_EQ(bad.error().code(), ErrorCode::invalid) << address;
    }
    EXPECT_TRUE(second->addresses().empty());
}

}  // namespace
}  // namespace broadsheet::http
