// What grouping costs an article with so many others live: its digest, and all steps of its placing. The stream is the
// worst that there is: one topic of many events, all inside three days. CPU time, one core; bytes are of the heap.

#include "feeds/grouping.hpp"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace broadsheet::feeds {
namespace {

struct Text {
    std::string title;
    std::string summary;
};

/// Words by Zipf's law: the common ones in every article, the rare ones in one event's.
class Stream {
public:
    Text next() {
        const unsigned event = pick(live_events) + static_cast<unsigned>(made_ / 40);
        ++made_;
        Text text;
        for (int i = 0; i < 10; ++i) text.title += (i % 3 == 0 ? of_event(event) : common()) + " ";
        for (int i = 0; i < 50; ++i) text.summary += (i % 6 == 0 ? of_event(event) : common()) + " ";
        return text;
    }

private:
    static constexpr unsigned live_events = 3'000;

    unsigned pick(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    std::string common() {
        const double uniform = static_cast<double>(random_() % 1'000'000 + 1) / 1'000'000;
        return "w" + std::to_string(static_cast<unsigned>(20'000 * uniform * uniform * uniform * uniform));
    }
    std::string of_event(unsigned event) { return "e" + std::to_string(event) + "x" + std::to_string(pick(8)); }

    std::mt19937 random_{42};
    std::size_t made_ = 0;
};

ArrivedArticle arrived(const Text& text, std::int64_t id, std::int64_t all) {
    ArrivedArticle article;
    article.id = id;
    article.time = 1'700'000'000 + id * 72 * 3'600 / all;
    article.feed = static_cast<std::uint64_t>(id) % 200;
    article.digest = digest_article({text.title, text.summary, "", "", ""});
    return article;
}

void digest(benchmark::State& state) {
    Stream stream;
    const Text text = stream.next();
    for (auto _ : state) benchmark::DoNotOptimize(digest_article({text.title, text.summary, "", "", ""}));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(digest);

std::size_t heap_bytes() {
    const auto heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

/// With so many live articles that each new one lets an old one go.
void place(benchmark::State& state) {
    const std::int64_t live = state.range(0);
    Stream stream;
    const std::size_t before = heap_bytes();
    Grouping grouping;
    std::int64_t id = 0;
    while (id < live) {
        ++id;
        grouping.add(arrived(stream.next(), id, live));
    }
    state.counters["bytes_per_live"] =
        static_cast<double>(heap_bytes() - before) / static_cast<double>(grouping.live());
    state.counters["live"] = static_cast<double>(grouping.live());
    for (auto _ : state) {
        state.PauseTiming();
        ++id;
        auto article = arrived(stream.next(), id, live);
        state.ResumeTiming();
        benchmark::DoNotOptimize(grouping.add(std::move(article)));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(place)->Arg(1'000)->Arg(20'000)->Iterations(4'000);

}  // namespace
}  // namespace broadsheet::feeds

BENCHMARK_MAIN();
