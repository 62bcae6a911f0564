#include "daemon/poll_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace broadsheet {
namespace {

using namespace std::chrono_literals;

TEST(PollRequest, IsAsTheConfigHasIt) {
    config::Fetch fetch;
    fetch.timeout = 7s;
    fetch.connect_timeout = 3s;
    fetch.max_size = 4'000;
    fetch.allow_private = true;
    fetch.proxy = "socks5://proxy.example:1080";
    fetch.no_proxy = {"near.example"};
    const auto request = request_by(fetch, false, "https://news.example/feed");
    EXPECT_EQ(request.url, "https://news.example/feed");
    EXPECT_EQ(request.timeout, 7s);
    EXPECT_EQ(request.connect_timeout, 3s);
    EXPECT_EQ(request.max_size, 4'000U);
    EXPECT_TRUE(request.allow_private);
    EXPECT_FALSE(request.tls_verify);
    EXPECT_EQ(request.proxy, "socks5://proxy.example:1080");
    EXPECT_EQ(request.no_proxy, std::vector<std::string>{"near.example"});
    EXPECT_TRUE(request_by(fetch, true, "https://news.example/feed").tls_verify);
}

TEST(PollRequest, IsMadeByWhatItsFeedSays) {
    PolledFeed feed;
    feed.url = "https://news.example/feed";
    feed.tls_verify = false;
    EXPECT_FALSE(poll_request(feed, FetchKind::first).tls_verify);
    feed.tls_verify = true;
    EXPECT_TRUE(poll_request(feed, FetchKind::first).tls_verify);
}

TEST(PollRequest, SecretsAreForTheServerThatTheConfigNamesAndForNoOther) {
    PolledFeed feed;
    feed.url = "https://news.example/feed";
    feed.request_fields = {{"X-Key", "secret"}};
    feed.variant = "ab12";
    const auto at_home = poll_request(feed, FetchKind::first);
    EXPECT_EQ(at_home.headers.get("X-Key"), "secret");
    EXPECT_THAT(at_home.private_fields, testing::Contains("X-Key")) << "lest a redirect carries it on";
    EXPECT_EQ(variant_of(feed), "ab12");
    feed.state.address = "https://news.example/moved";
    EXPECT_EQ(poll_request(feed, FetchKind::first).headers.get("X-Key"), "secret");
    feed.state.address = "https://other.example/feed";
    EXPECT_EQ(poll_request(feed, FetchKind::first).headers.get("X-Key"), "");
    EXPECT_EQ(variant_of(feed), "") << "as none of its fields goes there";
}

}  // namespace
}  // namespace broadsheet
