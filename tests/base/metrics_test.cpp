#include "daemon/base/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, RendersWhatWasCounted) {
    Metrics metrics("1.2.3");
    metrics.fetches.increment("fresh");
    metrics.fetches.increment("fresh");
    metrics.fetches.increment("failed", 3);
    metrics.store_queue.set(7);
    metrics.store_queue.add(-2);
    metrics.fetch_seconds.observe(std::chrono::milliseconds(20));
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("# TYPE broadsheet_fetches_total counter\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_fetches_total{outcome=\"fresh\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_fetches_total{outcome=\"failed\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_store_queue 5\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_fetch_duration_seconds_bucket{le=\"0.01\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_fetch_duration_seconds_bucket{le=\"0.025\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("broadsheet_build_info{version=\"1.2.3\"} 1\n"));
}

TEST(Metrics, TellsOfTheProcess) {
    Metrics metrics("0");
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
    EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
    EXPECT_THAT(text, Not(HasSubstr("process_open_fds 0\n")));
    EXPECT_THAT(text, HasSubstr("process_cpu_seconds_total "));
}

TEST(Metrics, EscapesLabels) {
    Metrics metrics("0");
    metrics.articles.increment("a\"b\\c\nd");
    EXPECT_THAT(metrics.render(), HasSubstr(R"(broadsheet_articles_total{change="a\"b\\c\nd"} 1)"));
}

}  // namespace
}  // namespace broadsheet
