// A head document of fifty entries with 5 KB of text each, in each format.

#include "feeds/render.hpp"

#include <benchmark/benchmark.h>

namespace broadsheet::feeds {
namespace {

OutputFeed head_document() {
    constexpr int entries = 50;
    constexpr std::size_t text_bytes = 5'000;
    OutputFeed feed;
    feed.id = "urn:uuid:0e6a3f7e-7a3f-4a67-9d8a-1d2f3c4b5a69";
    feed.title = "News";
    feed.home_page_url = "https://news.example/all";
    feed.atom_url = "https://news.example/all.atom";
    feed.rss_url = "https://news.example/all.rss";
    feed.json_url = "https://news.example/all.json";
    for (int i = 0; i < entries; ++i) {
        OutputEntry entry;
        const auto number = std::to_string(i);
        entry.id = "https://origin.example/" + number;
        entry.sources.resize(1);
        entry.sources[0].feed_title = "Origin";
        entry.sources[0].feed_id = entry.sources[0].feed_url = "https://origin.example/feed";
        entry.article.url = entry.id;
        entry.article.title = "Ferries & fog, part " + number;
        entry.article.summary = "Boats stay in port.";
        while (entry.article.content_html.size() < text_bytes)
            entry.article.content_html +=
                "<p>Fog at <a href=\"https://origin.example/pier\">the pier</a>, Küste &amp; sea: "
                "no boat has crossed since Sunday, and none will before the wind turns.</p>";
        feed.entries.push_back(std::move(entry));
    }
    return feed;
}

void render_in(benchmark::State& state, OutputFormat format) {
    const auto feed = head_document();
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto text = render(feed, format);
        bytes += text.size();
        benchmark::DoNotOptimize(text.data());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(render_in, atom, OutputFormat::atom)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render_in, rss, OutputFormat::rss)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(render_in, json, OutputFormat::json)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace broadsheet::feeds

BENCHMARK_MAIN();
