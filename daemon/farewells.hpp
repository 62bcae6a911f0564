#pragma once
// Subscriptions that have been given up (WebSub §5.1): their hubs are told, and may ask whether we meant that. Net
// thread only.

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"
#include "daemon/http/message.hpp"
#include "daemon/hub_client.hpp"
#include "store/records.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <unordered_map>

namespace broadsheet {

class Farewells {
public:
    /// `tasks` runs what is asked of hubs; it is joined before this is destroyed.
    Farewells(HubClient& hubs, Clock& clock, TaskGroup& tasks) : hubs_(hubs), clock_(clock), tasks_(tasks) {}

    /// Tells the hub of a subscription that is at `callback`, as soon as it may be asked. `told`: what is to be done
    /// once it has answered.
    void say(const store::Subscription& subscription, std::string callback, const config::Fetch& fetch,
             std::function<awaitable<void>()> told);

    /// Does a hub ask of one of these? As often as it likes, for as long as it may: our answer may be lost.
    [[nodiscard]] bool confirms(const std::string& token, const http::HttpRequest& request) const;

    /// Those that are over.
    void forget_old();

private:
    static constexpr std::chrono::days question_pause{1};  // that a hub has to ask

    struct Leaving {
        std::string hub;
        std::string topic;
        std::string callback;
        config::Fetch fetch;
        SteadyTime until;
    };

    awaitable<void> unsubscribe(Leaving leaving, std::function<awaitable<void>()> told);

    HubClient& hubs_;
    Clock& clock_;
    TaskGroup& tasks_;
    std::unordered_map<std::string, Leaving> leaving_;  // by token
};

}  // namespace broadsheet
