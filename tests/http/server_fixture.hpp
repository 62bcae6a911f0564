#pragma once
// A server on a port of the kernel's choice, its context run by a thread of its own.

#include "daemon/base/awaiting.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/server.hpp"
#include "tests/http/raw_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>

#include <future>
#include <thread>

namespace broadsheet::http::tests {

class ServerTest : public testing::Test {
protected:
    ~ServerTest() override {
        if (thread_.joinable()) stop(std::chrono::milliseconds(0));
    }

    void start(ServerLimits limits = {}, const std::string& address = "127.0.0.1:0") {
        server = make_server(context.get_executor(), limits);
        const auto listening = server->listen(address);
        ASSERT_TRUE(listening) << listening.error().detail();
        start_listening();
    }

    /// With a server that listens already.
    void start_listening() {
        auto handler = [this](const HttpRequest& request) { return answer(request); };
        server->start(handler, body_limit);
        thread_ = std::thread([this] { context.run(); });
    }

    /// Begins to stop; the future is ready when the server is quiet.
    std::future<void> begin_stop(std::chrono::milliseconds grace) {
        return boost::asio::co_spawn(context, server->stop(grace), boost::asio::use_future);
    }

    void stop(std::chrono::milliseconds grace) {
        begin_stop(grace).get();
        join();
    }

    void join() {
        work_.reset();
        thread_.join();
    }

    /// Runs something on the server's thread.
    template <class Function>
    auto on_net_thread(Function function) {
        std::packaged_task<std::invoke_result_t<Function>()> job(std::move(function));
        return boost::asio::post(context, std::move(job)).get();
    }

    std::size_t connections() {
        return on_net_thread([this] { return server->connections(); });
    }

    /// Waits until the server has so many connections. Looks now and then: on a busy machine the server would do little
    /// but tell, and it may take long.
    bool reaches(std::size_t wanted) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(5);
        while (connections() != wanted) {
            if (std::chrono::steady_clock::now() > give_up) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    std::string address() { return server->addresses().front(); }
    RawClient connect(int receive_buffer = 0) { return RawClient(address(), receive_buffer); }

    /// Echoes; "/throw" throws, "/wait" waits for release(), "/large" has a large body.
    awaitable<HttpResponse> answer(const HttpRequest& request) {
        if (request.path == "/throw") throw std::runtime_error("the handler fell over");
        if (request.path == "/wait") {
            ++waiting;
            co_await held.async_wait(as_values);
            if (!released) throw std::runtime_error("called off");
        }
        if (request.path == "/large") {
            HttpResponse response;
            if (!large) large = std::make_shared<const std::string>(large_size, 'x');
            response.body = large;
            co_return response;
        }
        co_return HttpResponse(200, "text/plain",
                               request.method + ' ' + request.path + ' ' + request.peer + ' ' + request.body);
    }

    void release() {
        on_net_thread([this] {
            released = true;
            held.cancel();
        });
    }

    static constexpr std::size_t large_size = 32 * 1024 * 1024;

    boost::asio::io_context context{1};
    boost::asio::steady_timer held{context, boost::asio::steady_timer::time_point::max()};
    std::shared_ptr<const std::string> large;
    std::atomic<int> waiting = 0;
    bool released = false;
    BodyLimit body_limit;
    std::unique_ptr<Server> server;

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context.get_executor()};
    std::thread thread_;
};

}  // namespace broadsheet::http::tests
