#include "daemon/host_turns.hpp"

#include "feeds/url.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace broadsheet {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds worth_waiting = std::chrono::minutes(1);  // for a host that wants to be left alone
// A clock that was set back by years must not stop anything for as long.
constexpr milliseconds longest_hold = std::chrono::days(8);

}  // namespace

/// A slot of the queue that is no feed's, until its turn comes.
struct HostTurns::Waiting {
    Waiting(HostTurns& turns_, const std::string& host_, boost::asio::any_io_executor executor)
        : turns(turns_), host(host_), wakeup(std::move(executor)), slot(turns.queue_.take_slot()) {
        turns.waiting_[slot] = this;
    }
    ~Waiting() {
        turns.waiting_.erase(slot);
        if (!served) turns.give_back(slot, has_turn);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    HostTurns& turns;
    const std::string& host;
    Wakeup wakeup;
    PollQueue::Slot slot;
    bool has_turn = false;
    bool served = false;  // who waited knows
};

HostTurns::Turn::~Turn() {
    if (turns_ != nullptr) turns_->give_back(slot_, true);
}

void HostTurns::give_back(PollQueue::Slot slot, bool has_started) {
    if (has_started) queue_.finish(slot, std::nullopt);
    queue_.remove(slot);
    queue_.free_slot(slot);
    changed_.notify();
}

void HostTurns::hold(const std::vector<store::HostHold>& holds) {
    for (const auto& hold : holds) {
        const auto wait = std::clamp<milliseconds>(hold.until - clock_.now(), milliseconds(0), longest_hold);
        const auto until = holds_.hold(hold.host, clock_.steady() + wait);
        if (feeds::is_web_url(hold.host)) continue;
        queue_.hold(hold.host, until);
        send_away(hold.host);
    }
}

milliseconds HostTurns::held_for(const std::string& url) const {
    const auto until = std::max(holds_.until(url), holds_.until(feeds::authority_of(url)));
    return until == SteadyTime::min() ? milliseconds(0) : until - clock_.steady();
}

/// Nobody waits for a server that has come to want to be left alone for long.
void HostTurns::send_away(const std::string& host) {
    if (holds_.until(host) <= clock_.steady() + worth_waiting) return;
    for (const auto& [slot, waiting] : waiting_)
        if (waiting->host == host) waiting->wakeup.notify();
}

/// What is asked for at one address waits for no hold of it, as others do for their server's.
std::optional<Error> HostTurns::is_left_alone(const std::string& url) const {
    if (holds_.until(url) <= clock_.steady()) return std::nullopt;
    return fail(ErrorCode::unavailable, url + " wants to be left alone for now");
}

bool HostTurns::give(PollQueue::Slot slot) {
    const auto found = waiting_.find(slot);
    if (found == waiting_.end()) return false;
    found->second->has_turn = true;
    found->second->wakeup.notify();
    return true;
}

awaitable<Result<HostTurns::Turn>> HostTurns::wait_for(std::string url, PollQueue::HostLimits limits) {
    if (auto said = is_left_alone(url)) co_return *said;
    const auto host = feeds::authority_of(url);
    const auto unwelcome = fail(ErrorCode::unavailable, host + " wants to be left alone for now");
    if (holds_.until(host) > clock_.steady() + worth_waiting) co_return unwelcome;
    Waiting waiting(*this, host, co_await boost::asio::this_coro::executor);
    queue_.add(waiting.slot, host, limits, clock_.steady());
    changed_.notify();
    const auto woken = co_await waiting.wakeup.wait();
    if (!woken) co_return woken.error();
    if (!waiting.has_turn) co_return unwelcome;
    if (auto said = is_left_alone(url)) co_return *said;  // meanwhile, to another poll
    waiting.served = true;
    co_return Turn(*this, waiting.slot);
}

}  // namespace broadsheet
