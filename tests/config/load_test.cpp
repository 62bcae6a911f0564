#include "config/load.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace broadsheet::config {
namespace {

using std::chrono::hours;

constexpr std::string_view complete = R"(
[daemon]
database = "data/news.db"
listen = ["[::1]:8080", "unix:/run/broadsheet/http.sock"]
base_url = "https://news.example.org/daily/"
title = "The Daily"
log_level = "debug"
contact = "mailto:admin@example.org"
[fetch]
interval = "2h"
max_size = "1MiB"
per_host = 2
[store]
retention = "forever"
max_articles = 1000
[publish]
limit = 20
websub = false
stories = "copies"
[sections.world]
title = "World"
description = """
Two
lines"""
language = "pt-BR"
keep = ["title:/ukraine|russia/i"]
drop = ["tag:sponsored"]
retention = "30d"
[sections.local-news]
[[feeds]]
url = "https://example.org/world/feed.xml"
sections = ["world", "local-news", "world"]
title = "Example World"
priority = 10
interval = "15m"
headers = { "X-Key" = { credential = "example-key" }, Accept = "application/rss+xml" }
username = "someone"
password = { file = "password" }
rights = "summary"
dates = "ignore"
identity = "link"
allow_private = true
tls_verify = false
retention = "forever"
[[feeds]]
url = "https://example.org/other"
)";

class LoadedFile : public testing::Test {
protected:
    LoadedFile() : folder_(testing::TempDir() + "config." + std::to_string(getpid())) {
        std::filesystem::create_directories(folder_);
    }
    ~LoadedFile() override { std::filesystem::remove_all(folder_); }

    std::string write(std::string_view text) {
        const std::string path = folder_ + "/feeds.toml";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    static std::string only_problem(const std::string& path) {
        const Loaded loaded = load_config(path);
        EXPECT_FALSE(loaded.ok());
        return loaded.problems.size() == 1 ? loaded.problems.front().message : "not one problem";
    }

    std::string folder_;
};

TEST(ParsedConfig, HoldsEveryKey) {
    const Loaded loaded = parse_config(complete);
    ASSERT_TRUE(loaded.ok()) << format_problem("x", loaded.problems.front());
    const Config& config = loaded.config;
    EXPECT_EQ(config.daemon.listen.size(), 2U);
    EXPECT_EQ(config.daemon.base_url, "https://news.example.org/daily");
    EXPECT_EQ(config.daemon.log_level, LogLevel::debug);
    EXPECT_EQ(config.fetch.max_size, 1U << 20U);
    EXPECT_EQ(config.store.retention, std::nullopt);
    EXPECT_EQ(config.store.max_articles, 1000U);
    EXPECT_EQ(config.publish.stories, Stories::copies);
    ASSERT_EQ(config.sections.size(), 2U);
    EXPECT_EQ(config.sections[0].id, "world");
    EXPECT_EQ(config.sections[0].description, "Two\nlines");
    EXPECT_EQ(config.sections[0].retention, std::optional<std::optional<seconds>>(hours(720)));
    EXPECT_EQ(config.sections[1].title, "Local news") << "made of the id";
    ASSERT_EQ(config.feeds.size(), 2U);
    const Feed& feed = config.feeds[0];
    EXPECT_EQ(feed.sections, (std::vector<std::string>{"world", "local-news"})) << "each once";
    EXPECT_EQ(feed.priority, 10);
    EXPECT_EQ(feed.headers.at("X-Key").kind, Secret::Kind::credential);
    EXPECT_EQ(feed.headers.at("Accept").value, "application/rss+xml");
    EXPECT_EQ(feed.password->kind, Secret::Kind::file);
    EXPECT_EQ(feed.rights, Rights::summary);
    EXPECT_EQ(feed.dates, Dates::ignore);
    EXPECT_EQ(feed.identity, Identity::link);
    EXPECT_FALSE(feed.tls_verify);
    ASSERT_TRUE(feed.retention.has_value());
    EXPECT_EQ(*feed.retention, std::nullopt) << "forever";
    EXPECT_EQ(config.feeds[1].retention, std::nullopt) << "the section's";
}

TEST(ParsedConfig, GivesFeedsTheDefaultsOfFetchAndTheirOwn) {
    const Loaded loaded = parse_config(complete);
    EXPECT_EQ(loaded.config.feeds[0].fetch.interval, seconds(900));
    EXPECT_TRUE(loaded.config.feeds[0].fetch.allow_private);
    EXPECT_EQ(loaded.config.feeds[1].fetch.interval, hours(2));
    EXPECT_FALSE(loaded.config.feeds[1].fetch.allow_private);
    EXPECT_EQ(loaded.config.feeds[1].fetch.per_host, 2U);
}

TEST(ParsedConfig, ShowsEveryRuleToTheJudge) {
    std::vector<std::string> seen;
    const Loaded loaded = parse_config(complete, [&seen](std::string_view rule) {
        seen.emplace_back(rule);
        return rule == "tag:sponsored" ? std::string("no such thing") : std::string();
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"tag:sponsored", "title:/ukraine|russia/i"}));
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems.front().message, "drop: \"tag:sponsored\": no such thing");
    EXPECT_EQ(loaded.problems.front().position.line, 27U);
}

