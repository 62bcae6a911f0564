#include "daemon/host_holds.hpp"

#include "feeds/url.hpp"

namespace broadsheet {

void respect_holds(std::vector<store::FeedRecord>& feeds, const std::vector<store::HostHold>& holds) {
    if (holds.empty()) return;
    for (auto& feed : feeds) {
        auto& state = feed.state;
        const auto asked = feeds::authority_of(state.address.empty() ? feed.url : state.address);
        const auto answered = feeds::authority_of(state.validators.url);
        for (const auto& hold : holds) {
            if (hold.host != asked && hold.host != answered) continue;
            if (state.next_poll && *state.next_poll >= hold.until) continue;
            state.next_poll = hold.until;
            state.schedule_reason = "host-hold";
        }
        if (state.schedule_reason == "host-hold" && state.last_poll)
            state.bounds.push_back({state.schedule_reason, *state.next_poll - *state.last_poll});
    }
}

}  // namespace broadsheet
