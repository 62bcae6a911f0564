#pragma once
// Many feeds over time, by the daemon's schedule or in passes.

#include "tests/daemon/polling_fixture.hpp"

#include <functional>
#include <optional>
#include <string>

namespace broadsheet::tests {

class PollerTest : public Polling {
protected:
    PollerTest() : Polling(std::chrono::milliseconds(100)) {}

    PollSummary poll_once(bool force) {
        std::optional<PollSummary> summary;
        begin_pass(force, summary);
        for (int step = 0; step < 100 && !summary; ++step) pass(std::chrono::seconds(1));
        EXPECT_TRUE(summary) << "the pass did not end";
        return summary.value_or(PollSummary());
    }
    /// `summary` comes at its end, and must outlive it.
    void begin_pass(bool force, std::optional<PollSummary>& summary) {
        auto polling = once(force, summary);
        tasks_->spawn("pass", std::move(polling));
    }
    awaitable<void> once(bool force, std::optional<PollSummary>& summary) {
        std::function<bool(const PolledFeed&)> all = [](const PolledFeed&) { return true; };
        summary = co_await poller_->run_once(std::move(all), force);
    }

    /// What `from` has now stands at `to`, with one entry.
    void move_for_good(const std::string& from, const std::string& to) {
        client_.on_any([from, to](const Asked& asked) -> Result<http::FetchResponse> {
            auto response = answer(200, to, rss_of({"a"}));
            if (asked.url == from) response.redirects.push_back({301, from, to});
            return response;
        });
    }

    std::size_t asked_of(const std::string& url) const {
        std::size_t count = 0;
        for (const auto& asked : client_.asked()) count += asked.url == url ? 1 : 0;
        return count;
    }
};

}  // namespace broadsheet::tests
