// config/feeds.toml documents every key with its default: the two must never drift apart.

#include "config/load.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace broadsheet::config {
namespace {

/// The shipped file with the documented defaults in force.
std::string with_defaults(std::set<std::string>& keys) {
    std::ifstream file(BROADSHEET_FEEDS_TOML);
    const std::regex documented("#([a-z_]+) = .*");
    std::string text;
    for (std::string line; std::getline(file, line);) {
        std::smatch match;
        const bool is_default = std::regex_match(line, match, documented);
        if (is_default) keys.insert(match[1]);
        text += (is_default ? line.substr(1) : line) + "\n";
    }
    return text;
}

TEST(FeedsToml, DocumentsTheDefaultsThatHold) {
    std::set<std::string> keys;
    const Loaded loaded = parse_config(with_defaults(keys));
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(keys.size(), 25U) << "a key is missing in the file, or new: document it there";
    const Config& file = loaded.config;
    const Config built_in;
    EXPECT_EQ(file.daemon.database, built_in.daemon.database);
    EXPECT_EQ(file.daemon.listen, built_in.daemon.listen);
    EXPECT_EQ(file.daemon.base_url, built_in.daemon.base_url);
    EXPECT_EQ(file.daemon.title, built_in.daemon.title);
    EXPECT_EQ(file.daemon.log_level, built_in.daemon.log_level);
    EXPECT_EQ(file.daemon.contact, built_in.daemon.contact);
    EXPECT_EQ(file.fetch.interval, built_in.fetch.interval);
    EXPECT_EQ(file.fetch.min_interval, built_in.fetch.min_interval);
    EXPECT_EQ(file.fetch.max_interval, built_in.fetch.max_interval);
    EXPECT_EQ(file.fetch.timeout, built_in.fetch.timeout);
    EXPECT_EQ(file.fetch.connect_timeout, built_in.fetch.connect_timeout);
    EXPECT_EQ(file.fetch.max_size, built_in.fetch.max_size);
    EXPECT_EQ(file.fetch.concurrency, built_in.fetch.concurrency);
    EXPECT_EQ(file.fetch.per_host, built_in.fetch.per_host);
    EXPECT_EQ(file.fetch.host_spacing, built_in.fetch.host_spacing);
    EXPECT_EQ(file.fetch.rate_limit, built_in.fetch.rate_limit);
    EXPECT_EQ(file.fetch.allow_private, built_in.fetch.allow_private);
    EXPECT_EQ(file.fetch.proxy, built_in.fetch.proxy);
    EXPECT_EQ(file.fetch.no_proxy, built_in.fetch.no_proxy);
    EXPECT_EQ(file.fetch.record, built_in.fetch.record);
    EXPECT_EQ(file.store.retention, built_in.store.retention);
    EXPECT_EQ(file.store.max_articles, built_in.store.max_articles);
    EXPECT_EQ(file.publish.limit, built_in.publish.limit);
    EXPECT_EQ(file.publish.websub, built_in.publish.websub);
    EXPECT_EQ(file.publish.stories, built_in.publish.stories);
}

TEST(FeedsToml, ShipsFeedsForEverySection) {
    const Loaded loaded = load_config(BROADSHEET_FEEDS_TOML);
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(loaded.config.sections.size(), 8U);
    EXPECT_GE(loaded.config.feeds.size(), 40U);
    for (const auto& feed : loaded.config.feeds) {
        EXPECT_FALSE(feed.title.empty()) << feed.url;
        EXPECT_FALSE(feed.sections.empty()) << feed.url;
    }
}

}  // namespace
}  // namespace broadsheet::config
