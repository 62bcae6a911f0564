// What a poll asks, and what its answer leaves in the store.

#include "daemon/refresh.hpp"

#include "tests/daemon/polling_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;

const std::string old_url = "http://old.example/feed";
const std::string new_url = "http://new.example/feed";

class RefreshTest : public Polling {
protected:
    RefreshTest() { add_feed(old_url); }

    void answers(http::FetchResponse response) {
        client_.on_any([response](const Asked&) -> Result<http::FetchResponse> { return response; });
    }

    static http::FetchResponse document(const std::vector<std::string>& guids, const std::string& etag = "\"1\"",
                                        const std::string& url = old_url) {
        auto response = answer(200, url, rss_of(guids));
        response.headers.set("ETag", etag);
        return response;
    }

    void wait(std::chrono::milliseconds time) { clock_.advance(time); }
    std::string last_asked(const std::string& field) const {
        return std::string(client_.asked().back().headers.get(field));
    }
};

TEST_F(RefreshTest, AWeeklyPollIsUnconditionalAndNoOther) {
    answers(document({"a"}));
    refresh();
    answers(answer(304, old_url));
    for (int day = 1; day < 7; ++day) {
        wait(days(1));
        refresh();
        EXPECT_EQ(last_asked("If-None-Match"), "\"1\"") << day;
    }
    wait(days(1));
    answers(document({"a", "b"}, "\"2\""));
    EXPECT_EQ(refresh().report.added, 1U) << "news that the validators had hidden";
    EXPECT_EQ(last_asked("If-None-Match"), "");
    wait(1h);
    answers(answer(304, old_url));
    refresh();
    EXPECT_EQ(last_asked("If-None-Match"), "\"2\"");
}

TEST_F(RefreshTest, ValidatorsThatLedToNonsenseAreDroppedButTheNextWholeFetchWaitsForItsDay) {
    answers(document({"a"}));
    refresh();
    wait(1h);
    answers(answer(304, new_url));
    const auto confused = refresh();
    EXPECT_EQ(confused.verdict, feeds::Verdict::failed);
    EXPECT_TRUE(confused.state.validators.empty());
    EXPECT_EQ(confused.state.schedule_reason, "full-fetch");
    EXPECT_GE(*confused.state.next_poll - now(), 23h);
}

TEST_F(RefreshTest, KeepsDocumentsWhereTheConfigSaysSoAndNothingElse) {
    const TempFolder folder;
    config_.feeds.front().fetch.record = folder.file("kept");
    const auto kept = [&folder] {
        const std::filesystem::recursive_directory_iterator all(folder.file(""));
        return std::count_if(begin(all), end(all), [](const auto& entry) { return entry.is_regular_file(); });
    };
    answers(document({"a"}));
    refresh();
    EXPECT_EQ(kept(), 1);
    wait(1h);
    answers(answer(304, old_url));
    refresh();
    answers(answer(500, old_url));
    refresh();
    EXPECT_EQ(kept(), 1);
}

TEST_F(RefreshTest, ThatADocumentCannotBeKeptDoesNotLoseIt) {
    config_.feeds.front().fetch.record = "/dev/null/kept";
    answers(document({"a"}));
    EXPECT_EQ(refresh().report.added, 1U);
}

TEST_F(RefreshTest, ADifferenceIsAnAddition) {
    answers(document({"a", "b"}));
    EXPECT_EQ(refresh().report.added, 2U);
    wait(1h);
    auto difference = answer(226, old_url, rss_of({"c"}));
    difference.headers.set("ETag", "\"2\"");
    difference.headers.set("IM", "feed");
    answers(difference);
    const auto added = refresh();
    EXPECT_EQ(last_asked("A-IM"), "feed");
    EXPECT_EQ(added.report.added, 1U);
    EXPECT_EQ(added.state.validators.etag, "\"2\"");
    EXPECT_EQ(record(old_url).articles, 3U);
    wait(1h);
    answers(document({"c", "a", "b"}, "\"2\""));
    EXPECT_EQ(refresh().report.unchanged, 3U) << "a difference is never taken for the whole document";
}

TEST_F(RefreshTest, ADifferenceNobodyAskedForIsNone) {
    auto difference = answer(226, old_url, rss_of({"c"}));
    difference.headers.set("IM", "feed");
    answers(difference);
    EXPECT_EQ(refresh().verdict, feeds::Verdict::failed);
    EXPECT_EQ(last_asked("A-IM"), "");
    EXPECT_EQ(record(old_url).articles, 0U);
}

TEST_F(RefreshTest, ADenialIsSaidOnceAndWaitsForHours) {
    answers(answer(403, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 4h);
    wait(5h);
    refresh();
    EXPECT_THAT(event_kinds(), ElementsAre("denied"));
}

TEST_F(RefreshTest, EveryBoundIsStoredAndTheyAddUpToTheNextPoll) {
    auto response = document({"a"});
    response.headers.set("Cache-Control", "max-age=7200");
    answers(response);
    const auto state = refresh().state;
    const auto stored = record(old_url).state;
    EXPECT_EQ(stored.bounds, state.bounds);
    EXPECT_EQ(stored.next_poll, state.next_poll);
    std::chrono::seconds fresh{};
    std::chrono::seconds jitter{};
    for (const auto& bound : stored.bounds) {
        if (bound.name == "fresh") fresh = bound.wait;
        if (bound.name == "jitter") jitter = bound.wait;
    }
    EXPECT_EQ(stored.schedule_reason, "fresh");
    EXPECT_EQ(*stored.last_poll + fresh + jitter, *stored.next_poll);
}

}  // namespace
}  // namespace broadsheet::tests
