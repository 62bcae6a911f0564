#pragma once
// The Web as a test writes it down: answers by a function, and remembers what it was asked and when. With a latency it
// makes askers wait on the clock.

#include "daemon/base/clock.hpp"
#include "daemon/http/client.hpp"
#include "feeds/url.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::tests {

/// A request as its server would see it, or one behind a redirect, of which only time and address are kept.
struct Asked {
    std::chrono::sys_seconds time;
    std::string url;
    http::Headers headers;  ///< the conditional ones included
    std::string method;
    std::string body;
    bool allow_private = false;
    std::function<void()> heard;  ///< says that the answer has begun
};

class ScriptedClient final : public http::HttpClient {
public:
    using Answer = std::function<Result<http::FetchResponse>(const Asked&)>;

    explicit ScriptedClient(Clock& clock, std::chrono::milliseconds latency = std::chrono::milliseconds(0))
        : clock_(clock), latency_(latency) {}

    void on_any(Answer answer) { answer_ = std::move(answer); }
    /// It takes as long until that address can be asked.
    void be_far(const std::string& url, std::chrono::milliseconds latency) { far_[url] = latency; }
    /// Answers at that address come later than others.
    void be_slow(const std::string& url, std::chrono::milliseconds latency) { slow_[url] = latency; }

    /// Then no request goes out, whatever is answered.
    void have_no_route(bool none = true) { has_route_ = !none; }

    awaitable<Result<http::FetchResponse>> send(http::FetchRequest request) override {
        if (const auto far = far_.find(request.url); far != far_.end()) {
            ++waiting_;
            const auto connected = co_await clock_.sleep_until(clock_.steady() + far->second);
            --waiting_;
            if (!connected) co_return connected.error();
        }
        if (request.sent && has_route_) request.sent();
        Asked asked;
        asked.time = std::chrono::floor<std::chrono::seconds>(clock_.now());
        asked.url = request.url;
        asked.method = request.method;
        asked.body = request.body;
        asked.allow_private = request.allow_private;
        asked.heard = request.heard;
        add_conditions(asked, request);
        asked_.push_back(asked);
        ++waiting_;
        const auto slow = slow_.find(asked.url);
        const auto latency = slow == slow_.end() ? latency_ : slow->second;
        const auto slept = co_await clock_.sleep_until(clock_.steady() + latency);
        --waiting_;
        if (!slept) co_return slept.error();
        auto answered = answer_(asked);
        if (!answered) co_return answered;
        for (const auto& redirect : answered->redirects) {
            Result<void> admitted;
            if (request.gate) admitted = co_await request.gate(redirect.to);
            if (!admitted) co_return admitted.error();
            asked.time = std::chrono::floor<std::chrono::seconds>(clock_.now());
            asked.url = redirect.to;
            add_conditions(asked, request);
            hops_.push_back(asked);
        }
        co_return answered;
    }

    void forget_connections() override { ++forgotten_; }

    /// How often connections that are kept open were given up.
    [[nodiscard]] unsigned forgotten() const { return forgotten_; }
    [[nodiscard]] const std::vector<Asked>& asked() const { return asked_; }
    /// Where redirects led, once the gate was open.
    [[nodiscard]] const std::vector<Asked>& hops() const { return hops_; }
    /// Requests that wait for the clock.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

private:
    /// Of the address that is asked, alone.
    static void add_conditions(Asked& asked, const http::FetchRequest& request) {
        asked.headers = request.headers;
        for (const auto& [url, fields] : request.conditions) {
            if (url != asked.url) continue;
            for (const auto& [name, value] : fields) asked.headers.add(name, value);
        }
    }

    Clock& clock_;
    std::chrono::milliseconds latency_;
    bool has_route_ = true;
    std::map<std::string, std::chrono::milliseconds> far_;
    std::map<std::string, std::chrono::milliseconds> slow_;
    Answer answer_ = [](const Asked&) -> Result<http::FetchResponse> {
        return fail(ErrorCode::unreachable, "nobody is there");
    };
    std::vector<Asked> asked_;
    std::vector<Asked> hops_;
    std::size_t waiting_ = 0;
    unsigned forgotten_ = 0;
};

/// An answer of the server at `url`.
[[nodiscard]] inline http::FetchResponse answer(unsigned status, const std::string& url, std::string body = {}) {
    http::FetchResponse response;
    response.status = status;
    response.url = url;
    response.body = std::move(body);
    return response;
}

/// An RSS document with these items, by guid; each was published when the document says nothing else.
[[nodiscard]] inline std::string rss_of(const std::vector<std::string>& guids, const std::string& more = {}) {
    std::string items;
    for (const auto& guid : guids)
        items += "<item><title>" + guid + "</title><link>http://news.example/" + guid +
                 "</link><guid isPermaLink=\"false\">" + guid + "</guid></item>";
    return "<rss version=\"2.0\"><channel><title>T</title><link>http://news.example/</link>" + more + items +
           "</channel></rss>";
}

}  // namespace broadsheet::tests
