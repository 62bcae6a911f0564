#include "tests/support/origin.hpp"

#include "tests/support/loopback.hpp"

#include <openssl/ssl.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

namespace broadsheet::tests {

namespace {

const std::string close_mark = std::string("\0close", 6);
const std::string drop_mark = std::string("\0drop!", 6);
const std::string hang_mark = std::string("\0hang!", 6);
const std::string record_mark = std::string("\0recor", 6);

/// What is said over one socket, in TLS or not.
class Peer {
public:
    Peer(int socket, const ServerContext& tls) : socket_(socket) {
        if (!tls) return;
        ssl_.reset(SSL_new(tls.get()));
        SSL_set_fd(ssl_.get(), socket);
        if (SSL_accept(ssl_.get()) != 1) gone_ = true;
    }

    [[nodiscard]] bool gone() const { return gone_; }
    [[nodiscard]] bool resumed() const { return ssl_ && SSL_session_reused(ssl_.get()) == 1; }

    bool send(const std::string& bytes) {
        if (!ssl_) return send_all(socket_, bytes);
        hold_back(1);  // all records in one segment
        bool sent = true;
        for (std::size_t at = 0; sent && at < bytes.size();) {
            const auto end = std::min(bytes.find(record_mark, at), bytes.size());
            sent = SSL_write(ssl_.get(), bytes.data() + at, static_cast<int>(end - at)) > 0;
            at = end + record_mark.size();
        }
        hold_back(0);
        return sent;
    }

    /// Appends what has come; false when nothing will come any more.
    bool read(std::string& buffer) {
        std::array<char, 4096> piece;
        const auto size = ssl_ ? SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()))
                               : ::recv(socket_, piece.data(), piece.size(), 0);
        if (size <= 0) return false;
        buffer.append(piece.data(), static_cast<std::size_t>(size));
        return true;
    }

    void close() {
        if (ssl_) SSL_shutdown(ssl_.get());
        ::shutdown(socket_, SHUT_RDWR);
    }

    void drop() {
        if (ssl_)
            ::shutdown(socket_, SHUT_RDWR);
        else
            reset(socket_);
    }

private:
    void hold_back(int on) const { ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &on, sizeof on); }

    int socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    bool gone_ = false;
};

/// For this thread: OpenSSL writes to sockets as if they were files.
void ignore_broken_pipes() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

OriginRequest parse(const std::string& head) {
    OriginRequest request;
    const auto line = head.substr(0, head.find("\r\n"));
    request.method = line.substr(0, line.find(' '));
    request.target = line.substr(request.method.size() + 1, line.rfind(' ') - request.method.size() - 1);
    for (auto at = line.size() + 2; at < head.size();) {
        const auto end = head.find("\r\n", at), colon = head.find(": ", at);
        request.fields[lower(head.substr(at, colon - at))] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    return request;
}

/// The next request; what follows it stays in `buffer`.
std::optional<OriginRequest> read_request(Peer& peer, std::string& buffer) {
    auto end = buffer.find("\r\n\r\n");
    for (; end == std::string::npos; end = buffer.find("\r\n\r\n"))
        if (!peer.read(buffer)) return std::nullopt;
    auto request = parse(buffer.substr(0, end + 2));
    buffer.erase(0, end + 4);
    if (const auto length = request.fields.find("content-length"); length != request.fields.end()) {
        const auto size = std::stoul(length->second);
        while (buffer.size() < size)
            if (!peer.read(buffer)) return std::nullopt;
        request.body = buffer.substr(0, size);
        buffer.erase(0, size);
    }
    return request;
}

}  // namespace

Origin::Origin(ServerContext tls) : tls_(std::move(tls)) {
    const auto opened = open_loopback(SOCK_STREAM);
    listener_ = opened.socket;
    port_ = opened.port;
    acceptor_ = std::thread([this] { accept_all(); });
}

Origin::~Origin() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& server : servers_) server.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
}

std::string Origin::url(const std::string& path) const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_) + path;
}

void Origin::on(const std::string& target, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[target] = std::move(answer);
}

void Origin::on(const std::string& target, std::string answer) {
    on(target, [answer = std::move(answer)](const OriginRequest&) { return answer; });
}

void Origin::script(const std::string& target, Script script) {
    const std::lock_guard lock(mutex_);
    scripts_[target] = std::move(script);
}

std::vector<OriginRequest> Origin::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void Origin::accept_all() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const int number = ++connections_;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        servers_.emplace_back([this, socket, number] { serve(socket, number); });
    }
}

void Origin::serve(int socket, int number) {
    ignore_broken_pipes();
    Peer peer(socket, tls_);
    if (peer.gone()) return peer.drop();
    const Send send = [&peer](const std::string& bytes) { return peer.send(bytes); };
    std::string buffer;
    while (auto request = read_request(peer, buffer)) {
        request->connection = number;
        request->resumed = peer.resumed();
        std::string bytes;
        if (const auto script = take(*request, bytes)) {
            script(*request, send);
            return peer.close();
        }
        const bool close = bytes.ends_with(close_mark), hang = bytes.ends_with(hang_mark);
        const bool drop = bytes.ends_with(drop_mark);
        if (close || hang || drop) bytes.resize(bytes.size() - close_mark.size());
        if (!peer.send(bytes)) return;
        if (close) return peer.close();
        if (drop) return peer.drop();
        if (hang && !read_request(peer, buffer)) return;
    }
}

Origin::Script Origin::take(const OriginRequest& request, std::string& answer) {
    Answer found;
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        if (const auto script = scripts_.find(request.target); script != scripts_.end()) return script->second;
        if (const auto known = answers_.find(request.target); known != answers_.end()) found = known->second;
    }
    answer = found ? found(request) : status(404);
    return nullptr;
}

std::string ok(const std::string& fields, const std::string& body) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string status(int code, const std::string& fields) {
    return "HTTP/1.1 " + std::to_string(code) + " Test\r\n" + fields + (code == 304 ? "" : "Content-Length: 0\r\n") +
           "\r\n";
}

std::string and_in_another_record(const std::string& answer, const std::string& more) {
    return answer + record_mark + more;
}

std::string and_close(const std::string& answer) {
    return answer + close_mark;
}

std::string and_drop(const std::string& answer) {
    return answer + drop_mark;
}

std::string and_hang(const std::string& answer) {
    return answer + hang_mark;
}

}  // namespace broadsheet::tests
