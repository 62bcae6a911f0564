// What a request costs the server: CPU time of its thread, a document from memory, a connection that stays.
// `bench_serve PORT FILE` serves FILE at every path instead, for a load generator to compare with other servers.
#include "daemon/http/respond.hpp"
#include "daemon/http/server.hpp"
#include "tests/http/raw_client.hpp"

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_future.hpp>

#include <pthread.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace broadsheet;

/// A server of one document.
class Origin {
public:
    explicit Origin(std::string text)
        : body_(http::make_cached_body(std::move(text), "application/atom+xml; charset=utf-8",
                                       std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                       "public, max-age=600")) {
        http::ServerLimits limits;
        limits.requests_per_connection = std::numeric_limits<std::size_t>::max();
        server = http::make_server(context.get_executor(), limits);
    }

    void start(const std::string& address) {
        server->listen(address).value();
        auto handler = [this](const http::HttpRequest& request) { return answer(request); };
        server->start(handler);
    }

    boost::asio::io_context context{1};
    std::unique_ptr<http::Server> server;

private:
    awaitable<http::HttpResponse> answer(const http::HttpRequest& request) const {
        co_return http::respond(request, *body_);
    }

    std::shared_ptr<const http::CachedBody> body_;
};

std::string atom_document() {
    std::string text = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n";
    for (int i = 0; text.size() < 61'000; ++i) {
        const std::string number = std::to_string(i * 7919 % 10007);
        text += "<entry><id>urn:x:" + number + "</id><title>Headline " + number +
                "</title><updated>2023-11-14T22:" + std::to_string(10 + i % 50) + ":20Z</updated><summary>What " +
                number + " came to.</summary></entry>\n";
    }
    return text + "</feed>\n";
}

double cpu_seconds(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void serve(benchmark::State& state, const std::string& fields) {
    Origin origin(atom_document());
    origin.start("127.0.0.1:0");
    std::thread thread([&origin] { origin.context.run(); });
    clockid_t clock{};
    ::pthread_getcpuclockid(thread.native_handle(), &clock);
    http::tests::RawClient client(origin.server->addresses().front());
    const std::string plain = "GET /feed.atom HTTP/1.1\r\nHost: example.org\r\n";
    const std::string head = client.ask(plain + "\r\n");
    const std::size_t etag = head.find("ETag: ");
    std::string request = plain + fields + "\r\n";
    if (const std::size_t mark = request.find("ETAG"); mark != std::string::npos) {
        request.replace(mark, 4, head, etag + 6, head.find("\r\n", etag) - etag - 6);
    }
    const double before = cpu_seconds(clock);
    for (auto _ : state) benchmark::DoNotOptimize(client.ask(request));
    state.counters["server_cpu"] = benchmark::Counter(cpu_seconds(clock) - before, benchmark::Counter::kAvgIterations);
    client.close();
    boost::asio::co_spawn(origin.context, origin.server->stop(std::chrono::seconds(1)), boost::asio::use_future).get();
    thread.join();
}

BENCHMARK_CAPTURE(serve, plain, "");
BENCHMARK_CAPTURE(serve, gzip, "Accept-Encoding: gzip\r\n");
BENCHMARK_CAPTURE(serve, not_modified, "Accept-Encoding: gzip\r\nIf-None-Match: ETAG\r\n");

int serve_file(const std::string& port, const char* path) {
    std::ifstream file(path, std::ios::binary);
    Origin origin(std::string(std::istreambuf_iterator<char>(file), {}));
    origin.start("127.0.0.1:" + port);
    boost::asio::signal_set signals(origin.context, SIGTERM, SIGINT);
    auto stop = [&origin](const boost::system::error_code&, int) {
        boost::asio::co_spawn(origin.context, origin.server->stop(std::chrono::seconds(1)), boost::asio::detached);
    };
    signals.async_wait(stop);
    origin.context.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && argv[1][0] != '-') return serve_file(argv[1], argv[2]);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
