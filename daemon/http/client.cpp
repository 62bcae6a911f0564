#include "daemon/http/client.hpp"

#include "daemon/base/turns.hpp"
#include "daemon/http/body_memory.hpp"
#include "daemon/http/connection_pool.hpp"
#include "daemon/http/connector.hpp"
#include "daemon/http/deadlines.hpp"
#include "daemon/http/outgoing.hpp"
#include "daemon/http/response_codec.hpp"
#include "daemon/http/time_limit.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;

namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr std::size_t body_step = 256UL * 1024;  // that a body asks for, each time that it is full
constexpr unsigned request_timeout = 408;

Target target_of(const WebAddress& address, const FetchRequest& request) {
    Target target;
    target.host = address.host;
    target.port = address.port;
    target.tls = address.tls;
    target.tls_verify = request.tls_verify;
    target.allow_private = request.allow_private || address.host == request.trusted_host;
    return target;
}

std::string listed(const std::vector<Redirect>& redirects) {
    auto list = redirects.front().from;
    for (const auto& redirect : redirects) list += " → " + redirect.to;
    return list;
}

Error on_the_way(const Error& error, const std::vector<Redirect>& redirects) {
    if (redirects.empty()) return error;
    return fail(error.code(), error.detail() + ", redirected " + listed(redirects));
}

/// May the last one be followed? Out of TLS only where nobody counts on it, and never with what is meant for a server
/// behind it. A POST may be sent back to where it came from, as a GET.
Result<void> judge_chain(const std::vector<Redirect>& redirects, const FetchRequest& request) {
    const std::string& from = redirects.back().from;
    const std::string& to = redirects.back().to;
    if (from.starts_with("https:") && !to.starts_with("https:") && (request.method != "GET" || request.tls_verify)) {
        return fail(ErrorCode::refused, "it redirects from https to http, " + listed(redirects) +
                                            (request.method == "GET" ? ": followed only with tls_verify = false" : ""));
    }
    const auto leaves = [&to](const Redirect& hop) { return hop.from == to; };
    if (request.method == "GET" && std::any_of(redirects.begin(), redirects.end(), leaves))
        return fail(ErrorCode::refused, "it redirects in a circle, " + listed(redirects));
    if (redirects.size() > request.max_redirects)
        return fail(ErrorCode::refused,
                    "more than " + std::to_string(request.max_redirects) + " redirects, " + listed(redirects));
    return {};
}

class RealClient final : public HttpClient {
public:
    RealClient(asio::any_io_executor executor, Clock& clock, ClientOptions options)
        : clock_(clock),
          options_(std::move(options)),
          resolver_(make_resolver(executor, clock, options_.nameservers)),
          connector_(make_connector(executor, clock, *resolver_, options_.ca_file)),
          deadlines_(executor, clock),
          turns_(executor),
          memory_(clock, options_.body_memory),
          pool_(options_.idle_connections, options_.idle_timeout),
          sweeps_(std::move(executor)) {}
    ~RealClient() override { sweeps_.cancel(); }
    RealClient(const RealClient&) = delete;
    RealClient& operator=(const RealClient&) = delete;

    awaitable<Result<FetchResponse>> send(FetchRequest request) override {
        if (const auto sound = check_request(request); !sound) co_return sound.error();
        auto address = parse_web_address(request.url);
        if (!address) co_return address.error();
        std::vector<Redirect> redirects;
        std::chrono::milliseconds spent{0};
        // What is no GET is not sent twice, and so not where it may have to be.
        for (bool may_reuse = request.method == "GET";;) {
            auto answered = co_await timed_hop(request, *address, may_reuse, spent);
            if (!answered) co_return on_the_way(answered.error(), redirects);
            if (!*answered) {
                const auto admitted = co_await admit(request, address->url);
                if (!admitted) co_return on_the_way(admitted.error(), redirects);
                may_reuse = false;
                continue;
            }
            auto response = std::move(**answered);
            if (!options_.instance.empty() && response.headers.get(instance_field) == options_.instance) {
                const auto own = fail(ErrorCode::refused, address->url + " is an address of this daemon itself");
                co_return on_the_way(own, redirects);
            }
            if (!is_redirect(response.status)) {
                response.url = std::move(address->url);
                response.redirects = std::move(redirects);
                response.elapsed = spent;
                co_return response;
            }
            auto next = redirect_of(*address, response.headers);
            if (!next) co_return next.error();
            redirects.push_back({response.status, address->url, next->url});
            if (const auto allowed = judge_chain(redirects, request); !allowed) co_return allowed.error();
            const auto admitted = co_await admit(request, next->url);
            if (!admitted) co_return on_the_way(admitted.error(), redirects);
            follow(request, response.status, *address, *next);
            address = std::move(next);
            may_reuse = request.method == "GET";
        }
    }

