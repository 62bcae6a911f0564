#include "daemon/http/resolver.hpp"

#include "daemon/base/awaiting.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <ares.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;

namespace {

using Addresses = std::vector<ip::address>;

constexpr int query_timeout_ms = 2'000;
constexpr int query_tries = 3;
constexpr std::chrono::seconds shortest_life{30}, longest_life{300}, failure_life{10};
constexpr std::size_t cache_bound = 16'384;

void initialise_library() {
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
}

/// One question: shared by who waits for it and by c-ares, whichever lets go last.
struct Question {
    explicit Question(asio::any_io_executor executor)
        : done(std::move(executor), asio::steady_timer::time_point::max()) {}

    asio::steady_timer done;
    bool answered = false;
    int status = ARES_SUCCESS;
    int ttl = 0;
    Addresses addresses;
};

Addresses addresses_of(const ares_addrinfo& info, int& ttl) {
    Addresses addresses;
    for (const auto* node = info.nodes; node != nullptr; node = node->ai_next) {
        ttl = addresses.empty() ? node->ai_ttl : std::min(ttl, node->ai_ttl);
        if (node->ai_family == AF_INET) {
            const auto& socket = *reinterpret_cast<const sockaddr_in*>(node->ai_addr);
            addresses.emplace_back(ip::address_v4(ntohl(socket.sin_addr.s_addr)));
        } else if (node->ai_family == AF_INET6) {
            const auto& socket = *reinterpret_cast<const sockaddr_in6*>(node->ai_addr);
            ip::address_v6::bytes_type bytes;
            std::copy_n(socket.sin6_addr.s6_addr, bytes.size(), bytes.begin());
            addresses.emplace_back(ip::address_v6(bytes, socket.sin6_scope_id));
        }
    }
    return addresses;
}

void on_answer(void* argument, int status, int /*timeouts*/, ares_addrinfo* info) {
    const std::unique_ptr<std::shared_ptr<Question>> held(static_cast<std::shared_ptr<Question>*>(argument));
    auto& question = **held;
    question.answered = true;
    question.status = status;
    if (info != nullptr) {
        question.addresses = addresses_of(*info, question.ttl);
        ares_freeaddrinfo(info);
    }
    question.done.cancel();
}

Error error_of(int status, const std::string& host) {
    switch (status) {
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
        case ARES_EBADNAME: return fail(ErrorCode::not_found, "there is no host \"" + host + "\"");
        case ARES_ETIMEOUT:
        case ARES_ECONNREFUSED:
            return fail(ErrorCode::unreachable, "no name server answers for \"" + host + "\": is the network up?");
        default: return fail(ErrorCode::unreachable, "looking up \"" + host + "\" failed: " + ares_strerror(status));
    }
}

class CaresResolver final : public Resolver {
public:
    CaresResolver(asio::any_io_executor executor, Clock& clock, const std::vector<std::string>& nameservers)
        : executor_(executor), clock_(clock), ticker_(executor) {
        initialise_library();
        ares_options options{};
        options.timeout = query_timeout_ms;
        options.tries = query_tries;
        options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
            static_cast<CaresResolver*>(self)->watch(socket, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
        if (const int status = ares_init_options(&channel_, &options, mask); status != ARES_SUCCESS)
            throw std::runtime_error(std::string("the resolver cannot start: ") + ares_strerror(status));
        set_servers(nameservers);
    }

    ~CaresResolver() override { ares_destroy(channel_); }
    CaresResolver(const CaresResolver&) = delete;
    CaresResolver& operator=(const CaresResolver&) = delete;

    awaitable<Result<Addresses>> resolve(std::string host) override {
        if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
        boost::system::error_code not_literal;
        const auto literal = ip::make_address(host, not_literal);
        if (!not_literal) co_return Addresses(1, literal);
        if (const auto known = cache_.find(host); known != cache_.end() && known->second.until > clock_.steady())
            co_return known->second.answer;

        auto question = std::make_shared<Question>(executor_);
        ask(host, question);
        if (!question->answered) {
            const auto ended = co_await question->done.async_wait(as_values);
            if (!question->answered && std::get<0>(ended))
                co_return fail(ErrorCode::cancelled, "the look-up was called off");
        }
        co_return remember(host, *question);
    }

private:
    struct Cached {
        SteadyTime until;
        Result<Addresses> answer;
    };

    /// A socket of c-ares: ours to wait on, not to close.
    struct Watch {
        Watch(const asio::any_io_executor& executor, ares_socket_t fd) : socket(fd), descriptor(executor, fd) {}
        ~Watch() { descriptor.release(); }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

        ares_socket_t socket;
        asio::posix::stream_descriptor descriptor;
        bool want_read = false, want_write = false;
        bool reading = false, writing = false;
    };

    void set_servers(const std::vector<std::string>& nameservers) {
        std::string list;
        for (const auto& server : nameservers) list += (list.empty() ? "" : ",") + server;
        if (!list.empty()) ares_set_servers_ports_csv(channel_, list.c_str());
    }

    void ask(const std::string& host, const std::shared_ptr<Question>& question) {
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_flags = ARES_AI_NOSORT;
        ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, on_answer, new std::shared_ptr<Question>(question));
        if (!question->answered) tick();
    }

