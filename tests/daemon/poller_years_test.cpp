// What goes on for years: hosts that come and go, and clocks that are set.

#include "tests/daemon/poller_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerYearsTest : public PollerTest {
protected:
    void articles_changed(const store::IngestReport& report) override {
        PollerTest::articles_changed(report);
        clock_.jump_wall(std::exchange(jump_, 0h));
    }
    std::chrono::hours jump_{0};  // of the clock, as soon as a poll is stored
};

TEST_F(PollerYearsTest, HostsThatRedirectsLedToAreForgotten) {
    add_feed("http://a.example/1").fetch.max_interval = 1h;
    int hosts = 0;
    client_.on_any([&hosts](const Asked& asked) -> Result<http::FetchResponse> {
        auto response = answer(200, "http://r" + std::to_string(++hosts) + ".example/", rss_of({"a"}));
        response.redirects.push_back({302, asked.url, response.url});
        return response;
    });
    start();
    run();
    pass(std::chrono::days(10));
    EXPECT_GE(hosts, 100);
    EXPECT_LE(poller_->hosts(), 50U);
}

TEST_F(PollerYearsTest, AClockThatIsSetBackWhileAPollIsStoredFreezesNoFeed) {
    config_.sections.emplace_back().id = "world";
    add_feed("http://a.example/1").sections = {"world"};
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({"a"})); });
    start();
    run();
    jump_ = -10h;
    pass(10s);
    ASSERT_EQ(changes_, 1U);
    pass(90min);
    EXPECT_EQ(client_.asked().size(), 2U);
}

}  // namespace
}  // namespace broadsheet::tests
