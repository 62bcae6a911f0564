#include "daemon/hub_client.hpp"

#include "daemon/poll_record.hpp"
#include "daemon/poll_request.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::uint64_t longest_answer = 64UL * 1024;  // of a hub: nobody reads it
constexpr std::size_t longest_shown = 500;

http::FetchRequest hub_request(const std::string& hub, const feeds::FormFields& form, const config::Fetch& fetch) {
    auto request = request_by(fetch, true, hub);
    request.method = "POST";
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = feeds::form_body(form);
    request.max_size = longest_answer;
    return request;
}

std::chrono::seconds rest_after(std::optional<std::chrono::seconds> retry_after) {
    constexpr std::chrono::seconds shortest = std::chrono::minutes(1);
    return retry_after ? std::max(2 * *retry_after, shortest) : std::chrono::days(1);
}

/// Has it become another request on its way, which asks for nothing?
bool is_made_a_get(const http::FetchResponse& response) {
    return std::any_of(response.redirects.begin(), response.redirects.end(),
                       [](const http::Redirect& redirect) { return redirect.status < 307; });
}

HubAnswer answer_of(const http::FetchResponse& response) {
    HubAnswer answer;
    const bool made_a_get = is_made_a_get(response);
    answer.accepted = response.status >= 200 && response.status < 300 && !made_a_get;
    answer.refused = !answer.accepted && response.status < 500;
    answer.text = made_a_get ? "the hub redirects it as a GET: only 307 and 308 take a POST along"
                             : "the hub answered " + std::to_string(response.status);
    return answer;
}

}  // namespace

std::string as_shown(std::string_view text) {
    return feeds::scrub_utf8(feeds::utf8_prefix(text, longest_shown));
}

awaitable<Result<HostTurns::Turn>> HubClient::turn(std::string hub, const config::Fetch& fetch) {
    const auto rests = [this, &hub] { return rests_until(hub) > clock_.now(); };
    const auto unwelcome = fail(ErrorCode::unavailable, hub + " wants to be asked less");
    if (rests()) co_return unwelcome;
    auto turn = co_await next_turn(hub, fetch);
    if (turn && rests()) co_return unwelcome;  // since others have been answered
    co_return turn;
}

feeds::Timestamp HubClient::rests_until(const std::string& hub) const {
    const auto found = rests_.find(hub);
    const auto own = found == rests_.end() ? std::chrono::milliseconds(0) : found->second - clock_.steady();
    const auto wait = std::max(own, turns_.held_for(hub));
    if (wait <= wait.zero()) return {};
    return std::chrono::ceil<std::chrono::seconds>(clock_.now() + wait);
}

awaitable<Result<HostTurns::Turn>> HubClient::next_turn(std::string url, const config::Fetch& fetch) {
    const PollQueue::HostLimits limits{fetch.per_host, fetch.host_spacing};
    return turns_.wait_for(std::move(url), limits);
}

/// Wherever the hub redirects us has its turns as well.
awaitable<Result<void>> HubClient::pass_on(std::optional<HostTurns::Turn>& held, std::string url,
                                           const config::Fetch& fetch) {
    held.reset();
    auto next = co_await next_turn(std::move(url), fetch);
    if (!next) co_return next.error();
    held.emplace(std::move(*next));
    co_return Result<void>();
}

awaitable<HubAnswer> HubClient::post(std::string hub, feeds::FormFields form, HostTurns::Turn turn,
                                     const config::Fetch& fetch) {
    std::optional<HostTurns::Turn> held(std::move(turn));
    auto request = hub_request(hub, form, fetch);
    request.gate = [this, &held, &fetch](std::string url) { return pass_on(held, std::move(url), fetch); };
    request.sent = [&held] { held->note_request(); };
    const auto response = co_await client_.send(std::move(request));
    held.reset();
    if (!response) {
        HubAnswer none;
        none.cancelled = response.error().code() == ErrorCode::cancelled;
        none.text = response.error().detail();
        co_return none;
    }
    auto answer = answer_of(*response);
    if (answer.accepted) rests_.erase(hub);
    if (answer.accepted) co_return answer;
    const auto outcome =
        feeds::classify(head_of(*response), {}, std::chrono::floor<std::chrono::seconds>(clock_.now()));
    answer.retry_after = outcome.retry_after;
    if (outcome.verdict == feeds::Verdict::rate_limited) {
        answer.refused = false;
        std::erase_if(rests_, [this](const auto& rest) { return rest.second <= clock_.steady(); });
        rests_[hub] = clock_.steady() + rest_after(outcome.retry_after);
        auto place = response->url;
        if (fetch.rate_limit == config::RateLimit::host) place = feeds::authority_of(place);
        co_await leave_alone(std::move(place), outcome.retry_after.value_or(feeds::rate_limit_pause));
    }
    co_return answer;
}

awaitable<void> HubClient::leave_alone(std::string place, std::chrono::seconds pause) {
    const auto now = std::chrono::ceil<std::chrono::seconds>(clock_.now());
    const store::HostHold hold{std::move(place), now + pause};
    turns_.hold({hold});
    static_cast<void>(co_await store_.hold(hold));
}

}  // namespace broadsheet