    Result<Addresses> remember(const std::string& host, const Question& question) {
        if (cache_.size() >= cache_bound) cache_.clear();
        const bool found = question.status == ARES_SUCCESS && !question.addresses.empty();
        const auto life =
            found ? std::clamp(std::chrono::seconds(question.ttl), shortest_life, longest_life) : failure_life;
        auto answer = found ? Result<Addresses>(question.addresses)
                            : Result<Addresses>(error_of(found ? ARES_ENODATA : question.status, host));
        cache_.insert_or_assign(host, Cached{clock_.steady() + life, answer});
        return answer;
    }

    void watch(ares_socket_t socket, bool readable, bool writable) {
        if (!readable && !writable) {
            watches_.erase(socket);
            return;
        }
        auto& watch = watches_[socket];
        if (!watch) watch = std::make_shared<Watch>(executor_, socket);
        watch->want_read = readable;
        watch->want_write = writable;
        arm(watch);
    }

    void arm(const std::shared_ptr<Watch>& watch) {
        const std::weak_ptr<Watch> weak = watch;
        if (watch->want_read && !watch->reading) {
            watch->reading = true;
            watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                         [this, weak](const boost::system::error_code& error) {
                                             if (!error && !weak.expired()) ready(weak.lock(), true);
                                         });
        }
        if (watch->want_write && !watch->writing) {
            watch->writing = true;
            watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                         [this, weak](const boost::system::error_code& error) {
                                             if (!error && !weak.expired()) ready(weak.lock(), false);
                                         });
        }
    }

    void ready(const std::shared_ptr<Watch>& watch, bool read) {
        (read ? watch->reading : watch->writing) = false;
        ares_process_fd(channel_, read ? watch->socket : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : watch->socket);
        if (watches_.contains(watch->socket) && watches_[watch->socket] == watch) arm(watch);
    }

    /// Lets c-ares see that time passes, while it has questions open.
    void tick() {
        if (ticking_) return;
        timeval longest{1, 0}, next{};
        const auto* wait = ares_timeout(channel_, &longest, &next);
        if (watches_.empty()) return;
        ticking_ = true;
        ticker_.expires_after(std::chrono::seconds(wait->tv_sec) + std::chrono::microseconds(wait->tv_usec + 1'000));
        ticker_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            ticking_ = false;
            ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            tick();
        });
    }

    asio::any_io_executor executor_;
    Clock& clock_;
    asio::steady_timer ticker_;
    bool ticking_ = false;
    ares_channel channel_ = nullptr;
    std::unordered_map<ares_socket_t, std::shared_ptr<Watch>> watches_;
    std::unordered_map<std::string, Cached> cache_;
};

}  // namespace

std::unique_ptr<Resolver> make_resolver(asio::any_io_executor executor, Clock& clock,
                                        const std::vector<std::string>& nameservers) {
    return std::make_unique<CaresResolver>(std::move(executor), clock, nameservers);
}

}  // namespace broadsheet::http
