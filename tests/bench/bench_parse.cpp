// Bytes to model with dates, addresses and clean HTML, against the bare tree of pugixml over the same bytes. Over the
// documents of the folder $BROADSHEET_FEEDS, or over a feed of our own.

#include "feeds/encoding.hpp"
#include "feeds/fingerprint.hpp"
#include "feeds/html.hpp"
#include "feeds/read.hpp"
#include "feeds/xml_tree.hpp"

#include <benchmark/benchmark.h>
#include <pugixml.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace broadsheet::feeds {
namespace {

std::string own_feed() {
    std::string items;
    for (int i = 0; i < 50; ++i) {
        const auto number = std::to_string(i);
        items += "<item>\n  <title>Ferries &amp; fog, part " + number + "</title>\n  <link>https://origin.example/" +
                 number + "</link>\n  <guid>https://origin.example/" + number +
                 "</guid>\n  <pubDate>Tue, 24 Nov 2026 08:22:53 GMT</pubDate>\n  <description><![CDATA[";
        for (int paragraph = 0; paragraph < 8; ++paragraph)
            items +=
                "<p>Fog at <a href=\"https://origin.example/pier\">the pier</a>, Küste &amp; sea: no boat has "
                "crossed since Sunday.</p>\n<img src=\"/images/pier.jpg\" width=\"640\" alt=\"The pier\"/>";
        items += "]]></description>\n</item>\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>News</title>"
           "<link>https://origin.example/</link>\n" +
           items + "</channel></rss>\n";
}

const std::vector<std::string>& documents() {
    static const auto loaded = [] {
        std::vector<std::string> result;
        if (const char* folder = std::getenv("BROADSHEET_FEEDS")) {
            for (const auto& entry : std::filesystem::directory_iterator(folder)) {
                std::ifstream file(entry.path(), std::ios::binary);
                result.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
            }
        } else {
            result.push_back(own_feed());
        }
        return result;
    }();
    return loaded;
}

template <class Each>
void over_documents(benchmark::State& state, Each each) {
    std::size_t bytes = 0;
    for (auto _ : state)
        for (const auto& document : documents()) {
            each(document);
            bytes += document.size();
        }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void pugixml_tree(benchmark::State& state) {
    over_documents(state, [](const std::string& document) {
        pugi::xml_document tree;
        benchmark::DoNotOptimize(tree.load_buffer(document.data(), document.size()));
    });
}

void decoded(benchmark::State& state) {
    over_documents(state, [](const std::string& document) {
        std::string storage;
        benchmark::DoNotOptimize(decode_text(document, {}, storage));
    });
}

void tree(benchmark::State& state) {
    XmlTree tree;
    over_documents(state, [&](const std::string& document) {
        std::string storage;
        const auto decoded = decode_text(document, {}, storage);
        benchmark::DoNotOptimize(tree.read(decoded.text, ReadLimits().max_heap));
        tree.clear();
    });
}

void model(benchmark::State& state, bool sanitise) {
    DocumentContext context;
    context.url = "https://origin.example/feed.xml";
    context.sanitise = sanitise;
    over_documents(state, [&](const std::string& document) { benchmark::DoNotOptimize(read_feed(document, context)); });
}

/// What the daemon makes of a document before the store sees it: the model, and who its entries are and what they say.
void identified(benchmark::State& state) {
    DocumentContext context;
    context.url = "https://origin.example/feed.xml";
    over_documents(state, [&](const std::string& document) {
        const auto feed = read_feed(document, context);
        if (feed) benchmark::DoNotOptimize(fingerprint(*feed, IdentityRule::automatic));
    });
}

BENCHMARK(pugixml_tree)->Unit(benchmark::kMillisecond);
BENCHMARK(decoded)->Unit(benchmark::kMillisecond);
BENCHMARK(tree)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(model, as_it_came, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(model, clean, true)->Unit(benchmark::kMillisecond);
BENCHMARK(identified)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace broadsheet::feeds

BENCHMARK_MAIN();
