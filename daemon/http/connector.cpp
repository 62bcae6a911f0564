#include "daemon/http/connector.hpp"

#include "daemon/http/address_policy.hpp"
#include "daemon/http/dial.hpp"
#include "daemon/http/socket_streams.hpp"
#include "daemon/http/tls.hpp"

#include <utility>
#include <vector>

namespace broadsheet::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using Addresses = std::vector<asio::ip::address>;
using Stream = std::unique_ptr<ByteStream>;

std::string without_brackets(const std::string& host) {
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

Error no_place_for_feeds(const std::string& where) {
    return fail(ErrorCode::refused,
                where +
                    ", where feeds may not live: set allow_private = true for this feed (under systemd also "
                    "IPAddressAllow= in a drop-in of the unit) if it is meant to");
}

Result<void> judge_port(const Target& target) {
    if (target.allow_private || is_web_port(target.port)) return {};
    return fail(ErrorCode::refused,
                "port " + std::to_string(target.port) + " of " + target.host +
                    " is not one for feeds (80, 443, 1024 and up); allow_private = true lifts that, and lets "
                    "the feed lead to private addresses as well");
}

/// Those that may be dialled. Some being private does not spoil the others: only they are used.
Result<Addresses> judge(const Addresses& addresses, const Target& target) {
    if (target.allow_private) return addresses;
    Addresses allowed;
    std::string refusal;
    for (const auto& address : addresses) {
        if (const auto reason = not_public(address))
            refusal = address.to_string() + " (" + *reason + ")";
        else
            allowed.push_back(address);
    }
    if (allowed.empty()) return no_place_for_feeds(target.host + " is at " + refusal);
    return allowed;
}

/// What can be said of a name that a proxy will look up.
Result<void> judge_unresolved(const Target& target) {
    if (target.allow_private) return {};
    if (const auto literal = literal_address(target.host)) {
        const auto allowed = judge(Addresses(1, *literal), target);
        if (!allowed) return allowed.error();
        return {};
    }
    if (is_localhost(target.host)) return no_place_for_feeds(target.host + " is this machine");
    return {};
}

class RealConnector final : public Connector {
public:
    RealConnector(asio::any_io_executor executor, Clock& clock, Resolver& resolver, const std::string& ca_file)
        : resolver_(resolver), dialler_(std::move(executor), clock), ca_file_(ca_file) {}

    awaitable<Result<Stream>> connect(Target target) override {
        if (const auto allowed = judge_port(target); !allowed) co_return allowed.error();
        auto socket = co_await reach(target);
        if (!socket) co_return socket.error();
        if (!target.tls) co_return Stream(std::make_unique<PlainStream>(std::move(*socket), target.host));

        auto stream = std::make_unique<TlsStream>(std::move(*socket), tls_context(target.tls_verify), target.host);
        auto name = without_brackets(target.host);
        if (name.ends_with('.')) name.pop_back();  // RFC 6066 §3
        const auto shaken = co_await stream->handshake(name, target.key());
        if (!shaken) co_return shaken.error();
        co_return Stream(std::move(stream));
    }

private:
    awaitable<Result<tcp::socket>> reach(const Target& target) {
        if (target.proxy) {
            auto socket = co_await reach_through_proxy(target, *target.proxy);
            co_return socket;
        }
        const auto addresses = co_await resolver_.resolve(target.host);
        if (!addresses) co_return addresses.error();
        const auto allowed = judge(*addresses, target);
        if (!allowed) co_return allowed.error();
        auto endpoints = interleave(*allowed, target.port);
        auto socket = co_await dialler_.dial(std::move(endpoints), target.host);
        co_return socket;
    }

    /// The proxy itself is the admin's choice, and may be anywhere.
    awaitable<Result<tcp::socket>> reach_through_proxy(const Target& target, const Proxy& proxy) {
        if (const auto allowed = judge_unresolved(target); !allowed) co_return allowed.error();
        const auto addresses = co_await resolver_.resolve(proxy.host);
        if (!addresses) co_return fail(addresses.error().code(), proxy.name() + ": " + addresses.error().detail());
        auto endpoints = interleave(*addresses, proxy.port);
        auto socket = co_await dialler_.dial(std::move(endpoints), proxy.name());
        if (!socket || target.is_relayed()) co_return socket;
        PlainStream stream(std::move(*socket), proxy.name());
        const auto opened = co_await open_tunnel(stream, proxy, target.host, target.port);
        if (!opened) co_return opened.error();
        co_return stream.release();
    }

    TlsContext& tls_context(bool verify) {
        auto& context = verify ? verifying_ : trusting_;
        if (!context) context = std::make_unique<TlsContext>(verify, ca_file_);
        return *context;
    }

    Resolver& resolver_;
    Dialler dialler_;
    std::string ca_file_;
    std::unique_ptr<TlsContext> verifying_, trusting_;
};

}  // namespace

std::string Target::key() const {
    std::string key = tls ? tls_verify ? "https://" : "unverified://" : "http://";
    key += host + ":" + std::to_string(port);
    if (!allow_private) key += " public";
    if (proxy)
        key += (proxy->kind == Proxy::Kind::http ? " http://" : " socks5://") + proxy->user + ":" + proxy->password +
               "@" + proxy->host + ":" + std::to_string(proxy->port);
    return key;
}

std::unique_ptr<Connector> make_connector(asio::any_io_executor executor, Clock& clock, Resolver& resolver,
                                          const std::string& ca_file) {
    return std::make_unique<RealConnector>(std::move(executor), clock, resolver, ca_file);
}

}  // namespace broadsheet::http
