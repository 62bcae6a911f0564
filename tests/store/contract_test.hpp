#pragma once
// The ground that the suites of the store's contract stand on: each runs once per engine.

#include "tests/support/temp_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::tests {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::ArticleQuery;
using store::FeedId;
using store::FeedSpec;
using store::IncomingArticle;
using store::SectionSpec;

inline const feeds::Timestamp noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + hours(12);
inline const std::string first_url = "https://first.example/feed.xml";
inline const std::string second_url = "https://second.example/feed.xml";

enum class Engine { sqlite };

/// Two sections; the first feed is in "world", the second in "world" and "tech".
class Contract : public testing::TestWithParam<Engine> {
protected:
    Contract() {
        configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 0}});
        first = store_.feed_id(first_url);
        second = store_.feed_id(second_url);
    }

    void configure(const std::vector<FeedSpec>& feeds,
                   std::vector<SectionSpec> sections = {{"world", "World"}, {"tech", "Tech"}}) {
        config_ = {std::move(sections), feeds, config_.stories};
        writer().sync_config(config_, noon).value();
    }
    void use_stories(store::StoryMode mode) {
        config_.stories = mode;
        writer().sync_config(config_, noon).value();
    }
    store::Writer& writer() { return store_.writer(); }
    store::Reader& reader() { return store_.reader(); }

    store::IngestReport take(FeedId feed, feeds::Timestamp time, std::vector<IncomingArticle> articles) {
        return writer().record_fetch(fetched(feed, time, std::move(articles))).value();
    }
    std::vector<store::ArticleRecord> articles(const std::string& section = "") {
        return reader().page(ArticleQuery(section, 1000, 1)).value().articles;
    }
    std::vector<std::string> titles(const std::string& section = "") {
        std::vector<std::string> titles;
        for (const auto& record : articles(section)) titles.push_back(record.article.title);
        return titles;
    }
    store::SectionRecord section(const std::string& id) {
        return reader().page(ArticleQuery(id, 1, 1)).value().section;
    }
    void expect_sound() { EXPECT_THAT(reader().verify().value(), testing::IsEmpty()); }

    TempStore store_;
    store::ConfigSpec config_;
    FeedId first{};
    FeedId second{};
};

}  // namespace broadsheet::tests

#define BROADSHEET_EVERY_ENGINE(suite) \
    INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(Engine::sqlite), [](const auto&) { return "sqlite"; })
