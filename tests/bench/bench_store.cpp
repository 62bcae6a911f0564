// What the store costs: new articles, known ones, a page, by how much is stored already. CPU time, in batches of
// twenty.

#include "tests/support/temp_store.hpp"

#include <benchmark/benchmark.h>

#include <map>

namespace broadsheet {
namespace {

using tests::fetched;
using tests::TempStore;

const feeds::Timestamp start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
constexpr int batch = 20;
constexpr int feeds_in_all = 50;

/// An article as feeds have them: 1.9 KB of text, an author, a category, two links.
store::IncomingArticle typical(std::int64_t number) {
    const std::string name = std::to_string(number);
    store::IncomingArticle entry;
    entry.article.id = "https://news.example.org/articles/" + name;
    entry.article.url = entry.article.id + "/a-title-of-some-length-in-the-address.html";
    entry.article.title = "A title of some length, as titles are, of article " + name;
    entry.article.summary = std::string(200, 's') + name;
    entry.article.content_html = "<p>" + std::string(1500, 'c') + "</p>";
    entry.article.authors = {{"Ann Author", "", "", ""}};
    entry.article.categories = {{"World", "", ""}};
    entry.article.links = {{"alternate", entry.article.url, "", "", "", {}}};
    entry.article.published = start + std::chrono::seconds(number * 60);
    entry.fingerprint.key = "id:" + entry.article.id;
    entry.fingerprint.canonical_url = feeds::hash64(entry.article.url);
    entry.fingerprint.content = feeds::hash64(entry.article.title);
    entry.sections = {"world"};
    return entry;
}

std::vector<store::IncomingArticle> entries_from(std::int64_t first) {
    std::vector<store::IncomingArticle> entries;
    for (std::int64_t number = first + batch; number-- > first;) entries.push_back(typical(number));
    return entries;
}

/// A store that holds `articles` already; filled once and shared, for the larger take their time.
class Filled {
public:
    explicit Filled(std::int64_t articles) {
        std::vector<store::FeedSpec> feeds;
        for (int number = 0; number < feeds_in_all; ++number) {
            feeds.push_back({"https://feed" + std::to_string(number) + ".example/", "", {"world"}, 0});
        }
        temp.writer().sync_config({{{"world", "World"}}, feeds}, start).value();
        for (const auto& feed : temp.reader().feeds().value()) ids.push_back(feed.id);
        while (stored < articles) {
            temp.writer().begin().value();
            for (int fetch = 0; fetch < feeds_in_all; ++fetch) record(entries_from(stored));
            temp.writer().commit().value();
        }
    }

    void record(std::vector<store::IncomingArticle> entries) {
        const auto feed = ids[static_cast<std::size_t>(stored / batch) % ids.size()];
        stored += batch;
        const auto time = start + std::chrono::seconds(stored * 60);
        temp.writer().record_fetch(fetched(feed, time, std::move(entries))).value();
    }

    TempStore temp;
    std::vector<store::FeedId> ids;
    std::int64_t stored = 0;
};

Filled& filled(std::int64_t articles) {
    static std::map<std::int64_t, std::unique_ptr<Filled>> stores;
    auto& found = stores[articles];
    if (!found) found = std::make_unique<Filled>(articles);
    return *found;
}

/// Five fetches a commit: a hundred articles.
void store_new_articles(benchmark::State& state) {
    Filled& store = filled(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        std::vector<std::vector<store::IncomingArticle>> fetches;
        for (int fetch = 0; fetch < 5; ++fetch) fetches.push_back(entries_from(store.stored + fetch * batch));
        state.ResumeTiming();
        store.temp.writer().begin().value();
        for (auto& entries : fetches) store.record(std::move(entries));
        store.temp.writer().commit().value();
    }
    state.SetItemsProcessed(state.iterations() * 5 * batch);
    const auto stats = store.temp.reader().stats().value();
    state.counters["us_per_article"] = benchmark::Counter(static_cast<double>(state.iterations()) * 5 * batch * 1e-6,
                                                          benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["file_bytes_per_article"] =
        static_cast<double>(stats.file_bytes) / static_cast<double>(stats.articles);
}
BENCHMARK(store_new_articles)->Arg(0)->Arg(20'000)->Arg(100'000)->Iterations(200);

void meet_known_articles(benchmark::State& state) {
    Filled& store = filled(state.range(0));
    std::vector<store::FetchRecord> records;
    for (int fetch = 0; fetch < feeds_in_all; ++fetch) {
        records.push_back(fetched(store.ids[static_cast<std::size_t>(fetch)], start + std::chrono::hours(1),
                                  entries_from(fetch * batch)));
    }
    store.temp.writer().begin().value();
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(store.temp.writer().record_fetch(records[next++ % records.size()]).value());
    }
    store.temp.writer().commit().value();
    state.SetItemsProcessed(state.iterations() * batch);
    state.counters["us_per_article"] = benchmark::Counter(static_cast<double>(state.iterations()) * batch * 1e-6,
                                                          benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(meet_known_articles)->Arg(20'000)->Arg(100'000);

void read_a_page(benchmark::State& state) {
    Filled& store = filled(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(store.temp.reader().page(store::ArticleQuery("world", 50, 1)).value());
    }
    state.SetItemsProcessed(state.iterations() * 50);
}
BENCHMARK(read_a_page)->Arg(20'000)->Arg(100'000);

void list_feeds(benchmark::State& state) {
    Filled& store = filled(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(store.temp.reader().feeds().value());
}
BENCHMARK(list_feeds)->Arg(100'000);

}  // namespace
}  // namespace broadsheet

BENCHMARK_MAIN();
