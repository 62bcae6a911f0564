// What a poll asks, and what its answer leaves in the store.

#include "daemon/refresh.hpp"

#include "tests/daemon/polling_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

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

    static http::FetchResponse redirected(http::FetchResponse response, unsigned status, const std::string& to) {
        response.redirects.push_back({status, old_url, to});
        response.url = to;
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

TEST_F(RefreshTest, APermanentRedirectIsBelievedAfterAWeekOfAgreement) {
    answers(document({"a"}));
    refresh();
    for (int day = 0; day < 7; ++day) {
        answers(redirected(document({"a", std::to_string(day)}), 301, new_url));
        EXPECT_EQ(refresh().state.address, "") << day;
        wait(days(1));
    }
    answers(redirected(document({"a", "z"}), 308, new_url));
    EXPECT_EQ(refresh().state.address, new_url);
    EXPECT_EQ(record(old_url).state.address, new_url);
    EXPECT_THAT(event_kinds(), ElementsAre("moved"));
    answers(document({"a", "z"}, "\"1\"", new_url));
    refresh();
    EXPECT_EQ(client_.asked().back().url, new_url);
    EXPECT_EQ(record(old_url).url, old_url) << "the config's word for it";
}

TEST_F(RefreshTest, DisagreementBeginsTheWeekAnew) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a"}), 301, new_url));
    refresh();
    wait(days(5));
    answers(document({"a"}));
    refresh();
    wait(days(5));
    answers(redirected(document({"a"}), 301, new_url));
    EXPECT_EQ(refresh().state.address, "");
}

TEST_F(RefreshTest, ATemporaryRedirectIsNeverStored) {
    answers(document({"a"}));
    refresh();
    for (const unsigned status : {302U, 303U, 307U}) {
        for (int week = 0; week < 3; ++week) {
            answers(redirected(document({"a"}), status, new_url));
            EXPECT_EQ(refresh().state.address, "") << status;
            wait(days(7));
        }
    }
    EXPECT_THAT(event_kinds(), IsEmpty());
}

TEST_F(RefreshTest, ARedirectToAnotherFeedOrToAPageRewritesNothing) {
    answers(document({"a", "b"}));
    refresh();
    for (int week = 0; week < 3; ++week) {
        answers(redirected(document({"x" + std::to_string(week)}), 301, new_url));
        EXPECT_EQ(refresh().state.address, "");
        wait(days(8));
    }
    auto page = redirected(answer(200, new_url, "<!doctype html><title>Welcome</title>"), 301, new_url);
    answers(page);
    refresh();
    wait(days(8));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-to-no-feed")) << "said once";
}

TEST_F(RefreshTest, TheSameAddressWithTlsIsTakenAtOnce) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    EXPECT_EQ(refresh().state.address, "https://old.example/feed");
    config_.feeds.clear();
    add_feed("https://tls.example/feed");
    auto downgrade = document({"a"}, "\"1\"", "http://tls.example/feed");
    downgrade.redirects.push_back({301, "https://tls.example/feed", "http://tls.example/feed"});
    start();
    answers(downgrade);
    for (int week = 0; week < 3; ++week) {
        EXPECT_EQ(refresh().state.address, "");
        wait(days(8));
    }
}

TEST_F(RefreshTest, AMovedFeedThatIsGoneIsLookedForWhereItWas) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    refresh();
    answers(answer(404, "https://old.example/feed"));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-back", "moved"));
}

TEST_F(RefreshTest, GoneTwiceADayApartRetiresAFeed) {
    answers(document({"a"}));
    refresh();
    answers(answer(410, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 24h);
    wait(2h);
    EXPECT_FALSE(refresh().state.retired) << "too soon to be a second opinion";
    wait(24h);
    EXPECT_TRUE(refresh().state.retired);
    EXPECT_EQ(record(old_url).articles, 1U);
    EXPECT_THAT(event_kinds(), ElementsAre("retired"));
    answers(document({"a"}));
    EXPECT_FALSE(refresh().state.retired);
    EXPECT_THAT(event_kinds(), ElementsAre("revived", "retired"));
}

TEST_F(RefreshTest, NotFoundRetiresNothing) {
    answers(answer(404, old_url));
    for (int day = 0; day < 30; ++day) {
        const auto state = refresh().state;
        EXPECT_FALSE(state.retired);
        EXPECT_LE(*state.next_poll, now() + 25h);
        wait(days(1));
    }
}

TEST_F(RefreshTest, ADenialIsSaidOnceAndWaitsForHours) {
    answers(answer(403, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 4h);
    wait(5h);
    refresh();
    EXPECT_THAT(event_kinds(), ElementsAre("denied"));
}

TEST_F(RefreshTest, TheFeedOfAPageIsFoundOnceAndRemembered) {
    const std::string page =
        "<html><head><link rel=alternate type=application/rss+xml href=/rss></head><p>Hello</html>";
    answers(answer(200, old_url, page));
    const auto found = refresh().state;
    EXPECT_EQ(found.address, "http://old.example/rss");
    EXPECT_EQ(found.next_poll, now());
    EXPECT_EQ(found.error, "");
    EXPECT_THAT(event_kinds(), ElementsAre("discovered"));
    answers(document({"a"}, "\"1\"", "http://old.example/rss"));
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(client_.asked().back().url, "http://old.example/rss");
    answers(answer(200, "http://old.example/rss", page));
    EXPECT_NE(refresh().state.error, "") << "a feed that becomes a page has failed";
    EXPECT_EQ(record(old_url).state.address, "http://old.example/rss");
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
