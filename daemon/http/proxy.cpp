#include "daemon/http/proxy.hpp"

#include "daemon/http/address_policy.hpp"
#include "daemon/http/message.hpp"
#include "daemon/http/response_codec.hpp"
#include "daemon/http/text.hpp"
#include "daemon/http/web_address.hpp"
#include "feeds/base64.hpp"
#include "feeds/idna.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/url.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace broadsheet::http {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t longest_head = 16 * 1024;
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::size_t longest_field = 255;  // RFC 1928, 1929: lengths are one byte

Error lost(const Proxy& proxy) {
    return fail(ErrorCode::unreachable, proxy.name() + " dropped the connection");
}

/// Exactly `bytes.size()` further bytes: none of those behind them.
awaitable<Result<void>> read_all(ByteStream& stream, const Proxy& proxy, std::span<char> bytes) {
    while (!bytes.empty()) {
        const auto size = co_await stream.read_some(bytes);
        if (!size) co_return size.error();
        if (*size == 0) co_return lost(proxy);
        bytes = bytes.subspan(*size);
    }
    co_return Result<void>();
}

/// The status of "HTTP/1.1 200 …".
std::optional<int> status_of(std::string_view head) {
    if (!head.starts_with("HTTP/1.") || head.size() < 12 || head[8] != ' ' || !all_digits(head.substr(9, 3)))
        return std::nullopt;
    return (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
}

/// One that goes before the answer itself (RFC 9110 §15.2).
bool is_interim(std::string_view head) {
    return status_of(head).value_or(0) / 100 == 1;
}

awaitable<Result<void>> connect_over_http(ByteStream& stream, const Proxy& proxy, std::string authority) {
    auto head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    if (const auto credentials = proxy.authorization(); !credentials.empty())
        head += "Proxy-Authorization: " + credentials + "\r\n";
    head += "\r\n";
    const auto asked = co_await stream.write(head);
    if (!asked) co_return asked.error();

    // A TLS server waits for its client's first word, so that nothing can follow the head by right.
    std::string answer;
    std::array<char, 2048> piece;
    for (int interim = 0;;) {
        const auto end = answer.find(end_of_head);
        if (end != std::string::npos && !is_interim(answer)) break;
        if (end != std::string::npos) {
            if (++interim > interim_limit)
                co_return fail(ErrorCode::unreachable, proxy.name() + " sends interim answers without end");
            answer.erase(0, end + end_of_head.size());
            continue;
        }
        const auto size = co_await stream.read_some(piece);
        if (!size) co_return size.error();
        if (*size == 0) co_return lost(proxy);
        answer.append(piece.data(), *size);
        if (answer.size() > longest_head) co_return fail(ErrorCode::unreachable, proxy.name() + " answers without end");
    }
    const auto status = status_of(answer);
    if (!status) co_return fail(ErrorCode::unreachable, proxy.name() + " does not speak HTTP");
    if (*status == Proxy::asks_who_we_are) co_return proxy.does_not_know_us();
    if (*status < 200 || *status > 299)
        co_return fail(*status == 403 ? ErrorCode::refused : ErrorCode::unreachable,
                       proxy.name() + " answers " + std::to_string(*status) + " when asked for " + authority);
    if (!answer.ends_with(end_of_head))
        co_return fail(ErrorCode::unreachable, proxy.name() + " speaks for " + authority);
    co_return Result<void>();
}

awaitable<Result<void>> introduce(ByteStream& stream, const Proxy& proxy) {
    const bool known = !proxy.user.empty();
    if (proxy.user.size() > longest_field || proxy.password.size() > longest_field)
        co_return fail(ErrorCode::invalid, "the user name or password for " + proxy.name() + " is too long for SOCKS5");
    const std::string greeting = known ? std::string("\5\2\0\2", 4) : std::string("\5\1\0", 3);
    const auto greeted = co_await stream.write(greeting);
    if (!greeted) co_return greeted.error();
    std::array<char, 2> choice{};
    const auto chosen = co_await read_all(stream, proxy, choice);
    if (!chosen) co_return chosen.error();
    if (choice[0] != 5) co_return fail(ErrorCode::unreachable, proxy.name() + " does not speak SOCKS5");
    if (choice[1] == 0) co_return Result<void>();
    if (choice[1] != 2 || !known) co_return proxy.does_not_know_us();

    const auto credentials = '\1' + std::string(1, static_cast<char>(proxy.user.size())) + proxy.user +
                             static_cast<char>(proxy.password.size()) + proxy.password;
    const auto told = co_await stream.write(credentials);
    if (!told) co_return told.error();
    const auto judged = co_await read_all(stream, proxy, choice);
    if (!judged) co_return judged.error();
    if (choice[1] != 0) co_return proxy.does_not_know_us();
    co_return Result<void>();
}

/// `network`: an address, or one and the length of a prefix ("10.0.0.0/8").
bool is_in_network(const ip::address& address, std::string_view network) {
    if (network.find('/') == std::string_view::npos) return literal_address(network) == address;
    boost::system::error_code other;
    if (address.is_v4()) {
        const auto all = ip::make_network_v4(network, other);
        return !other && ip::network_v4(address.to_v4(), all.prefix_length()).canonical() == all.canonical();
    }
    const auto all = ip::make_network_v6(network, other);
    return !other && ip::network_v6(address.to_v6(), all.prefix_length()).canonical() == all.canonical();
}

/// RFC 1928 §4: an address as such, a name for the proxy to look up.
std::string socks_request(const std::string& host, std::uint16_t port) {
    std::string request("\5\1\0", 3);
    const auto address = literal_address(host);
    const auto append = [&request](char type, const auto& bytes) {
        request += type;
        request.append(bytes.begin(), bytes.end());
    };
    if (!address) {
        request += '\3';
        request += static_cast<char>(host.size());
        request += host;
    } else if (address->is_v4()) {
        append('\1', address->to_v4().to_bytes());
    } else {
        append('\4', address->to_v6().to_bytes());
    }
    request += static_cast<char>(port >> 8);
    request += static_cast<char>(port & 0xff);
    return request;
}

const char* socks_fault(char code) {
    static constexpr std::array<const char*, 9> faults{
        "succeeds",   "fails",          "does not allow it",     "cannot reach its network",    "cannot reach it",
        "is refused", "gets no answer", "does not know CONNECT", "does not know such addresses"};
    const auto index = static_cast<unsigned char>(code);
    return index < faults.size() ? faults[index] : "fails for a reason of its own";
}

awaitable<Result<void>> connect_over_socks(ByteStream& stream, const Proxy& proxy, std::string host,
                                           std::uint16_t port) {
    const auto introduced = co_await introduce(stream, proxy);
    if (!introduced) co_return introduced.error();
    const auto request = socks_request(host, port);
    const auto asked = co_await stream.write(request);
    if (!asked) co_return asked.error();

    std::array<char, 5> head{};  // version, answer, reserved, type of address, its first byte
    const auto answered = co_await read_all(stream, proxy, head);
    if (!answered) co_return answered.error();
    if (head[0] != 5) co_return fail(ErrorCode::unreachable, proxy.name() + " does not speak SOCKS5");
    if (head[1] != 0)
        co_return fail(head[1] == 2 ? ErrorCode::refused : ErrorCode::unreachable,
                       proxy.name() + " " + socks_fault(head[1]) + " when asked for " + host);
    std::array<char, longest_field + 2> bound;  // the rest of the address, and its port
    std::size_t rest = 2;
    if (head[3] == 1)
        rest += 3;
    else if (head[3] == 4)
        rest += 15;
    else if (head[3] == 3)
        rest += static_cast<unsigned char>(head[4]);
    else
        co_return fail(ErrorCode::unreachable, proxy.name() + " answers with an address of no known type");
    const std::span<char> wanted(bound.data(), rest);
    const auto whole = co_await read_all(stream, proxy, wanted);
    co_return whole;
}

/// As the names that are asked for are written.
std::string ascii_name(std::string_view name) {
    const bool is_ascii = std::ranges::all_of(name, [](char c) { return c > 0; });
    return is_ascii ? std::string(name) : feeds::to_ascii_host(name).value_or(std::string());
}

}  // namespace