TEST(ParsedConfig, TakesAHundredThousandFeeds) {
    std::string text = "[sections.world]\n";
    for (int i = 0; i < 100'000; ++i)
        text += "[[feeds]]\nurl = \"https://example" + std::to_string(i) + ".org/feed.xml\"\nsections = [\"world\"]\n";
    EXPECT_EQ(parse_config(text).config.feeds.size(), 100'000U);
}

TEST_F(LoadedFile, StartsRelativePathsAtItsFolder) {
    const Loaded loaded = load_config(write(complete));
    EXPECT_EQ(loaded.config.daemon.database, folder_ + "/data/news.db");
    EXPECT_EQ(loaded.config.feeds[0].password->value, folder_ + "/password");
    EXPECT_EQ(loaded.config.fetch.record, "") << "off stays off";
    EXPECT_EQ(load_config(write("[[feeds]]\nurl = \"https://example.org/\"\n")).config.daemon.database,
              "/var/lib/broadsheet/broadsheet.db");
}

TEST_F(LoadedFile, ThatIsNoFileIsRefusedAtOnce) {
    EXPECT_NE(only_problem(folder_ + "/missing").find("no such file; write it, or name another with --config"),
              std::string::npos);
    EXPECT_NE(only_problem(folder_).find("folder"), std::string::npos);
    ASSERT_EQ(mkfifo((folder_ + "/fifo").c_str(), 0600), 0);
    EXPECT_NE(only_problem(folder_ + "/fifo").find("no regular file"), std::string::npos);
    EXPECT_NE(only_problem("/dev/zero").find("no regular file"), std::string::npos);
}

TEST_F(LoadedFile, ThatIsTooLargeIsRefusedUnread) {
    const std::string path = write("");
    std::filesystem::resize_file(path, 1ULL << 30U);
    EXPECT_NE(only_problem(path).find("larger than 32 MiB"), std::string::npos);
}

TEST_F(LoadedFile, WarnsOfPasswordsThatOthersMayRead) {
    const std::string path =
        write("[[feeds]]\nurl = \"https://example.org/\"\nusername = \"a\"\npassword = \"canary\"\n");
    chmod(path.c_str(), 0644);
    const Loaded open = load_config(path);
    ASSERT_TRUE(open.ok());
    ASSERT_EQ(open.problems.size(), 1U);
    EXPECT_TRUE(open.problems.front().warning);
    EXPECT_EQ(open.problems.front().message.find("canary"), std::string::npos);
    chmod(path.c_str(), 0600);
    EXPECT_TRUE(load_config(path).problems.empty());
}

TEST(Problems, AreWrittenWithTheirPlace) {
    EXPECT_EQ(format_problem("f.toml", {{3, 7}, "no", false}), "f.toml:3:7: no");
    EXPECT_EQ(format_problem("f.toml", {{}, "no", false}), "f.toml: no");
    EXPECT_EQ(format_problem("f.toml", {{3, 7}, "no", true}), "f.toml:3:7: warning: no");
}

}  // namespace
}  // namespace broadsheet::config
