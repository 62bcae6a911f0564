#include "daemon/host_holds.hpp"

#include "daemon/polled_feed.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace broadsheet {

void respect_holds(std::vector<store::FeedRecord>& feeds, const std::vector<store::HostHold>& holds) {
    if (holds.empty()) return;
    for (auto& feed : feeds) {
        auto& state = feed.state;
        if (state.retired || is_unasked(state)) continue;
        const auto& asked = feed.address();
        const auto& answered = state.validators.url;
        const std::array places{asked, answered, feeds::authority_of(asked), feeds::authority_of(answered)};
        for (const auto& hold : holds) {
            if (std::find(places.begin(), places.end(), hold.host) == places.end()) continue;
            if (state.next_poll && *state.next_poll >= hold.until) continue;
            state.next_poll = hold.until;
            state.schedule_reason = feeds::Bound::host_hold;
        }
        if (state.schedule_reason == feeds::Bound::host_hold && state.last_poll)
            state.bounds.push_back({feeds::Bound::host_hold, *state.next_poll - *state.last_poll});
    }
}

}  // namespace broadsheet
