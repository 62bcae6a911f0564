#include "daemon/farewells.hpp"

#include "daemon/base/log.hpp"
#include "feeds/websub.hpp"

#include <utility>

namespace broadsheet {

void Farewells::say(const store::Subscription& subscription, std::string callback, const config::Fetch& fetch,
                    std::function<awaitable<void>()> told) {
    auto& leaving = leaving_[subscription.token];
    leaving = {subscription.hub, subscription.topic, std::move(callback), fetch, clock_.steady() + question_pause};
    auto telling = unsubscribe(leaving, std::move(told));
    tasks_.spawn("unsubscribe", std::move(telling));
}

bool Farewells::confirms(const std::string& token, const http::HttpRequest& request) const {
    const auto leaving = leaving_.find(token);
    return leaving != leaving_.end() && leaving->second.until > clock_.steady() &&
           request.parameter("hub.mode") == "unsubscribe" && request.parameter("hub.topic") == leaving->second.topic;
}

void Farewells::forget_old() {
    std::erase_if(leaving_, [this](const auto& leaving) { return leaving.second.until <= clock_.steady(); });
}

awaitable<void> Farewells::unsubscribe(Leaving leaving, std::function<awaitable<void>()> told) {
    auto may_ask = co_await hubs_.turn(leaving.hub, leaving.fetch);
    if (!may_ask) co_return;
    auto form = feeds::unsubscription_request(leaving.topic, leaving.callback);
    const auto answer = co_await hubs_.post(leaving.hub, std::move(form), std::move(*may_ask), leaving.fetch);
    if (answer.cancelled) co_return;
    log::info("unsubscribed", {{"topic", leaving.topic}, {"hub", leaving.hub}, {"answer", answer.text}});
    co_await told();
}

}  // namespace broadsheet
