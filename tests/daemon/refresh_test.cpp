// What a poll asks, and what its answer leaves in the store.

#include "daemon/refresh.hpp"

#include "feeds/time.hpp"
#include "tests/daemon/refresh_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;

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

TEST_F(RefreshTest, ADenialIsSaidOnceAndWaitsForHours) {
    answers(answer(403, old_url));
    EXPECT_GE(*refresh().state.next_poll, now() + 4h);
    wait(5h);
    refresh();
    EXPECT_THAT(event_kinds(), ElementsAre("denied"));
}

TEST_F(RefreshTest, APageThatOffersADeadFeedIsAskedLessAndLess) {
    const std::string page = "<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>";
    client_.on_any([&page](const Asked& asked) -> Result<http::FetchResponse> {
        return asked.url == old_url ? answer(200, asked.url, page) : answer(404, asked.url);
    });
    std::vector<std::chrono::seconds> waits;
    for (int poll = 0; poll < 20; ++poll)
        if (const auto next = *refresh().state.next_poll; next > now()) waits.push_back(next - now());
    ASSERT_GE(waits.size(), 6U);
    EXPECT_LT(waits.front(), 2h);
    EXPECT_LT(waits[0] * 3 / 2, waits[1]);
    EXPECT_LT(waits[1] * 3 / 2, waits[2]);
    EXPECT_GE(waits.back(), 24h);
}

TEST_F(RefreshTest, WhatWeLackIsHeldAgainstNobody) {
    client_.on_any(
        [](const Asked&) -> Result<http::FetchResponse> { return fail(ErrorCode::exhausted, "too many open files"); });
    for (int poll = 0; poll < 5; ++poll) {
        const auto state = refresh().state;
        EXPECT_EQ(state.error_count, 0U);
        EXPECT_EQ(state.error, "too many open files");
        EXPECT_LT(*state.next_poll, now() + 2h);
        wait(1h);
    }
}

/// The same bytes are another document where they are to be read in another way, and a new hub is news as well.
TEST_F(RefreshTest, FieldsThatSayHowToReadADocumentArePartOfIt) {
    auto response = document({"a"});
    response.headers.set("Content-Type", "text/xml; charset=iso-8859-1");
    answers(response);
    EXPECT_TRUE(refresh().hub.has_value());
    EXPECT_FALSE(refresh().hub.has_value()) << "not read again";
    response.headers.set("Content-Type", "text/xml; charset=utf-8");
    answers(response);
    EXPECT_TRUE(refresh().hub.has_value());
    response.headers.set("Link", "<http://hub.example/>; rel=hub");
    answers(response);
    const auto offered = refresh().hub;
    ASSERT_TRUE(offered.has_value());
    EXPECT_THAT(offered->hubs, testing::ElementsAre("http://hub.example/"));
}

TEST_F(RefreshTest, WhatServersSayIsTextInErrors) {
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> {
        return fail(ErrorCode::unsupported, "the coding \"\xff\x01" + std::string(9'000, 'x') + "\"");
    });
    const auto error = refresh().state.error;
    EXPECT_TRUE(error.starts_with("the coding \"\ufffdx")) << error;
    EXPECT_LE(error.size(), 1'100U);
}

TEST_F(RefreshTest, AnEditBringsNothingBackThatASectionHasLost) {
    config_.sections.emplace_back().id = "world";
    config_.sections.emplace_back().id = "tech";
    config_.feeds.front().sections = {"world", "tech"};
    answers(document({"a"}));
    refresh();
    const auto shown = [this](const std::string& section) {
        return store_.reader().page(store::ArticleQuery(section, 9, 1)).value().total;
    };
    ASSERT_EQ(shown("world"), 1U);
    run_coroutine(context_, service_->prune({{{"world", now() + 1h, 0}}, {}}, 9, now())).value();
    ASSERT_EQ(shown("world"), 0U);
    answers(answer(200, old_url,
                   "<rss version=\"2.0\"><channel><title>T</title><item><title>a, with new words in it</title>"
                   "<link>http://news.example/a</link><guid isPermaLink=\"false\">a</guid></item></channel></rss>"));
    EXPECT_EQ(refresh().report.revised, 1U);
    EXPECT_EQ(shown("world"), 0U);
    EXPECT_EQ(shown("tech"), 1U);
}

TEST_F(RefreshTest, WhatIsKnownOfAPollThatBroughtNewsIsWhatIsStored) {
    answers(document({"a"}));
    const auto state = refresh().state;
    EXPECT_EQ(state.last_change, now());
    EXPECT_EQ(record(old_url).state.last_change, state.last_change);
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
        if (bound.name == feeds::Bound::fresh) fresh = bound.wait;
        if (bound.name == feeds::Bound::jitter) jitter = bound.wait;
    }
    EXPECT_EQ(stored.schedule_reason, feeds::Bound::fresh);
    EXPECT_EQ(*stored.last_poll + fresh + jitter, *stored.next_poll);
}

}  // namespace
/// Entries in a window of five, the newest first, each dated long before it appears, or not at all.
class LateDatesTest : public RefreshTest {
protected:
    std::string window(int newest, std::optional<std::chrono::seconds> late) const {
        std::string items;
        for (int number = newest; number > newest - 5; --number) {
            const auto when = now() - std::chrono::hours(newest - number) - late.value_or(0s);
            const auto date = late ? "<pubDate>" + feeds::to_rfc822(when) + "</pubDate>" : std::string();
            const auto guid = std::to_string(number);
            items +=
                "<item><title>" + guid + "</title><guid>http://news.example/" + guid + "</guid>" + date + "</item>";
        }
        return "<rss version=\"2.0\"><channel><title>T</title>" + items + "</channel></rss>";
    }
};

