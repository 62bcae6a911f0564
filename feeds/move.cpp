#include "feeds/move.hpp"

#include <chrono>

namespace broadsheet::feeds {

namespace {

constexpr std::chrono::days agreement{7};
constexpr std::chrono::hours second_thoughts{24};

bool is_permanent(unsigned status) {
    return status == 301 || status == 308;
}

bool loses_tls(std::string_view from, std::string_view to) {
    return from.starts_with("https:") && !to.starts_with("https:");
}

/// The same address, with TLS.
bool only_gains_tls(std::string_view from, std::string_view to) {
    return from.starts_with("http://") && to.starts_with("https://") && from.substr(7) == to.substr(8);
}

}  // namespace

std::string permanent_target(const std::vector<Hop>& chain) {
    std::string target;
    for (const auto& hop : chain) {
        if (!is_permanent(hop.status) || loses_tls(hop.from, hop.to)) break;
        target = hop.to;
    }
    return target;
}

PendingMove watch_move(const PendingMove& before, std::string_view target, Timestamp now) {
    if (target == before.to || before.is_astray()) return before;
    PendingMove move;
    move.to = target;
    if (!target.empty()) move.since = now;
    return move;
}

PendingMove judge_first_sight(PendingMove move, bool shared, bool added) {
    if (shared || move.to.empty() || move.is_astray()) return move;
    if (!added) return {};  // an empty document: the next one is the first
    move.since.reset();
    return move;
}

bool may_move(const PendingMove& move, std::string_view from, bool same_feed, Timestamp now) {
    if (move.to.empty() || !move.since || !same_feed) return false;
    return now - *move.since >= agreement || only_gains_tls(from, move.to);
}

bool has_ended(Timestamp since, Timestamp now) {
    return now - since >= second_thoughts;
}

}  // namespace broadsheet::feeds
