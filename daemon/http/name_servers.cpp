#include "daemon/http/name_servers.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <ares.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;

namespace {

// With one server 4.5 seconds in all, with two 9: c-ares doubles the time when it asks a server again.
constexpr int query_timeout_ms = 1'500;
constexpr int query_tries = 2;
// RFC 8305 §3: how long IPv4 addresses wait for those of IPv6, about which some name servers never answer.
constexpr std::chrono::milliseconds resolution_delay{50};
// Other addresses may be of no use by themselves. Time enough for a lost question to be asked, and answered, again.
constexpr std::chrono::milliseconds other_family_delay{3'000};

void initialise_library() {
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
}

NameServers::Answer fault(int status) {
    NameServers::Answer answer;
    switch (status) {
        case ARES_SUCCESS:  // without an address
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
        case ARES_EBADNAME: answer.fault = NameServers::Fault::no_such_host; break;
        case ARES_ETIMEOUT:
        case ARES_ECONNREFUSED: answer.fault = NameServers::Fault::silent; break;
        default: answer.fault = NameServers::Fault::failing;
    }
    return answer;
}

NameServers::Answer answer_of(const ares_addrinfo& info) {
    NameServers::Answer answer;
    int life = 0;
    for (const auto* node = info.nodes; node != nullptr; node = node->ai_next) {
        life = answer.addresses.empty() ? node->ai_ttl : std::min(life, node->ai_ttl);
        if (node->ai_family == AF_INET) {
            const auto& socket = *reinterpret_cast<const sockaddr_in*>(node->ai_addr);
            answer.addresses.emplace_back(ip::address_v4(ntohl(socket.sin_addr.s_addr)));
        } else if (node->ai_family == AF_INET6) {
            const auto& socket = *reinterpret_cast<const sockaddr_in6*>(node->ai_addr);
            ip::address_v6::bytes_type bytes;
            std::copy_n(socket.sin6_addr.s6_addr, bytes.size(), bytes.begin());
            answer.addresses.emplace_back(ip::address_v6(bytes, socket.sin6_scope_id));
        }
    }
    answer.life = std::chrono::seconds(life);
    return answer.addresses.empty() ? fault(ARES_ENODATA) : answer;
}

using Done = std::function<void(NameServers::Answer)>;

void on_answer(void* argument, int status, int /*timeouts*/, ares_addrinfo* info) {
    const std::unique_ptr<Done> done(static_cast<Done*>(argument));
    const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> held(info, ares_freeaddrinfo);
    if (status == ARES_EDESTRUCTION) return;
    (*done)(status == ARES_SUCCESS && info != nullptr ? answer_of(*info) : fault(status));
}

/// May this machine send anything there? Sends nothing: the kernel looks for a route as it would for a datagram.
bool has_route(const asio::any_io_executor& executor, const ip::address& address) {
    constexpr std::uint16_t any_port = 443;
    const ip::udp::endpoint endpoint(address, any_port);
    ip::udp::socket probe(executor);
    boost::system::error_code error;
    probe.open(endpoint.protocol(), error);
    if (!error) probe.connect(endpoint, error);
    return !error;
}

/// The answers to the two questions about a host, until they are one.
class Families : public std::enable_shared_from_this<Families> {
public:
    Families(const asio::any_io_executor& executor, Done done) : delay_(executor), done_(std::move(done)) {}

    void take(const NameServers::Answer& answer) {
        --open_;
        if (!answer.fault) {
            life_ = addresses_.empty() ? answer.life : std::min(life_, answer.life);
            addresses_.insert(addresses_.end(), answer.addresses.begin(), answer.addresses.end());
        } else if (!fault_ || *fault_ == NameServers::Fault::no_such_host) {
            fault_ = answer.fault;
        }
        if (open_ == 0) return tell();
        if (addresses_.empty()) return;
        wait(resolution_delay, &Families::tell_if_enough);
    }

    void expect() { ++open_; }
    void asked() {
        if (--open_ == 0) tell();
    }
    [[nodiscard]] bool has_addresses() const { return !addresses_.empty(); }

private:
    /// Whoever still asks keeps this alive, so that it goes with the name servers.
    void wait(std::chrono::milliseconds time, void (Families::*then)()) {
        delay_.expires_after(time);
        delay_.async_wait([weak = weak_from_this(), then](const boost::system::error_code& error) {
            if (const auto self = weak.lock(); self && !error) (self.get()->*then)();
        });
    }

    void tell_if_enough() {
        const auto executor = delay_.get_executor();
        const bool are_enough = std::ranges::any_of(addresses_, [&executor](const ip::address& address) {
            return address.is_v4() && has_route(executor, address);
        });
        if (are_enough) return tell();
        wait(other_family_delay, &Families::tell);
    }

    void tell() {
        const auto done = std::exchange(done_, nullptr);
        if (!done) return;
        NameServers::Answer answer;
        if (addresses_.empty()) answer.fault = fault_;
        answer.is_whole = open_ == 0;
        answer.addresses = addresses_;
        answer.life = life_;
        done(std::move(answer));
    }

    asio::steady_timer delay_;
    Done done_;
    int open_ = 0;
    std::optional<NameServers::Fault> fault_;
    std::vector<ip::address> addresses_;
    std::chrono::seconds life_{0};
};

}  // namespace

/// Shared with the waits under way, which find out by it whether there is still anybody to tell.
struct NameServers::Impl : std::enable_shared_from_this<NameServers::Impl> {
    /// A socket of c-ares: ours to wait on, not to close.
    struct Watch {
        Watch(const asio::any_io_executor& executor, ares_socket_t fd) : socket(fd), descriptor(executor, fd) {}
        ~Watch() { let_go(); }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

