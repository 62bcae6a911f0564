// Large bodies at once, when there is memory for few.

#include "daemon/base/tasks.hpp"
#include "tests/http/client_fixture.hpp"
#include "tests/http/coded.hpp"

#include <atomic>
#include <optional>
#include <vector>

namespace broadsheet::http {
namespace {

using tests::ok;
using tests::Origin;
using tests::OriginRequest;

std::string numbers(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i * i) + ' ';
    return text;
}

const std::string large = numbers(2UL << 20);

class ClientMemory : public Client {
protected:
    ClientMemory() {
        ClientOptions options;
        options.user_agent = "Broadsheet/test";
        options.body_memory = 512 << 10;
        use(options);
    }

    void begin(const std::string& path, std::optional<Result<FetchResponse>>& result) {
        auto asking = ask(path, result);
        tasks_.spawn("ask", std::move(asking));
    }
    awaitable<void> ask(std::string path, std::optional<Result<FetchResponse>>& result) {
        auto made = request(path);
        made.timeout = std::chrono::seconds(20);
        auto response = co_await client_->send(std::move(made));
        if (response) response->memory.reset();
        result = std::move(response);
    }
    void finish() { tests::run_coroutine(context_, tasks_.join()); }

    TaskGroup tasks_{context_.get_executor()};
};

TEST_F(ClientMemory, LargeBodiesComeToTheirEndInTurn) {
    origin_.on("/plain", ok("", large));
    origin_.on("/gzip", ok("Content-Encoding: gzip\r\n", gzipped(large)));
    std::vector<std::optional<Result<FetchResponse>>> results(8);
    for (std::size_t i = 0; i < results.size(); ++i) begin(i % 2 == 0 ? "/plain" : "/gzip", results[i]);
    finish();
    for (const auto& result : results) {
        ASSERT_TRUE(result && *result) << result->error().detail();
        EXPECT_EQ((*result)->body, large);
    }
}

TEST_F(ClientMemory, SlowBodiesAreEndedForOneThatWaits) {
    std::atomic<bool> served = false;
    std::atomic<unsigned> begun = 0;
    origin_.script("/slow", [&](const OriginRequest&, const Origin::Send& send) {
        const std::string piece(300 << 10, 'x');
        send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + piece);
        ++begun;
        while (!served && send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    origin_.on("/large", ok("", large));
    std::vector<std::optional<Result<FetchResponse>>> slow(3);
    std::optional<Result<FetchResponse>> result;
    for (auto& one : slow) begin("/slow", one);
    while (begun < slow.size()) tests::run_ready(context_);
    tests::run_ready(context_);  // and all that they have sent is read
    begin("/large", result);
    while (!result) context_.run_one();
    served = true;
    finish();
    ASSERT_TRUE(*result) << result->error().detail();
    EXPECT_EQ((*result)->body, large);
    std::size_t ended = 0;
    for (const auto& one : slow)
        ended +=
            one->error().code() == ErrorCode::unavailable && one->error().detail().find("slowly") != std::string::npos;
    EXPECT_GE(ended, 1U);
}

}  // namespace
}  // namespace broadsheet::http
