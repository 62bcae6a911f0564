// How the server ends: what it still answers, and whom it lets go.

#include "daemon/http/server.hpp"

#include "tests/http/server_fixture.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace broadsheet::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tests::ServerTest;
using namespace std::chrono_literals;

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

class ServerStopTest : public ServerTest {};

TEST_F(ServerStopTest, AConnectionThatHasJustComeHasTimeForItsRequest) {
    start();
    auto client = connect();
    ASSERT_TRUE(reaches(1));
    auto stopped = on_net_thread([this, &client] {
        auto stopping = begin_stop(60s);
        client.send(get);
        return stopping;
    });
    const std::string answer = client.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    client.finish_sending();
    EXPECT_TRUE(client.at_end());
    stopped.get();
    join();
}

TEST_F(ServerStopTest, AConnectionThatHasJustComeAndSaysNothingHoldsNothingUp) {
    ServerLimits limits;
    limits.write_timeout = 40ms;  // deadlines are looked at often
    start(limits);
    auto client = connect();
    ASSERT_TRUE(reaches(1));
    const auto begun = std::chrono::steady_clock::now();
    begin_stop(60s).get();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
    EXPECT_TRUE(client.at_end());
    join();
}

TEST_F(ServerStopTest, LetsRequestsInFlightFinish) {
    start();
    auto busy = connect();
    auto idle = connect();
    idle.ask(get);
    busy.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    while (waiting == 0) std::this_thread::yield();
    auto stopped = begin_stop(60s);
    EXPECT_TRUE(idle.at_end()) << "idle connections are closed at once";
    release();
    const std::string answer = busy.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    busy.finish_sending();
    stopped.get();
    EXPECT_EQ(connections(), 0U);
    join();
}

TEST_F(ServerStopTest, CutsOffWhatOutlastsTheGrace) {
    testing::internal::CaptureStderr();
    start();
    auto busy = connect();
    busy.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    while (waiting == 0) std::this_thread::yield();
    begin_stop(20ms).get();
    EXPECT_EQ(connections(), 0U);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("connections were cut off"));
    join();
}

TEST_F(ServerStopTest, LetsGoOfAConnectionThatHasJustCome) {
    start();
    std::vector<tests::RawClient> clients;
    std::promise<void> stopped;
    // All that is ready is accepted in one go: the second stands in the queue when the first is served.
    std::function<void()> stop_at_the_first = [&] {
        if (server->connections() == 0) return boost::asio::post(context, stop_at_the_first);
        auto stopping = server->stop(0ms);
        auto done = [&stopped](const std::exception_ptr&) { stopped.set_value(); };
        boost::asio::co_spawn(context, std::move(stopping), std::move(done));
    };
    on_net_thread([&] {
        for (int i = 0; i < 3; ++i) clients.push_back(connect());
        boost::asio::post(context, stop_at_the_first);
    });
    stopped.get_future().get();
    EXPECT_EQ(connections(), 0U);
    join();
}

TEST_F(ServerStopTest, RefusesNewConnections) {
    start();
    const std::string where = address();
    begin_stop(0ms).get();
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_NE(::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    ::close(socket);
    join();
}

}  // namespace
}  // namespace broadsheet::http