        void let_go() {
            if (descriptor.is_open()) descriptor.release();
        }

        ares_socket_t socket;
        asio::posix::stream_descriptor descriptor;
        bool want_read = false, want_write = false;
        bool reading = false, writing = false;
    };

    explicit Impl(asio::any_io_executor executor_) : executor(std::move(executor_)), ticker(executor) {}

    void open(const std::string& servers, const std::string& resolv_conf) {
        initialise_library();
        auto path = resolv_conf;
        ares_options options{};
        options.timeout = query_timeout_ms;
        options.tries = query_tries;
        options.resolvconf_path = path.data();
        options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
            static_cast<Impl*>(self)->watch(socket, readable != 0, writable != 0);
        };
        options.sock_state_cb_data = this;
        const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB;
        if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS) channel = nullptr;
        if (channel != nullptr && !servers.empty()) ares_set_servers_ports_csv(channel, servers.c_str());
    }

    void close() {
        if (channel != nullptr) ares_destroy(std::exchange(channel, nullptr));
        ticker.cancel();
    }

    void watch(ares_socket_t socket, bool readable, bool writable) {
        if (!readable && !writable) {
            // At once, also where somebody still holds it: c-ares closes the socket next, and may open another of its
            // number.
            if (const auto known = watches.find(socket); known != watches.end()) known->second->let_go();
            watches.erase(socket);
            return;
        }
        auto& watch = watches[socket];
        if (!watch) watch = std::make_shared<Watch>(executor, socket);
        watch->want_read = readable;
        watch->want_write = writable;
        arm(watch);
    }

    void arm(const std::shared_ptr<Watch>& watch) {
        if (watch->want_read && !watch->reading) wait(watch, true);
        if (watch->want_write && !watch->writing) wait(watch, false);
    }

    void wait(const std::shared_ptr<Watch>& watch, bool read) {
        (read ? watch->reading : watch->writing) = true;
        const auto kind = read ? asio::posix::stream_descriptor::wait_read : asio::posix::stream_descriptor::wait_write;
        const auto on_ready = [self = weak_from_this(), weak = std::weak_ptr(watch),
                               read](const boost::system::error_code& error) {
            const auto impl = self.lock();
            const auto ready = weak.lock();
            if (!error && impl && ready) impl->ready(ready, read);
        };
        watch->descriptor.async_wait(kind, on_ready);
    }

    void ready(const std::shared_ptr<Watch>& watch, bool read) {
        (read ? watch->reading : watch->writing) = false;
        const auto socket = watch->socket;
        ares_process_fd(channel, read ? socket : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : socket);
        if (const auto still = watches.find(socket); still != watches.end() && still->second == watch) arm(watch);
        if (watches.empty()) ticker.cancel();
    }

    /// Lets c-ares see that time passes, while it has questions open.
    void tick() {
        if (ticking || watches.empty()) return;
        timeval longest{1, 0}, next{};
        const auto* pause = ares_timeout(channel, &longest, &next);
        ticking = true;
        ticker.expires_after(std::chrono::seconds(pause->tv_sec) + std::chrono::microseconds(pause->tv_usec + 1'000));
        const auto on_time = [self = weak_from_this()](const boost::system::error_code& error) {
            const auto impl = self.lock();
            if (!impl || impl->channel == nullptr) return;
            impl->ticking = false;
            if (!error) ares_process_fd(impl->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            impl->tick();
        };
        ticker.async_wait(on_time);
    }

    asio::any_io_executor executor;
    asio::steady_timer ticker;
    bool ticking = false;
    ares_channel channel = nullptr;
    std::unordered_map<ares_socket_t, std::shared_ptr<Watch>> watches;
};

NameServers::NameServers(asio::any_io_executor executor, const std::string& servers, const std::string& resolv_conf)
    : impl_(std::make_shared<Impl>(std::move(executor))) {
    impl_->open(servers, resolv_conf);
}

NameServers::~NameServers() {
    close();
}

void NameServers::close() {
    impl_->close();
}

void NameServers::ask(const std::string& host, std::function<void(Answer)> done) {
    if (impl_->channel == nullptr) return done(fault(ARES_ENOTINITIALIZED));
    const auto families = std::make_shared<Families>(impl_->executor, std::move(done));
    families->expect();  // this call, lest one answer that is there at once be taken for all
    for (const int family : {AF_INET, AF_INET6}) {
        if (families->has_addresses()) break;  // at once: they stand in /etc/hosts, which has the last word
        ares_addrinfo_hints hints{};
        hints.ai_family = family;
        hints.ai_flags = ARES_AI_NOSORT;  // sorting opens a socket for each; who dials tries both families anyhow
        families->expect();
        const auto take = [families](const Answer& answer) { families->take(answer); };
        ares_getaddrinfo(impl_->channel, host.c_str(), nullptr, &hints, on_answer, new Done(take));
    }
    families->asked();
    impl_->tick();
}

}  // namespace broadsheet::http
