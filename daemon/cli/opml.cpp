// `broadsheet opml`: the configured sources as a subscription list, one folder a section.

#include "feeds/opml.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/stored.hpp"

#include <algorithm>
#include <iostream>
#include <unordered_map>

namespace broadsheet::cli {
namespace {

using Records = std::unordered_map<std::string, store::FeedRecord>;

/// What the store has learnt of the feeds, by URL; nothing before the first poll.
Records stored_feeds(const config::Config& config) {
    Records records;
    const auto stored = open_stored(config);
    if (!stored) return records;
    auto feeds = (*stored)->feeds();
    if (!feeds) return records;
    for (auto& feed : *feeds) records.emplace(feed.url, std::move(feed));
    return records;
}

feeds::OpmlFeed describe(const config::Feed& feed, const Records& records) {
    feeds::OpmlFeed described;
    described.feed_url = feed.url;
    described.title = feed.title;
    if (const auto record = records.find(feed.url); record != records.end()) {
        if (described.title.empty()) described.title = record->second.title;
        described.home_page_url = record->second.home_page_url;
        described.language = record->second.language;
        described.feed_url = record->second.address();
    }
    if (described.title.empty()) described.title = feed.url;
    return described;
}

}  // namespace

int run_opml(const Common& common) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const Records records = stored_feeds(*config);
    feeds::OpmlList list;
    list.title = config->daemon.title;
    for (const auto& feed : config->feeds) {
        feeds::OpmlFeed described = describe(feed, records);
        if (feed.sections.empty()) list.feeds.push_back(described);
        for (const auto& section : config->sections) {
            if (std::find(feed.sections.begin(), feed.sections.end(), section.id) == feed.sections.end()) continue;
            described.folders = {section.title};
            list.feeds.push_back(described);
        }
    }
    std::cout << feeds::render_opml(list);
    return 0;
}

}  // namespace broadsheet::cli
