// Passes: how many polls are in flight.

#include "daemon/poller.hpp"

#include "tests/daemon/poller_fixture.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <optional>
#include <string>
#include <utility>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PollerTest, APassBeginsWithFewPollsAndHasOneMoreInFlightForEachThatEnds) {
    for (int i = 0; i < 300; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    std::optional<PollSummary> summary;
    begin_pass(true, summary);
    pass(19ms);
    EXPECT_EQ(client_.asked().size(), StartWindow::least);
    pass(90ms);
    EXPECT_GE(client_.asked().size(), StartWindow::least * 3);
    pass(10s);
    EXPECT_EQ(client_.asked().size(), 300U);
    EXPECT_TRUE(summary);
}

TEST_F(PollerTest, MoreDocumentsThanCanBeReadAtOnceSlowAPassDown) {
    for (int i = 0; i < 300; ++i) add_feed("http://site" + std::to_string(i) + ".example/feed");
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({asked.url})); });
    start();
    std::optional<PollSummary> summary;
    begin_pass(true, summary);
    std::promise<void> may_read;
    boost::asio::post(workers_, [reading = may_read.get_future().share()] { reading.wait(); });
    for (int i = 0; i < 200; ++i) {
        clock_.advance(10ms);
        run_ready(context_);
    }
    EXPECT_LT(client_.asked().size(), StartWindow::least + 10);
    may_read.set_value();
    pass(10s);
    EXPECT_EQ(client_.asked().size(), 300U);
    EXPECT_TRUE(summary);
}

TEST_F(PollerTest, AServerThatIsLongToReachSeesItsSpacing) {
    for (const auto* url : {"http://far.example/1", "http://far.example/2", "http://far.example/3"}) add_feed(url);
    client_.be_far("http://far.example/1", 3s);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    std::optional<PollSummary> summary;
    begin_pass(true, summary);
    pass(1min);
    const auto& asked = client_.asked();
    ASSERT_EQ(asked.size(), 3U);
    for (std::size_t i = 1; i < 3; ++i) EXPECT_GE(asked[i].time - asked[i - 1].time, 2s);
}

TEST_F(PollerTest, ServersThatStaySlowKeepNobodyWaiting) {
    for (int i = 0; i < 200; ++i) {
        const std::string url = "http://slow" + std::to_string(i) + ".example/feed";
        add_feed(url);
        client_.be_slow(url, 60s);
    }
    add_feed("http://quick.example/feed");
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> { return answer(304, asked.url); });
    start();
    std::optional<PollSummary> summary;
    begin_pass(true, summary);
    pass(3s);
    EXPECT_EQ(asked_of("http://quick.example/feed"), 1U);
    pass(3min);
    EXPECT_TRUE(summary);
}

}  // namespace
}  // namespace broadsheet::tests
