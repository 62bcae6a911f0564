#pragma once
// How hubs are asked (WebSub §5.1): in their turn among the polls of their hosts. Net thread only.

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/host_turns.hpp"
#include "daemon/http/client.hpp"
#include "daemon/store_service.hpp"
#include "feeds/websub.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace broadsheet {

/// What came of asking a hub.
struct HubAnswer {
    bool accepted = false;
    bool refused = false;    ///< by the hub, which would say the same again soon
    bool cancelled = false;  ///< the asking coroutine was
    std::optional<std::chrono::seconds> retry_after;
    std::string text;  ///< its status, or what went wrong
};

/// What a hub says of itself, as it is kept and shown: UTF-8, and not too much of it.
[[nodiscard]] std::string as_shown(std::string_view text);

class HubClient {
public:
    HubClient(http::HttpClient& client, StoreService& store, Clock& clock, HostTurns& turns)
        : client_(client), store_(store), clock_(clock), turns_(turns) {}

    /// Waits until this hub may be asked. Errors: those of HostTurns::wait_for(); unavailable: it has said that it is
    /// asked too much, and rests.
    [[nodiscard]] awaitable<Result<HostTurns::Turn>> turn(std::string hub, const config::Fetch& fetch);

    /// When a hub that was asked too much may be asked again: later than anything else of its host, or the one would
    /// wait for the other for ever. Or when its host may be, which another has asked too much. Past: neither was.
    [[nodiscard]] feeds::Timestamp rests_until(const std::string& hub) const;

    /// Sends the hub a form. One that says 429 is left alone from then on, and all that is at its host. `fetch` must
    /// outlive the call.
    [[nodiscard]] awaitable<HubAnswer> post(std::string hub, feeds::FormFields form, HostTurns::Turn turn,
                                            const config::Fetch& fetch);

private:
    awaitable<Result<HostTurns::Turn>> next_turn(std::string url, const config::Fetch& fetch);
    awaitable<Result<void>> pass_on(std::optional<HostTurns::Turn>& turn, std::string url, const config::Fetch& fetch);
    awaitable<void> leave_alone(std::string place, std::chrono::seconds pause);

    http::HttpClient& client_;
    StoreService& store_;
    Clock& clock_;
    HostTurns& turns_;
    std::unordered_map<std::string, SteadyTime> rests_;  // by hub
};

}  // namespace broadsheet
