// What clients may not do to the server: be slow, be many, be gone.

#include "daemon/http/server.hpp"

#include "tests/http/server_fixture.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <fstream>
#include <vector>

namespace broadsheet::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::RawClient;
using tests::ServerTest;
using namespace std::chrono_literals;

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

class ServerLimitsTest : public ServerTest {
protected:
    /// Whose place it takes must have waited for a second; until then newcomers are turned away.
    bool lets_a_newcomer_in() {
        const auto give_up = std::chrono::steady_clock::now() + 20s;
        while (std::chrono::steady_clock::now() < give_up)
            if (connect().ask(get).starts_with("HTTP/1.1 200")) return true;
        return false;
    }

    ServerLimits limits;
};

TEST_F(ServerLimitsTest, AHeadThatDripsIsCutAtTheDeadline) {
    limits.header_timeout = 60ms;
    limits.write_timeout = 60ms;
    start(limits);
    auto client = connect();
    client.send("GET / HTTP/1.1\r\nHo");
    const auto begun = std::chrono::steady_clock::now();
    while (client.send("s")) {
        if (std::chrono::steady_clock::now() - begun > 20s) break;
        std::this_thread::yield();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
    EXPECT_TRUE(reaches(0));
}

TEST_F(ServerLimitsTest, AHalfSentHeadIsAnswered408) {
    limits.header_timeout = 30ms;
    start(limits);
    auto client = connect();
    EXPECT_THAT(client.ask("GET / HTTP/1.1\r\nHost: h\r\n"), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_F(ServerLimitsTest, AHalfSentBodyIsAnswered408) {
    limits.body_timeout = 30ms;
    start(limits);
    auto client = connect();
    EXPECT_THAT(client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf"),
                StartsWith("HTTP/1.1 408 "));
}

std::string head_of(const std::string& path, std::size_t size, const std::string& more = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + more +
           "Content-Length: " + std::to_string(size) + "\r\n\r\n";
}

std::string whole(const std::string& path, std::size_t size) {
    return head_of(path, size) + std::string(size, 'x');
}

std::string chunked(const std::string& path, int half_megabytes) {
    auto bytes = "POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < half_megabytes; ++i) bytes += "80000\r\n" + std::string(0x80000, 'x') + "\r\n";
    return bytes + "0\r\n\r\n";
}

TEST_F(ServerLimitsTest, WhoHasLeaveMayBringALargerBodyAndOthersASmallerOne) {
    body_limit = [](const HttpRequest& request) { return request.path == "/in" ? 3UL << 20 : 1'000UL; };
    start();
    EXPECT_THAT(connect().ask(whole("/in", 3 << 20)), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(connect().ask(chunked("/in", 6)), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(connect().ask(head_of("/in", (3 << 20) + 1)), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(connect().ask(chunked("/in", 7)), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(connect().ask(whole("/out", 1'000)), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(connect().ask(head_of("/out", 1'001)), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(connect().ask(chunked("/out", 1)), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerLimitsTest, OnlySoManyLargeBodiesAreReadAtOnce) {
    body_limit = [](const HttpRequest&) { return 3UL << 20; };
    limits.large_bodies = 2;
    start(limits);
    constexpr std::size_t size = 2'000'000;
    const auto careful = head_of("/in", size, "Expect: 100-continue\r\n");
    auto first = connect();
    EXPECT_THAT(first.ask(careful), StartsWith("HTTP/1.1 100 "));
    {
        auto second = connect();
        EXPECT_THAT(second.ask(careful), StartsWith("HTTP/1.1 100 "));
        const auto refusal = connect().ask(careful);
        EXPECT_THAT(refusal, StartsWith("HTTP/1.1 503 "));
        EXPECT_THAT(refusal, HasSubstr("\r\nRetry-After: 10\r\n"));
        EXPECT_THAT(connect().ask(whole("/in", 1'000)), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_TRUE(reaches(1));
    EXPECT_THAT(connect().ask(whole("/in", size)), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(first.ask(std::string(size, 'x')), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerLimitsTest, AConnectionThatSaysNothingIsClosedWithoutAWord) {
    limits.idle_timeout = 30ms;
    start(limits);
    auto silent = connect();
    auto once = connect();
    EXPECT_THAT(once.ask(get), StartsWith("HTTP/1.1 200"));
    EXPECT_TRUE(silent.at_end());
    EXPECT_TRUE(once.at_end());
}

TEST_F(ServerLimitsTest, AReaderThatDoesNotReadIsCutOff) {
    limits.write_timeout = 30ms;
    start(limits);
    auto client = connect(4096);
    client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(reaches(1));
    EXPECT_TRUE(reaches(0));
}

TEST_F(ServerLimitsTest, AHandlerThatTakesTooLongIsCalledOff) {
    testing::internal::CaptureStderr();
    limits.handler_timeout = 30ms;
    start(limits);
    auto client = connect();
    const std::string answer = client.ask("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("\r\nRetry-After: "));
    EXPECT_THAT(client.ask(get), StartsWith("HTTP/1.1 200")) << "the connection is not to blame";
    EXPECT_THAT(client.ask("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 503 "));
    stop(0ms);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("target=/wait"));
}

TEST_F(ServerLimitsTest, AConnectionHasSoManyRequestsAndNoMore) {
    limits.requests_per_connection = 3;
    start(limits);
    auto client = connect();
    client.send(get + get + get + get);
    EXPECT_THAT(client.read_answer(), Not(HasSubstr("Connection: close")));
    EXPECT_THAT(client.read_answer(), Not(HasSubstr("Connection: close")));
    EXPECT_THAT(client.read_answer(), HasSubstr("Connection: close"));
    client.finish_sending();
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerLimitsTest, AThousandConnectionsAndTheNextIsTurnedAwayPolitely) {
    testing::internal::CaptureStderr();
    limits.connections = 1000;
    limits.write_timeout = 1h;  // a busy machine may take long to bring them all
    start(limits);
    std::vector<RawClient> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(connect(4096));
        clients.back().send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");  // under way: not to be closed for a newcomer
    }
    ASSERT_TRUE(reaches(1000)) << connections();
    auto one_more = connect();
    const std::string answer = one_more.read_all();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    EXPECT_THAT(answer, HasSubstr("Retry-After: "));
    clients.pop_back();
    ASSERT_TRUE(reaches(999));
    EXPECT_THAT(connect().ask(get), StartsWith("HTTP/1.1 200")) << "and so is who comes when there is room";
    stop(0ms);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("connections are turned away connections=1000\n"));
}

TEST_F(ServerLimitsTest, ANewcomerTakesThePlaceOfWhoHasIdledLong) {
    limits.connections = 2;
    start(limits);
    auto oldest = connect();
    oldest.ask(get);
    auto busy = connect(4096);
    busy.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(reaches(2));
    EXPECT_TRUE(lets_a_newcomer_in());
    EXPECT_TRUE(oldest.at_end());
}

TEST_F(ServerLimitsTest, ANewcomerTakesThePlaceOfWhoIsLongInSayingWhatItWants) {
    limits.connections = 2;
    start(limits);
    auto slow = connect();
    slow.send("GET / HTTP/1.1\r\n");
    auto busy = connect(4096);
    busy.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(reaches(2));
    EXPECT_TRUE(lets_a_newcomer_in());
    EXPECT_TRUE(slow.at_end());
}

TEST_F(ServerLimitsTest, ResetsOfClientsAreNoNews) {
    testing::internal::CaptureStderr();
    start();
    for (int i = 0; i < 300; ++i) {
        auto client = connect(4096);
        client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        client.reset();
    }
    EXPECT_TRUE(reaches(0));
    EXPECT_THAT(connect().ask(get), StartsWith("HTTP/1.1 200"));
    stop(0ms);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

long cpu_milliseconds() {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/// In a process of its own: lets the server run out of file descriptors while clients wait to be accepted.
int run_out_of_descriptors(const std::string& log_file) {
    ::dup2(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    boost::asio::io_context context(1);
    const auto server = make_server(context.get_executor(), {});
    if (!server->listen("127.0.0.1:0")) return 10;
    auto handler = [](const HttpRequest&) -> awaitable<HttpResponse> {
        co_return HttpResponse(200, "text/plain", "ok");
    };
    server->start(handler);
    context.poll();
    std::vector<RawClient> clients;
    for (int i = 0; i < 8; ++i) clients.emplace_back(server->addresses().front());
    for (auto& client : clients) client.send(get);
    struct rlimit limit {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int next = ::dup(0);
    ::close(next);
    const struct rlimit tight { static_cast<rlim_t>(next), limit.rlim_max };
    ::setrlimit(RLIMIT_NOFILE, &tight);
    const long before = cpu_milliseconds();
    context.run_for(350ms);
    if (cpu_milliseconds() - before > 150) return 11;  // it spins
    if (server->connections() != 0) return 12;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    context.run_for(500ms);
    for (auto& client : clients) {
        if (!client.read_answer().starts_with("HTTP/1.1 200")) return 13;
    }
    return 0;
}

TEST(ServerWithoutDescriptors, WaitsForThemWithoutSpinningAndSaysSoOnce) {
    const std::string log_file = testing::TempDir() + "descriptors-" + std::to_string(::getpid());
    const pid_t child = ::fork();
    if (child == 0) ::_exit(run_out_of_descriptors(log_file));
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    std::ifstream file(log_file);
    std::string log((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    // A sanitizer that cannot open files either may have said so in between.
    const std::string complaint = "cannot accept connections";
    const auto said = log.find(complaint);
    ASSERT_NE(said, std::string::npos) << log;
    EXPECT_EQ(log.find(complaint, said + 1), std::string::npos) << log;
    ::unlink(log_file.c_str());
}

}  // namespace
}  // namespace broadsheet::http
