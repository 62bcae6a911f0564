#include "daemon/http/resolver.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/http/address_policy.hpp"
#include "daemon/http/name_servers.hpp"

#include <boost/asio/steady_timer.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace broadsheet::http {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;

namespace {

using Addresses = std::vector<ip::address>;

constexpr std::chrono::seconds shortest_life{30}, longest_life{300}, failure_life{10};
constexpr std::size_t cache_bound = 16'384;

/// Of localhost: needs neither a hosts file nor a name server.
Addresses loopback() {
    return {ip::address_v4::loopback(), ip::address_v6::loopback()};
}

/// A file as it was when last looked at: networks come and go, and with them their name servers.
class WatchedFile {
public:
    explicit WatchedFile(std::string path) : path_(std::move(path)) { has_changed(); }

    [[nodiscard]] const std::string& path() const { return path_; }

    bool has_changed() {
        struct stat now {};
        if (::stat(path_.c_str(), &now) != 0) now = {};
        const bool same = now.st_ino == seen_.st_ino && now.st_size == seen_.st_size &&
                          now.st_mtim.tv_sec == seen_.st_mtim.tv_sec && now.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec;
        seen_ = now;
        return !same;
    }

private:
    std::string path_;
    struct stat seen_ {};
};

Error fault_of(NameServers::Fault fault, const std::string& host) {
    switch (fault) {
        case NameServers::Fault::no_such_host: return fail(ErrorCode::not_found, "there is no host \"" + host + "\"");
        case NameServers::Fault::silent:
            return fail(ErrorCode::unreachable,
                        "no name server gives an answer for \"" + host + "\": is the network up, do they work?");
        case NameServers::Fault::failing: break;
    }
    return fail(ErrorCode::unreachable, "the name servers fail for \"" + host + "\", for now");
}

/// One question under way, with everybody who waits for its answer.
struct Question {
    Question(const asio::any_io_executor& executor, std::shared_ptr<NameServers> asked_)
        : asked(std::move(asked_)), done(executor, asio::steady_timer::time_point::max()) {}

    std::shared_ptr<NameServers> asked;
    asio::steady_timer done;
    std::optional<NameServers::Answer> answer;
};

class CachingResolver final : public Resolver {
public:
    CachingResolver(asio::any_io_executor executor, Clock& clock, const std::vector<std::string>& nameservers)
        : executor_(executor), clock_(clock) {
        for (const auto& server : nameservers) given_servers_ += (given_servers_.empty() ? "" : ",") + server;
        find_servers();
    }

    awaitable<Result<Addresses>> resolve(std::string host) override {
        if (const auto literal = literal_address(host)) co_return Addresses(1, *literal);
        if (is_localhost(host)) co_return loopback();
        collect_answers();
        if (const auto known = cache_.find(host); known != cache_.end() && known->second.until > clock_.steady())
            co_return known->second.answer;

        const auto question = ask(host);
        if (!question->answer) {
            co_await question->done.async_wait(as_values);
            if (!question->answer) co_return fail(ErrorCode::cancelled, "the look-up of " + host + " was called off");
        }
        collect_answers();
        co_return result_of(host, *question->answer);
    }

    void close() override {
        for (const auto& [host, question] : std::exchange(open_, {})) question->asked->close();
        servers_->close();
    }

private:
    struct Cached {
        SteadyTime until;
        Result<Addresses> answer;
    };

    /// The question about that host that is under way, or a new one.
    std::shared_ptr<Question> ask(const std::string& host) {
        auto& open = open_[host];
        if (open) return open;
        if (resolv_conf_.has_changed()) find_servers();
        open = std::make_shared<Question>(executor_, servers_);
        const std::weak_ptr<Question> weak = open;
        servers_->ask(host, [weak](NameServers::Answer answer) {
            const auto question = weak.lock();
            if (!question) return;
            question->answer = std::move(answer);
            question->done.cancel();
        });
        return open;
    }

    /// Those as well that nobody waits for any longer.
    void collect_answers() {
        std::erase_if(open_, [this](const auto& open) {
            if (!open.second->answer) return false;
            if (open.second->answer->is_whole) remember(open.first, *open.second->answer);
            return true;
        });
    }

    /// Questions under way keep those that they were put to.
    void find_servers() { servers_ = std::make_shared<NameServers>(executor_, given_servers_, resolv_conf_.path()); }

    static Result<Addresses> result_of(const std::string& host, const NameServers::Answer& answer) {
        if (answer.fault) return fault_of(*answer.fault, host);
        return answer.addresses;
    }

    void remember(const std::string& host, const NameServers::Answer& answer) {
        if (cache_.size() >= cache_bound) cache_.clear();
        const auto life = answer.fault ? failure_life : std::clamp(answer.life, shortest_life, longest_life);
        cache_.insert_or_assign(host, Cached{clock_.steady() + life, result_of(host, answer)});
    }

    asio::any_io_executor executor_;
    Clock& clock_;
    std::string given_servers_;
    WatchedFile resolv_conf_{"/etc/resolv.conf"};
    std::shared_ptr<NameServers> servers_;
    std::unordered_map<std::string, std::shared_ptr<Question>> open_;
    std::unordered_map<std::string, Cached> cache_;
};

}  // namespace

std::unique_ptr<Resolver> make_resolver(asio::any_io_executor executor, Clock& clock,
                                        const std::vector<std::string>& nameservers) {
    return std::make_unique<CachingResolver>(std::move(executor), clock, nameservers);
}

}  // namespace broadsheet::http