std::string Proxy::name() const {
    return "the proxy " + host + ":" + std::to_string(port);
}

Error Proxy::does_not_know_us() const {
    return fail(ErrorCode::unreachable,
                name() + " wants " + (user.empty() ? "a" : "another") + " user name and password");
}

std::string Proxy::authorization() const {
    return user.empty() ? std::string() : "Basic " + feeds::to_base64(user + ":" + password);
}

Result<Proxy> parse_proxy(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    const auto fault = fail(ErrorCode::invalid, "the proxy is neither \"http://HOST:PORT\" nor \"socks5://HOST:PORT\"");
    if (!parsed || parsed->encoded_host().empty() || parsed->port_number() == 0) return fault;
    Proxy proxy;
    if (equals_ignoring_case(parsed->scheme(), "socks5"))
        proxy.kind = Proxy::Kind::socks5;
    else if (!equals_ignoring_case(parsed->scheme(), "http"))
        return fault;
    proxy.host = std::string(parsed->encoded_host());
    proxy.port = parsed->port_number();
    proxy.user = parsed->user();
    proxy.password = parsed->password();
    return proxy;
}

bool bypasses_proxy(std::string_view host, const std::vector<std::string>& no_proxy) {
    if (host.ends_with('.')) host.remove_suffix(1);
    const auto address = literal_address(host);
    return std::any_of(no_proxy.begin(), no_proxy.end(), [host, &address](std::string_view rule) {
        if (rule == "*") return true;
        if (address) return is_in_network(*address, rule);
        if (rule.ends_with('.')) rule.remove_suffix(1);
        if (rule.starts_with("*.")) rule.remove_prefix(1);
        const bool is_domain = rule.starts_with('.');
        if (is_domain) rule.remove_prefix(1);
        const auto name = ascii_name(rule);
        if (equals_ignoring_case(host, name)) return true;
        const auto before = host.size() - std::min(host.size(), name.size());
        return is_domain && before > 1 && host[before - 1] == '.' && equals_ignoring_case(host.substr(before), name);
    });
}

awaitable<Result<void>> open_tunnel(ByteStream& stream, Proxy proxy, std::string host, std::uint16_t port) {
    if (proxy.kind == Proxy::Kind::http) {
        const auto authority = host + ":" + std::to_string(port);
        const auto opened = co_await connect_over_http(stream, proxy, authority);
        co_return opened;
    }
    const auto opened = co_await connect_over_socks(stream, proxy, host, port);
    co_return opened;
}

}  // namespace broadsheet::http
