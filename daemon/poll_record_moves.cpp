// What an answer says of where its feed lives, and whether it lives at all.

#include "daemon/poll_record.hpp"
#include "feeds/move.hpp"

#include <utility>

namespace broadsheet {

namespace {

constexpr std::chrono::days patience_with_moves{7};

}  // namespace

/// 404 alone ends no feed, nor does what lies behind a redirect that is not for good, or has not been there for as long
/// as it takes to move; but one that has moved and for a day is not where it moved to is looked for where it was.
void PollRecord::note_gone() {
    auto& state = record_.state;
    if (!speaks_for_itself_) return state.gone_since.reset();
    if (state.address != feed_.state.address) return;  // looked back already: it was not the feed's own that is gone
    const bool has_moved = !state.address.empty();
    if (has_moved && (!state.last_success || goes_on_elsewhere(feed_.state))) return move_back("nothing is left at ");
    if (!has_moved && outcome_.verdict != feeds::Verdict::gone) return;
    if (!has_moved) note_who_is_gone();
    if (!state.gone_since) state.gone_since = now_;
    if (state.retired || !feeds::has_ended(*state.gone_since, now_)) return;
    if (has_moved) return move_back("nothing is left at ");
    const bool is_redirected = !moved_to_.empty();  // which is believed no sooner than that it has moved
    if (is_redirected && now_ - *state.gone_since < patience_with_moves) return;
    state.retired = now_;
    event("retired", "its server says that it is gone for good (410); it is no longer polled, its articles stay");
}

/// What a redirect's target has said is not what the feed's own address says, nor the other way round.
void PollRecord::note_who_is_gone() {
    auto& state = record_.state;
    if (state.move.to != moved_to_ && !state.move.is_astray()) state.gone_since.reset();
    state.move = feeds::watch_move(state.move, moved_to_, now_);
}

/// One that has long failed where it moved to may do better where it was, and a page may offer another feed by now.
void PollRecord::look_back() {
    const auto& state = record_.state;
    if (state.address.empty()) return;
    if (!state.last_success && state.error_count % patience_with_offers == 0) move_back("it was never to be had at ");
    if (state.last_success && now_ - *state.last_success >= patience_with_moves)
        move_back("it has failed for a week at ");
}

void PollRecord::move_back(std::string why) {
    auto& state = record_.state;
    if (tells_of(state.address))
        event("moved-back", std::move(why) + state.address + "; it is polled at its configured address again");
    state.refused_offer = std::exchange(state.address, {});
    state.gone_since.reset();
    state.validators = state.other_validators = {};
}

}  // namespace broadsheet
