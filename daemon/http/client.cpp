#include "daemon/http/client.hpp"

#include "daemon/http/byte_stream.hpp"
#include "daemon/http/connection_pool.hpp"
#include "daemon/http/decompress.hpp"
#include "daemon/http/response_codec.hpp"
#include "daemon/http/web_address.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;

namespace {

using Stream = std::unique_ptr<ByteStream>;
using Reader = std::unique_ptr<ResponseReader>;

/// The work's outcome, or `late` when it has none at `when`: whatever it waits for is then cancelled.
template <class T>
awaitable<Result<T>> before(Clock& clock, SteadyTime when, awaitable<Result<T>> work, Error late) {
    using asio::experimental::awaitable_operators::operator||;
    auto first = co_await (std::move(work) || clock.sleep_until(when));
    if (first.index() == 0) co_return std::move(std::get<0>(first));
    if (!std::get<1>(first)) co_return std::get<1>(first).error();
    co_return late;
}

bool is_redirect(unsigned status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Target target_of(const WebAddress& address, const FetchRequest& request) {
    Target target;
    target.host = address.host;
    target.port = address.port;
    target.tls = address.tls;
    target.tls_verify = request.tls_verify;
    target.allow_private = request.allow_private;
    return target;
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

std::string head_of(const FetchRequest& request, const WebAddress& address, const std::string& user_agent) {
    std::string head;
    head.reserve(512);
    head.append(request.method).append(" ").append(address.target).append(" HTTP/1.1\r\n");
    append_field(head, "Host", address.authority);
    append_field(head, "User-Agent", user_agent);
    for (const auto& [name, value] : request.headers) append_field(head, name, value);
    append_field(head, "Accept-Encoding", accepted_codings);
    if (!request.body.empty() || request.method == "POST")
        append_field(head, "Content-Length", std::to_string(request.body.size()));
    head += "\r\n";
    return head + request.body;
}

/// A line break in a field would be a second field.
bool has_line_break(const FetchRequest& request) {
    const auto breaks = [](std::string_view text) {
        return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    };
    return breaks(request.method) ||
           std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const auto& field) { return breaks(field.first) || breaks(field.second); });
}

/// Makes the request the one that a redirect asks for (RFC 9110 §15.4).
void follow(FetchRequest& request, unsigned status, const WebAddress& from, const WebAddress& to) {
    if (status == 303 || (status <= 302 && request.method == "POST")) {
        request.method = "GET";
        request.body.clear();
        request.headers.remove("Content-Type");
    }
    if (from.origin() != to.origin())
        for (const auto& name : request.private_fields) request.headers.remove(name);
}

class RealClient final : public HttpClient {
public:
    RealClient(asio::any_io_executor executor, Clock& clock, ClientOptions options)
        : clock_(clock),
          options_(std::move(options)),
          resolver_(make_resolver(executor, clock, options_.nameservers)),
          connector_(make_connector(executor, clock, *resolver_, options_.ca_file)),
          pool_(options_.idle_connections, options_.idle_timeout) {}

    awaitable<Result<FetchResponse>> send(FetchRequest request) override {
        if (has_line_break(request))
            co_return fail(ErrorCode::invalid, "a header field of the request has a line break in it");
        const auto started = clock_.steady();
        auto late =
            fail(ErrorCode::timeout, "no whole answer within " + std::to_string(request.timeout.count()) + " seconds");
        const auto deadline = started + request.timeout;
        auto work = fetch(std::move(request));
        auto response = co_await before(clock_, deadline, std::move(work), std::move(late));
        if (response) response->elapsed = clock_.steady() - started;
        co_return response;
    }

private:
    awaitable<Result<FetchResponse>> fetch(FetchRequest request) {
        auto address = parse_web_address(request.url);
        if (!address) co_return address.error();
        std::vector<Redirect> redirects;
        for (;;) {
            auto response = co_await hop(request, *address);
            if (!response) co_return response.error();
            response->url = address->url;
            response->redirects = redirects;
            if (!is_redirect(response->status)) co_return response;
            auto next = redirect_target(*address, response->headers.get("Location"));
            if (!next) co_return next.error();
            redirects.push_back({response->status, address->url, next->url});
            if (redirects.size() > request.max_redirects)
                co_return fail(ErrorCode::refused, request.url + " redirects more than " +
                                                       std::to_string(request.max_redirects) + " times, last to " +
                                                       next->url);
            follow(request, response->status, *address, *next);
            address = std::move(next);
        }
    }

    /// One request to one server. A connection that was kept open may have been closed at the other end just now: one
    /// that breaks before it has brought a byte is replaced by a fresh one, once.
    awaitable<Result<FetchResponse>> hop(const FetchRequest& request, const WebAddress& address) {
        const auto target = target_of(address, request);
        const auto key = target.key();
        const auto head = head_of(request, address, options_.user_agent);
        if (auto kept = pool_.take(key, clock_.steady())) {
            auto reader = std::make_unique<ResponseReader>(request.max_size);
            auto answered = co_await exchange(*kept, *reader, head);
            if (answered || reader->begun() || answered.error().code() != ErrorCode::unreachable ||
                request.method != "GET")
                co_return finish(std::move(kept), *reader, key, answered);
        }
        auto late = fail(ErrorCode::timeout, address.host + " accepts no connection within " +
                                                 std::to_string(request.connect_timeout.count()) + " seconds");
        const auto deadline = clock_.steady() + request.connect_timeout;
        auto connecting = connector_->connect(target);
        auto stream = co_await before(clock_, deadline, std::move(connecting), std::move(late));
        if (!stream) co_return stream.error();
        auto reader = std::make_unique<ResponseReader>(request.max_size);
        auto answered = co_await exchange(**stream, *reader, head);
        co_return finish(std::move(*stream), *reader, key, answered);
    }

    static awaitable<Result<void>> exchange(ByteStream& stream, ResponseReader& reader, const std::string& head) {
        auto written = co_await stream.write(head);
        if (!written) co_return written.error();
        for (;;) {
            const auto size = co_await stream.read_some(reader.room());
            if (!size) co_return size.error();
            const auto progress = *size == 0 ? reader.ended() : reader.filled(*size);
            if (progress == ResponseReader::Progress::failed) co_return reader.fault();
            if (progress == ResponseReader::Progress::complete) co_return Result<void>();
        }
    }

    Result<FetchResponse> finish(Stream stream, ResponseReader& reader, const std::string& key,
                                 const Result<void>& answered) {
        if (!answered) return answered.error();
        if (reader.keep_alive()) pool_.give(key, std::move(stream), clock_.steady());
        FetchResponse response;
        response.status = reader.status();
        response.headers = reader.headers();
        response.body = std::move(reader.body());
        response.wire_bytes = reader.wire_bytes();
        return response;
    }

    Clock& clock_;
    ClientOptions options_;
    std::unique_ptr<Resolver> resolver_;
    std::unique_ptr<Connector> connector_;
    ConnectionPool pool_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, Clock& clock, ClientOptions options) {
    return std::make_unique<RealClient>(std::move(executor), clock, std::move(options));
}

}  // namespace broadsheet::http
