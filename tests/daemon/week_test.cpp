// A week of many feeds and many moods of servers, judged by the servers alone.

#include "tests/daemon/polling_fixture.hpp"
#include "tests/daemon/week_origin.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class WeekTest : public Polling {
protected:
    WeekTest() : Polling(3s) {}
};

TEST_F(WeekTest, NoServerHasAReasonToComplain) {
    WeekOrigin origin(now());
    client_.on_any([&origin](const Asked& asked) -> Result<http::FetchResponse> { return origin.answer_to(asked); });
    for (int feed = 0; feed < WeekOrigin::feeds; ++feed) add_feed(WeekOrigin::url_of(feed));
    start();
    run();
    pass(days(2) + 5h);
    start();
    run();
    pass(days(2));
    start();
    clock_.advance(9h);  // the machine was asleep
    run();
    pass(days(2) + 10h);
    EXPECT_EQ(origin.feeds_seen(), std::size_t(WeekOrigin::feeds));
    EXPECT_GE(origin.requests(), WeekOrigin::feeds * 24U) << "and no feed was forgotten";
    EXPECT_GE(origin.distances().size(), 100U) << "P16: polls are jittered";
    stop();
    for (const auto& feed : store_.reader().feeds().value()) {
        const auto answered = feed.state.last_success.value_or(feeds::Timestamp());
        EXPECT_LE(now() - answered, days(3)) << feed.url;
    }
}

}  // namespace
}  // namespace broadsheet::tests