    void forget_connections() override { pool_.clear(); }

    void close() override {
        sweeps_.cancel();
        pool_.clear();
        resolver_->close();
    }

private:
    static awaitable<Result<void>> admit(const FetchRequest& request, std::string url) {
        if (!request.gate) co_return Result<void>();
        auto admitted = co_await request.gate(std::move(url));
        co_return admitted;
    }

    /// None: a connection that had been kept open was given up at its other end before the request came there.
    using Answer = std::optional<FetchResponse>;

    /// A hop within what is left of the request's time.
    awaitable<Result<Answer>> timed_hop(const FetchRequest& request, const WebAddress& address, bool may_reuse,
                                        std::chrono::milliseconds& spent) {
        const auto started = clock_.steady();
        TimeLimit limit(deadlines_, started, request.timeout, spent);
        auto work = hop(request, address, may_reuse, limit);
        auto answered = co_await limit.deadline().hold(std::move(work));
        spent += clock_.steady() - started - limit.paused();
        if (!answered && answered.error().code() == ErrorCode::cancelled && limit.passed()) co_return limit.late();
        co_return answered;
    }

    /// One request to one server.
    awaitable<Result<Answer>> hop(const FetchRequest& request, const WebAddress& address, bool may_reuse,
                                  TimeLimit& limit) {
        auto target = target_of(address, request);
        if (!request.proxy.empty() && !bypasses_proxy(address.host, request.no_proxy)) {
            auto proxy = parse_proxy(request.proxy);
            if (!proxy) co_return proxy.error();
            target.proxy = std::move(*proxy);
        }
        const auto bytes = request_bytes(request, address, fields_for(target));
        const auto key = target.key();
        const auto relay = target.is_relayed() ? target.proxy : std::nullopt;
        ResponseReader reader(request.max_size);
        std::shared_ptr<BodyMemory::Share> memory;
        if (auto kept = may_reuse ? pool_.take(key, clock_.steady()) : nullptr) {
            const auto answered = co_await exchange(*kept, request, bytes, reader, memory, limit);
            if (broke_unused(reader, answered)) co_return Answer();
            if (!answered) co_return answered.error();
            co_return told_by(relay, finish(std::move(kept), reader, key, std::move(memory)));
        }
        const auto to = target.proxy ? target.host + " over " + target.proxy->name() : target.host;
        limit.begin_connecting(to, clock_.steady(), request.connect_timeout);
        auto stream = co_await connector_->connect(std::move(target));
        if (!stream) co_return stream.error();
        limit.connected();
        const auto answered = co_await exchange(**stream, request, bytes, reader, memory, limit);
        if (!answered) co_return answered.error();
        co_return told_by(relay, finish(std::move(*stream), reader, key, std::move(memory)));
    }

    /// A relay that asks who we are has not asked the server.
    static Result<Answer> told_by(const std::optional<Proxy>& relay, FetchResponse response) {
        if (relay && response.status == Proxy::asks_who_we_are) return relay->does_not_know_us();
        return Answer(std::move(response));
    }

    /// Was a kept connection given up by the server before it saw this request? It may say so (RFC 9110 §15.5.9).
    static bool broke_unused(const ResponseReader& reader, const Result<void>& answered) {
        if (answered) return reader.status() == request_timeout;
        return !reader.begun() && answered.error().code() == ErrorCode::unreachable;
    }

