// Pages that are configured in a feed's place.

#include "daemon/refresh.hpp"

#include "tests/daemon/refresh_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class PageTest : public RefreshTest {};

TEST_F(PageTest, TheFeedOfAPageIsFoundOnceAndRemembered) {
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

TEST_F(PageTest, AFeedThatAPageGoesOnOfferingInVainIsToldOfOnce) {
    bool alive = true;
    client_.on_any([&alive](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == old_url)
            return answer(200, old_url, "<link rel=alternate type=application/rss+xml href=/rss>");
        return alive ? document({"a"}, "\"1\"", asked.url) : answer(404, asked.url);
    });
    refresh();
    refresh();
    alive = false;
    for (int day = 0; day < 15; ++day, wait(25h)) refresh();
    EXPECT_THAT(event_kinds(), ElementsAre("moved-back", "discovered"));
}

TEST_F(PageTest, TheNextFeedOfAPageIsTriedWhereOneIsNotThere) {
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == old_url)
            return answer(200, old_url,
                          "<link rel=alternate type=application/rss+xml href=/dead>"
                          "<link rel=alternate type=application/rss+xml href=/alive>");
        return asked.url.ends_with("/alive") ? document({"a"}, "\"1\"", asked.url) : answer(404, asked.url);
    });
    EXPECT_EQ(refresh().state.address, "http://old.example/dead");
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_EQ(refresh().state.address, "http://old.example/alive");
    EXPECT_EQ(refresh().report.added, 1U);
}

TEST_F(PageTest, TheFirstFeedOfAPageIsTakenAlsoWhereThePageWasNotToBeHadBefore) {
    answers(answer(500, old_url));
    refresh();
    answers(answer(200, old_url,
                   "<link rel=alternate type=application/rss+xml href=/posts>"
                   "<link rel=alternate type=application/rss+xml href=/comments>"));
    EXPECT_EQ(refresh().state.address, "http://old.example/posts");
}

TEST_F(PageTest, EachFeedOfAPageHasItsTurnHoweverTheOthersFail) {
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == old_url)
            return answer(200, old_url,
                          "<link rel=alternate type=application/rss+xml href=/broken>"
                          "<link rel=alternate type=application/rss+xml href=/good>");
        return asked.url.ends_with("/good") ? document({"a"}, "\"1\"", asked.url) : answer(500, asked.url);
    });
    for (int poll = 0; poll < 12 && !refresh().state.last_success; ++poll) {
    }
    EXPECT_EQ(record(old_url).state.address, "http://old.example/good");
    EXPECT_EQ(record(old_url).state.refused_offer, "");
}

TEST_F(PageTest, WhoeverHasTheNameOfAFeedNowOffersNothingInItsPlace) {
    answers(document({"a"}, "\"1\"", old_url));
    refresh();
    const std::string page = "<head><link rel=alternate type=application/rss+xml href=/rss></head><p>Casino";
    answers(redirected(answer(200, "http://casino.example/", page), 301, "http://casino.example/"));
    for (int poll = 0; poll < 20; ++poll) EXPECT_EQ(refresh().state.address, "");
    answers(redirected(answer(200, "http://old.example/sale", page), 302, "http://old.example/sale"));
    for (int poll = 0; poll < 20; ++poll) EXPECT_EQ(refresh().state.address, "");
    answers(answer(200, old_url, page));
    for (int poll = 0; poll < 20; ++poll) EXPECT_EQ(refresh().state.address, "");
    answers(document({"b", "a"}, "\"2\"", old_url));
    EXPECT_EQ(refresh().report.added, 1U);
}

TEST_F(PageTest, WhatIsGoneWhereAFeedHadMovedEndsItNotWhereItWas) {
    answers(answer(200, old_url, "<link rel=alternate type=application/rss+xml href=/moved>"));
    refresh();
    answers(document({"a"}, "\"1\"", "http://old.example/moved"));
    refresh();
    clock_.advance(8 * 24h);
    answers(answer(410, "http://old.example/moved"));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_FALSE(record(old_url).state.gone_since);
}

TEST_F(PageTest, APageWhoseFeedIsNeverToBeHadIsLookedAtAgainAfterSomeDays) {
    answers(answer(200, old_url, "<link rel=alternate type=application/rss+xml href=/dead>"));
    EXPECT_EQ(refresh().state.address, "http://old.example/dead");
    answers(answer(500, "http://old.example/dead"));
    for (int failure = 1; failure < 8; ++failure) EXPECT_EQ(refresh().state.address, "http://old.example/dead");
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-back", "discovered"));
    answers(answer(200, old_url, "<link rel=alternate type=application/rss+xml href=/alive>"));
    EXPECT_EQ(refresh().state.address, "http://old.example/alive");
    answers(document({"a"}, "\"1\"", "http://old.example/alive"));
    EXPECT_EQ(refresh().report.added, 1U);
}

TEST_F(PageTest, AFeedThatIsNoLongerWhereItsPageSaidIsLookedForThereAfterSomeDays) {
    answers(answer(200, old_url, "<link rel=alternate type=application/rss+xml href=/gone>"));
    refresh();
    answers(document({"a"}, "\"1\"", "http://old.example/gone"));
    refresh();
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url == old_url)
            return answer(200, old_url,
                          "<link rel=alternate type=application/rss+xml href=/wrong>"
                          "<link rel=alternate type=application/rss+xml href=/new>");
        return asked.url.ends_with("/new") ? document({"b", "a"}, "\"2\"", asked.url) : answer(404, asked.url);
    });
    EXPECT_EQ(refresh().state.address, "http://old.example/gone") << "it may be a slip";
    clock_.advance(24h);
    EXPECT_EQ(refresh().state.address, "") << "moved back";
    EXPECT_EQ(refresh().state.address, "http://old.example/wrong");
    EXPECT_EQ(refresh().state.address, "") << "it was never there";
    EXPECT_EQ(refresh().state.address, "http://old.example/new");
    EXPECT_EQ(refresh().report.added, 1U);
}

TEST_F(PageTest, AnAddressThatHasJustLedToAPageIsNotAskedAgainForTheFeedOfThatPage) {
    const std::string page = "<link rel=alternate type=application/rss+xml href=" + old_url + ">";
    answers(redirected(answer(200, new_url, page), 301, new_url));
    EXPECT_GT(*refresh().state.next_poll, now());
    EXPECT_EQ(record(old_url).state.address, "");
}

TEST_F(PageTest, APageThatOffersWhatIsNotThereIsAskedLessAndLess) {
    client_.on_any([](const Asked& asked) -> Result<http::FetchResponse> {
        if (asked.url != old_url) return answer(404, asked.url);
        return answer(200, asked.url, "<head><link rel=alternate type=application/rss+xml href=/rss></head>");
    });
    for (int round = 0; round < 6; ++round) {
        refresh();
        refresh();
    }
    EXPECT_EQ(record(old_url).state.error_count, 6U);
    EXPECT_GE(*record(old_url).state.next_poll - now(), 24h);
}

TEST_F(PageTest, APageThatATemporaryRedirectLedToIsNotTheOneThatWasMeant) {
    const std::string page = "<head><link rel=alternate type=application/rss+xml href=/rss></head><p>Log in";
    answers(redirected(answer(200, "", page), 302, "http://portal.example/login"));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), IsEmpty());
    answers(redirected(answer(200, "", page), 302, "http://www.old.example/"));
    EXPECT_EQ(refresh().state.address, "http://www.old.example/rss");
}

}  // namespace
}  // namespace broadsheet::tests
