// Feeds that would all be polled at one moment, for a reason that they share.

#include "tests/daemon/poller_fixture.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

class PollerCrowds : public PollerTest {
protected:
    /// Each at a host of its own.
    void add_sites(int count) {
        for (int i = 0; i < count; ++i) add_feed(site(i));
    }
    static std::string site(int number) { return "http://site" + std::to_string(number) + ".example/feed"; }

    /// The most requests of any second, of those that came after so many.
    [[nodiscard]] int most_a_second(std::size_t after) const {
        std::map<std::chrono::sys_seconds, int> by_second;
        int most = 0;
        for (auto i = after; i < client_.asked().size(); ++i)
            most = std::max(most, ++by_second[client_.asked()[i].time]);
        return most;
    }
};

TEST_F(PollerCrowds, ThoseThatSkipAnHourDoNotAllComeBackAtItsEnd) {
    add_sites(200);
    client_.on_any([](const Asked& asked) {
        return answer(200, asked.url, rss_of({"a"}, "<skipHours><hour>10</hour></skipHours>"));
    });
    start();
    run();
    pass(1min);  // at eight
    stop();
    clock_.advance(2h + 58min + 45s);
    ASSERT_EQ(client_.asked().size(), 200U);
    start();
    run();
    pass(14s);
    EXPECT_EQ(client_.asked().size(), 200U);
    pass(10min);
    EXPECT_EQ(client_.asked().size(), 400U);
    EXPECT_LE(most_a_second(200), 20);
}

TEST_F(PollerCrowds, ThoseThatAreStoppedTogetherDoNotComeBackTogether) {
    add_sites(100);
    for (int i = 0; i < 100; ++i) client_.be_slow(site(i), 25s);
    client_.on_any([](const Asked& asked) {
        return answer(200, asked.url, rss_of({"a"}, "<skipHours><hour>9</hour></skipHours>"));
    });
    start();
    run();
    pass(10s);
    std::set<feeds::Timestamp> times;
    for (const auto& schedule : poller_->cut_short()) times.insert(schedule.next.when);
    EXPECT_GT(times.size(), 60U);
    pass(1min);
    clock_.advance(2h + 10min);
    pass(10s);
    for (const auto& schedule : poller_->cut_short()) EXPECT_GE(schedule.next.when, now() + 1h);
}

TEST_F(PollerCrowds, ManyDeadOnesAtTheHeadOfANewConfigDoNotHideThoseBehindThem) {
    add_sites(120);
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        const auto number = std::stoi(asked.url.substr(std::string("http://site").size()));
        if (number < 100) return fail(ErrorCode::not_found, "there is no host");
        return answer(200, asked.url, rss_of({"a"}));
    });
    start();
    run();
    pass(5s);
    ASSERT_TRUE(poller_->in_outage());
    EXPECT_EQ(client_.forgotten(), 1U) << "connections of before it";
    pass(3min);
    EXPECT_FALSE(poller_->in_outage());
}

}  // namespace
}  // namespace broadsheet::tests
