#include "daemon/feed_plan.hpp"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

config::Config config_of(const std::string& url) {
    config::Config config;
    config.sections.emplace_back().id = "world";
    config.feeds.emplace_back().url = url;
    config.feeds.back().sections = {"world"};
    return config;
}

std::vector<store::PollingRecord> records_of(const std::string& url) {
    store::PollingRecord record;
    record.id = store::FeedId{7};
    record.url = url;
    return {record};
}

TEST(PlannedFeed, IsAskedForAtTheAddressOfTheConfig) {
    const std::string url = "https://example.org/./a%7e?x#y";
    const auto plan = plan_feeds(config_of(url), records_of(url));
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->size(), 1U);
    EXPECT_EQ(plan->front().url, url);
    EXPECT_EQ(plan->front().host(), "example.org");
    EXPECT_EQ(plan->front().id, store::FeedId{7});
}

TEST(PlannedFeed, IsAskedForInAsciiWhateverItsScript) {
    const std::string url = "https://b\u00fccher.example/\u00e4";
    const auto plan = plan_feeds(config_of(url), records_of(url));
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->size(), 1U);
    EXPECT_EQ(plan->front().url, "https://xn--bcher-kva.example/%C3%A4");
    EXPECT_EQ(plan->front().host(), "xn--bcher-kva.example");
}

TEST(PlannedFeed, NamesTheSecretThatItLacks) {
    auto config = config_of("https://example.org/");
    config.feeds.front().username = "someone";
    config.feeds.front().password = config::Secret{config::Secret::Kind::environment, "BROADSHEET_TEST_NOT_SET"};
    const auto plan = plan_feeds(config, records_of("https://example.org/"));
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->size(), 1U);
    EXPECT_EQ(plan->front().lacks, "password: the environment variable BROADSHEET_TEST_NOT_SET is not set");
    EXPECT_TRUE(plan->front().request_fields.empty());
}

TEST(PlannedFeed, CarriesItsCredentials) {
    auto config = config_of("https://example.org/");
    config.feeds.front().username = "Aladdin";
    config.feeds.front().password = config::Secret{config::Secret::Kind::literal, "open sesame"};
    const auto plan = plan_feeds(config, records_of("https://example.org/"));
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->front().request_fields.size(), 1U);
    EXPECT_EQ(plan->front().request_fields.front().second, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

}  // namespace
}  // namespace broadsheet
