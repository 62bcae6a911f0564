// How old news is when it is stored, with the rates that feeds really post at: the documents under $BROADSHEET_CORPUS
// (those of its real/docs) are replayed, each listing at any moment what it had posted until then. The schedule of the
// daemon against one fixed interval for all feeds that makes as many requests.
//
// A document tells the end of its feed's history, of a busy feed's some hours, of a quiet one's years. So a feed is
// looked at from the middle of its listed entries, when half of them could be learned from, to the newest. What it
// costs and gives there counts by the day, as if all feeds went on at these rates for the same time: a request or an
// entry of a feed that was looked at for a day weighs seven times as much as of one that was looked at for a week.
// No time is made up or repeated. Many runs, that differ in when the first poll is, even out where polls happen to
// fall.

#include "feeds/read.hpp"
#include "feeds/schedule.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;

constexpr std::size_t fewest_entries = 6;
constexpr seconds shortest_window = 1h;        // less is the time at which a document was made
constexpr seconds longest_window = days(365);  // what came before it was learned from for a quarter of a year
constexpr seconds longest_lesson = days(90);
constexpr int runs = 50;

struct History {
    std::int64_t number = 0;
    std::vector<Timestamp> posts;  // oldest first
    Timestamp begin{};             // of the lesson
    Timestamp middle{};            // of the measurement
    Timestamp end{};

    [[nodiscard]] double days_measured() const { return static_cast<double>((end - middle).count()) / 86400; }
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Without entries that name but a day; nullopt where too few are left, or none of them at a time of its own.
std::optional<History> history_of(const std::filesystem::path& path) {
    const auto feed = read_feed(read_file(path), {});
    if (!feed) return std::nullopt;
    History history;
    for (const auto& article : feed->articles)
        if (article.published && !article.published_by_day) history.posts.push_back(*article.published);
    auto& posts = history.posts;
    if (posts.size() < fewest_entries) return std::nullopt;
    std::sort(posts.begin(), posts.end());
    history.end = posts.back();
    history.middle = std::max(posts[posts.size() / 2 - 1], history.end - longest_window);
    history.begin = std::max(posts.front(), history.middle - longest_lesson);
    if (history.end - history.middle < shortest_window) return std::nullopt;
    return history;
}

/// Copies in another encoding are no feeds of their own.
const std::vector<History>& histories() {
    static const auto loaded = [] {
        std::vector<History> result;
        const char* corpus = std::getenv("BROADSHEET_CORPUS");
        const auto folder = std::filesystem::path(corpus ? corpus : "") / "real/docs";
        if (!corpus || !std::filesystem::is_directory(folder)) return result;
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (!entry.path().filename().string().starts_with("as_")) paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths)
            if (auto history = history_of(path)) {
                history->number = static_cast<std::int64_t>(result.size());
                result.push_back(std::move(*history));
            }
        return result;
    }();
    return loaded;
}

/// By the day.
struct Outcome {
    double requests = 0;
    double entries = 0;
    double delay = 0;  // of all entries, in seconds

    [[nodiscard]] double mean_delay() const { return delay / entries; }
};

Feed listed(const std::vector<Timestamp>& posts, std::size_t count) {
    Feed feed;
    for (auto i = count; i > 0; --i) feed.articles.emplace_back().published = posts[i - 1];
    return feed;
}

/// One feed as the daemon would poll it: a document is read when it is the first or has changed.
template <class Next>
void replay(const History& history, Timestamp first, Next next, Outcome& outcome) {
    PostingRate rate;
    rate.watched = first - days(1);
    rate.as_of = rate.oldest = *rate.watched;
    std::size_t known = 0;
    double requests = 0;
    double entries = 0;
    double delay = 0;
    for (auto at = first; known < history.posts.size(); at = next(history, rate, at)) {
        const auto& posts = history.posts;
        const auto seen = static_cast<std::size_t>(std::upper_bound(posts.begin(), posts.end(), at) - posts.begin());
        if (seen > known) rate = observe(rate, listed(posts, seen), true, at);
        if (at > history.middle && at <= history.end) ++requests;
        for (; known < seen; ++known)
            if (posts[known] > history.middle) {
                ++entries;
                delay += static_cast<double>((at - posts[known]).count());
            }
    }
    outcome.requests += requests / history.days_measured();
    outcome.entries += entries / history.days_measured();
    outcome.delay += delay / history.days_measured();
}

template <class Next>
Outcome replay_all(seconds interval, Next next) {
    std::mt19937_64 random(17);
    Outcome outcome;
    for (int run = 0; run < runs; ++run)
        for (const auto& history : histories()) {
            const seconds phase(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(interval.count())));
            replay(history, history.begin + phase, next, outcome);
        }
    const auto feeds = static_cast<double>(histories().size()) * runs;
    return {outcome.requests / feeds, outcome.entries / feeds, outcome.delay / feeds};
}

Outcome adaptive(const PollPolicy& policy) {
    return replay_all(policy.interval, [&policy](const History& feed, const PostingRate& rate, Timestamp at) {
        PollHistory history;
        history.posting_gap = posting_gap(rate, at);
        return next_poll(policy, {}, history, at, jitter_of(feed.number, at)).when;
    });
}

Outcome fixed(seconds interval) {
    return replay_all(interval, [interval](const History&, const PostingRate&, Timestamp at) { return at + interval; });
}

void freshness(benchmark::State& state) {
    const PollPolicy policy{std::chrono::minutes(state.range(0)), 10min, 24h};
    Outcome ours;
    Outcome theirs;
    for (auto _ : state) {
        ours = adaptive(policy);
        const seconds interval(static_cast<std::int64_t>(86400 / ours.requests));
        theirs = fixed(interval);
    }
    state.counters["feeds"] = static_cast<double>(histories().size());
    state.counters["entries/feed/day"] = ours.entries;
    state.counters["requests/feed/day"] = ours.requests;
    state.counters["fixed_requests"] = theirs.requests;
    state.counters["delay_min"] = ours.mean_delay() / 60;
    state.counters["fixed_min"] = theirs.mean_delay() / 60;
    state.counters["ratio"] = ours.mean_delay() / theirs.mean_delay();
}

BENCHMARK(freshness)
    ->ArgName("interval_min")
    ->Arg(15)
    ->Arg(30)
    ->Arg(60)
    ->Arg(120)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace broadsheet::feeds

int main(int argc, char** argv) {
    if (broadsheet::feeds::histories().empty()) {
        std::cout << "skipped: BROADSHEET_CORPUS names no folder of real documents\n";
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