    [[nodiscard]] OutgoingFields fields_for(const Target& target) const {
        OutgoingFields ours;
        ours.user_agent = options_.user_agent;
        ours.relayed = target.is_relayed();
        if (ours.relayed) ours.proxy_authorization = target.proxy->authorization();
        return ours;
    }

    awaitable<Result<void>> exchange(ByteStream& stream, const FetchRequest& request, const std::string& bytes,
                                     ResponseReader& reader, std::shared_ptr<BodyMemory::Share>& memory,
                                     TimeLimit& limit) {
        reader.limit(BodyMemory::free_size);
        co_await turns_.take();
        if (request.sent) request.sent();
        auto written = co_await stream.write(bytes);
        if (!written) co_return written.error();
        for (;;) {
            const auto size = co_await stream.read_some(reader.room());
            if (size && !reader.is_settled()) co_await turns_.take();
            if (size && *size > 0 && !reader.begun() && request.heard) request.heard();
            const bool enough = reader.is_settled() && limit.passed();
            if (!size && size.error().code() == ErrorCode::cancelled && !enough) co_return size.error();
            auto progress = !size ? reader.lost(size.error()) : *size == 0 ? reader.ended() : reader.filled(*size);
            while (progress == ResponseReader::Progress::full) {
                const auto body = reader.body().size() + body_step;
                const auto grown = co_await grow(memory, (body - BodyMemory::free_size) * weight_of(reader), limit);
                if (!grown) co_return grown.error();
                co_await turns_.take();
                progress = reader.go_on(body);
            }
            if (progress == ResponseReader::Progress::failed) co_return reader.fault();
            if (progress == ResponseReader::Progress::complete) co_return Result<void>();
            if (reader.is_settled()) limit.begin_rest(clock_.steady());
        }
    }

    /// While a body waits, its sender does.
    awaitable<Result<void>> grow(std::shared_ptr<BodyMemory::Share>& memory, std::size_t bytes, TimeLimit& limit) {
        if (!memory) {
            auto end = [this, &limit] { limit.end_for_others(clock_.steady()); };
            memory = std::make_shared<BodyMemory::Share>(memory_, std::move(end));
        }
        if (memory->grow_now(bytes)) co_return Result<void>();
        limit.pause(clock_.steady());
        const auto grown = co_await memory->grow(bytes);
        if (!grown) co_return grown.error();
        limit.resume(clock_.steady());
        co_return Result<void>();
    }

    /// What takes off a coding keeps up to as much again of what it has made.
    static std::size_t weight_of(const ResponseReader& reader) { return reader.is_coded() ? 2 : 1; }

    FetchResponse finish(Stream stream, ResponseReader& reader, const std::string& key,
                         std::shared_ptr<BodyMemory::Share> memory) {
        FetchResponse response;
        if (reader.keep_alive()) keep(std::move(stream), key);
        response.status = reader.status();
        response.headers = std::move(reader.headers());
        response.body = std::move(reader.body());
        response.wire_bytes = reader.wire_bytes();
        if (memory) memory->complete();
        response.memory = std::move(memory);
        return response;
    }

    void keep(Stream stream, const std::string& key) {
        pool_.give(key, std::move(stream), clock_.steady());
        if (is_sweeping_) return;
        is_sweeping_ = true;
        sweeps_.spawn("idle connections", sweep());
    }

    /// Closes those whose time has come, whether or not anything is asked for meanwhile. When it is cancelled, the
    /// client may be gone.
    awaitable<void> sweep() {
        while (const auto end = pool_.next_end()) {
            const auto slept = co_await clock_.sleep_until(*end);
            if (!slept) co_return;
            pool_.drop_old(clock_.steady());
        }
        is_sweeping_ = false;
    }

    Clock& clock_;
    ClientOptions options_;
    std::unique_ptr<Resolver> resolver_;
    std::unique_ptr<Connector> connector_;
    Deadlines deadlines_;
    Turns turns_;
    BodyMemory memory_;
    ConnectionPool pool_;
    TaskGroup sweeps_;
    bool is_sweeping_ = false;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, Clock& clock, ClientOptions options) {
    return std::make_unique<RealClient>(std::move(executor), clock, std::move(options));
}

}  // namespace broadsheet::http