TEST_F(LateDatesTest, AFeedIsPolledAsOftenAsItPostsWhateverItsDates) {
    for (const auto late : {std::optional<std::chrono::seconds>(days(40)), std::optional<std::chrono::seconds>()}) {
        for (int hour = 0; hour < 72; ++hour, wait(1h)) {
            answers(answer(200, old_url, window(late ? hour + 1'000 : hour, late)));
            const auto refreshed = refresh();
            EXPECT_EQ(refreshed.report.added, hour == 0 ? 5U : 1U);
            EXPECT_LE(*refreshed.state.next_poll - now(), hour < 25 ? 24h : 100min) << hour;
            EXPECT_EQ(record(old_url).state, refreshed.state);
        }
    }
}

TEST_F(LateDatesTest, AFeedThatOnlySaysItHasChangedIsLeftInPeace) {
    for (int hour = 0; hour < 72; ++hour, wait(1h)) {
        answers(answer(200, old_url, window(5, {}) + "<!-- " + std::to_string(hour) + " -->"));
        const auto next = *refresh().state.next_poll - now();
        EXPECT_GE(next, hour < 25 ? 1h : 24h) << hour;
    }
}

TEST_F(RefreshTest, WhatAFeedIsSentAsIsNoReasonNotToReadIt) {
    const std::pair<const char*, const char*> types[] = {
        {"application/rss+xml; charset=utf-8", ""},
        {"text/xml", ""},
        {"Application/Feed+JSON", ""},
        {"image/PNG; x", "the feed comes with the Content-Type image/png"},
        {"", "the feed comes without a Content-Type"},
        {"\x80/", "the feed comes with a Content-Type that nobody can read"}};
    std::vector<std::string> guids;
    for (const auto& [type, warning] : types) {
        guids.push_back(std::to_string(guids.size()));
        auto response = document(guids);
        response.headers.set("Content-Type", type);
        answers(response);
        EXPECT_EQ(refresh().report.added, 1U) << type;
        EXPECT_EQ(record(old_url).state.warning, warning);
    }
}

/// Of which the net thread's other work is done step by step.
class BetweenDocumentsTest : public RefreshTest {
protected:
    awaitable<void> poll(PolledFeed feed) {
        const auto polled = co_await refresher_->refresh(feed);
        stored_ += polled && !polled->lost ? polled->report.added : 0;
    }
    awaitable<void> rest() { rest_ = (co_await refresher_->between_documents()).value(); }

    void begin(awaitable<void> work) { tasks_->spawn("test", std::move(work)); }
    void run_until(const std::function<bool()>& done) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        context_.restart();
        while (!done() && std::chrono::steady_clock::now() < give_up) context_.run_one_for(1ms);
        ASSERT_TRUE(done());
    }

    std::size_t stored_ = 0;
    std::optional<Budget::Share> rest_;
};

TEST_F(BetweenDocumentsTest, WhatIsBeingStoredIsWaitedForAndWhatComesNextWaits) {
    add_feed(new_url);
    client_.on_any([](const Asked& asked) { return answer(200, asked.url, rss_of({asked.url})); });
    start();
    const auto feeds = plan();
    watch_.shut_gate();
    begin(poll(feeds[0]));
    run_until([this] { return watch_.is_waited_at(); });
    begin(rest());
    run_ready(context_);
    EXPECT_FALSE(rest_) << "a document is being stored";
    watch_.open_gate();
    run_until([this] { return rest_.has_value(); });
    EXPECT_EQ(stored_, 1U);

    begin(poll(feeds[1]));
    run_until([this] { return refresher_->is_behind(); });
    EXPECT_EQ(stored_, 1U);
    rest_.reset();
    run_until([this] { return stored_ == 2; });
}

}  // namespace broadsheet::tests
