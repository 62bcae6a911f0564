// What it costs to decide when a feed is polled next, with so many feeds: two simulated weeks in which the queue gives
// a feed, its poll takes its time, next_poll says when the next one is, and the queue takes the feed back. Nothing is
// fetched. A fifth as many hosts as feeds; a hundredth of the feeds live on hosts that have 2,000 each.

#include "daemon/poll_queue.hpp"
#include "feeds/schedule.hpp"
#include "feeds/url.hpp"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <chrono>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet {
namespace {

using namespace std::chrono_literals;
using feeds::Timestamp;
using std::chrono::days;
using std::chrono::seconds;
using Time = PollQueue::Time;

constexpr Time begin{};
constexpr Timestamp begin_of_week{seconds(1'795'996'800)};
constexpr PollQueue::HostLimits limits{1, 2s};
constexpr auto poll_time = 400ms;
constexpr unsigned concurrency = 512;
constexpr auto simulated = days(14);

/// What the poller knows of a feed when its poll has ended.
struct Member {
    std::string url;
    feeds::PostingRate posting;
    feeds::PollHints hints;
    unsigned failing = 0;  // out of a hundred polls
    unsigned errors = 0;   // in a row
};

class Fleet {
public:
    explicit Fleet(std::size_t count) {
        std::mt19937_64 random(11);
        const auto hosts = std::max<std::size_t>(count / 5, 1);
        members_.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            auto& member = members_.emplace_back();
            const bool large = random() % 100 == 0;
            const auto host = large ? hosts + random() % (count / 200'000 + 1) : random() % hosts;
            member.url =
                "https://www.origin-" + std::to_string(host) + ".example/section/" + std::to_string(i) + ".xml";
            std::lognormal_distribution<double> posts(1, 2);  // in a fortnight: half have three or more
            member.posting.weight = posts(random);
            give_hints(member.hints, random);
            if (random() % 20 == 0) member.failing = 50;
        }
    }

    /// When the feed is to be polled next, as the daemon works it out.
    std::chrono::milliseconds decide(PollQueue::Slot slot, Time now) {
        auto& member = members_[slot];
        const auto wall = begin_of_week + std::chrono::floor<seconds>(now - begin);
        const auto number = random_();
        feeds::PollHistory history;
        member.errors = number % 100 < member.failing ? member.errors + 1 : 0;
        history.error_count = member.errors;
        history.verdict = member.errors > 0 ? feeds::Verdict::failed : feeds::Verdict::not_modified;
        member.posting.watched = begin_of_week - days(30);
        member.posting.oldest = wall - days(30);
        member.posting.as_of = wall;
        history.posting_gap = feeds::posting_gap(member.posting, wall);
        const auto next = feeds::next_poll({}, member.hints, history, wall, feeds::jitter_of(slot, wall));
        return next.when - wall;
    }

    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] std::string host(PollQueue::Slot slot) const { return feeds::authority_of(members_[slot].url); }

private:
    static void give_hints(feeds::PollHints& hints, std::mt19937_64& random) {
        if (random() % 3 == 0) hints.fresh_for = seconds(60 << random() % 7);
        if (random() % 5 == 0) hints.document.ttl = seconds(900 << random() % 4);
        if (random() % 5 == 0) hints.document.update_period = 1h;
        if (random() % 20 == 0) hints.document.skip_hours = {0, 1, 2, 3, 4, 5};
        if (random() % 50 == 0) hints.document.skip_days = {"Saturday", "Sunday"};
    }

    std::minstd_rand random_{5};
    std::vector<Member> members_;
};

/// The poller reads off the address of each feed it gives back which host answered.
enum class Hosts { stay, are_read_anew };

/// The poller's part: what is due starts, what has ended goes back, else time goes on.
class Simulation {
public:
    Simulation(Fleet& fleet, Hosts hosts) : fleet_(fleet), hosts_(hosts), queue_(concurrency) {
        std::minstd_rand random(3);
        for (PollQueue::Slot i = 0; i < fleet.size(); ++i)
            queue_.add(i, fleet.host(i), limits, begin + seconds(random() % 14'400));
    }

    template <class Decide>
    std::int64_t run(Time end, Decide decide) {
        std::int64_t decisions = 0;
        while (now_ < end) {
            for (; !polls_.empty() && polls_.front().first <= now_; polls_.pop_front(), ++decisions) {
                const auto slot = polls_.front().second;
                const auto wait = decide(slot, now_);
                if (hosts_ == Hosts::stay) {
                    queue_.finish(slot, now_ + wait);
                } else {
                    queue_.finish(slot, std::nullopt);
                    queue_.add(slot, fleet_.host(slot), limits, now_ + wait);
                }
            }
            while (const auto slot = queue_.start(now_)) polls_.emplace_back(now_ + poll_time, *slot);
            const auto next = queue_.next_event();
            now_ = polls_.empty() ? next.value_or(end) : std::min(polls_.front().first, next.value_or(end));
        }
        return decisions;
    }

private:
    Fleet& fleet_;
    Hosts hosts_;
    PollQueue queue_;
    Time now_ = begin;
    std::deque<std::pair<Time, PollQueue::Slot>> polls_;  // with their ends
};

std::size_t heap_bytes() {
    const auto heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

void count(benchmark::State& state, std::int64_t decisions) {
    const auto count = static_cast<double>(decisions);
    state.counters["decisions"] = count;
    state.counters["time/decision"] =
        benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Decide>
void weeks(benchmark::State& state, Hosts hosts, Decide decide) {
    Fleet fleet(static_cast<std::size_t>(state.range(0)));
    const auto before = heap_bytes();
    std::int64_t decisions = 0;
    for (auto _ : state) {
        state.PauseTiming();
        Simulation simulation(fleet, hosts);
        simulation.run(begin + days(1), [&](auto slot, Time now) { return decide(fleet, slot, now); });
        state.ResumeTiming();
        decisions +=
            simulation.run(begin + days(1) + simulated, [&](auto slot, Time now) { return decide(fleet, slot, now); });
        state.counters["queue_bytes/feed"] =
            static_cast<double>(heap_bytes() - before) / static_cast<double>(fleet.size());
    }
    count(state, decisions);
}

void decision(benchmark::State& state) {
    weeks(state, Hosts::stay, [](Fleet& fleet, PollQueue::Slot slot, Time now) { return fleet.decide(slot, now); });
}

void decision_and_host(benchmark::State& state) {
    weeks(state, Hosts::are_read_anew,
          [](Fleet& fleet, PollQueue::Slot slot, Time now) { return fleet.decide(slot, now); });
}

/// Every feed at an interval of its own between one and twelve hours.
void queue_alone(benchmark::State& state) {
    weeks(state, Hosts::stay, [](Fleet&, PollQueue::Slot slot, Time) -> std::chrono::milliseconds {
        return 1h + std::chrono::milliseconds(slot * 7'919LL % 39'600'000);
    });
}

void next_poll_alone(benchmark::State& state) {
    Fleet fleet(static_cast<std::size_t>(state.range(0)));
    std::minstd_rand random(9);
    std::int64_t decisions = 0;
    for (auto _ : state) {
        const auto slot = static_cast<PollQueue::Slot>(random() % fleet.size());
        benchmark::DoNotOptimize(fleet.decide(slot, begin + seconds(++decisions)));
    }
    count(state, decisions);
}

BENCHMARK(decision)->RangeMultiplier(10)->Range(1'000, 1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(decision_and_host)->Arg(1'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(queue_alone)->RangeMultiplier(10)->Range(1'000, 1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(next_poll_alone)->RangeMultiplier(10)->Range(1'000, 1'000'000);

}  // namespace
}  // namespace broadsheet

BENCHMARK_MAIN();
