// Where a feed is asked for: feeds that move.

#include "daemon/refresh.hpp"

#include "tests/daemon/refresh_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

class AddressTest : public RefreshTest {};

TEST_F(AddressTest, APermanentRedirectIsBelievedAfterAWeekOfAgreement) {
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

TEST_F(AddressTest, DisagreementBeginsTheWeekAnew) {
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

TEST_F(AddressTest, ATemporaryRedirectIsNeverStored) {
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

TEST_F(AddressTest, ARedirectToAnotherFeedOrToAPageRewritesNothing) {
    answers(document({"a", "b"}));
    refresh();
    for (int week = 0; week < 3; ++week) {
        answers(redirected(document({"x" + std::to_string(week)}), 301, new_url));
        EXPECT_EQ(refresh().state.address, "");
        wait(days(8));
    }
    for (const auto* title : {"Welcome at six", "Welcome at seven"}) {
        const auto page = std::string("<!doctype html><title>") + title + "</title>";
        answers(redirected(answer(200, new_url, page), 301, new_url));
        refresh();
        wait(days(8));
    }
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-to-no-feed", "moved-to-another")) << "said once";
}

// Its own entries are known from the second poll on: what counts is the first.
TEST_F(AddressTest, ARedirectToAnEmptyFeedRewritesNothingHoweverLongItStaysEmpty) {
    answers(document({"a"}));
    refresh();
    for (int day = 0; day < 9; ++day) {
        answers(redirected(day % 2 == 0 ? document({}, "\"0\"") : answer(304, old_url), 301, new_url));
        EXPECT_EQ(refresh().state.address, "") << day;
        wait(days(1));
    }
    EXPECT_THAT(event_kinds(), IsEmpty());
    for (int day = 0; day < 8; ++day) {
        answers(redirected(document({"a"}), 301, new_url));
        refresh();
        wait(days(1));
    }
    EXPECT_EQ(record(old_url).state.address, new_url);
}

TEST_F(AddressTest, AnotherFeedThatStaysWhereItIsDoesNotBecomeTheSameFeed) {
    answers(document({"a", "b"}));
    refresh();
    for (int week = 0; week < 4; ++week) {
        answers(redirected(document({"x", "y"}, "\"" + std::to_string(week) + "\""), 301, new_url));
        EXPECT_EQ(refresh().state.address, "") << week;
        wait(days(8));
    }
    EXPECT_EQ(record(old_url).state.move, (feeds::PendingMove{new_url, std::nullopt}));
    EXPECT_THAT(event_kinds(), ElementsAre("moved-to-another"));
}

// Its entries have been stored as this feed's own.
TEST_F(AddressTest, AnotherFeedIsNotTheSameForHavingBeenThereBefore) {
    answers(document({"a", "b"}));
    refresh();
    const auto foreign = [this](const std::string& to) {
        wait(days(1));
        answers(redirected(document({"x", "y"}, "\"x\""), 301, to));
        return refresh().state.address;
    };
    EXPECT_EQ(foreign(new_url), "");
    wait(days(1));
    answers(document({"a", "b"}));
    refresh();
    for (int day = 0; day < 12; ++day) EXPECT_EQ(foreign(new_url), "") << day;
    for (int day = 0; day < 12; ++day) EXPECT_EQ(foreign("http://further.example/feed"), "") << day;
}

TEST_F(AddressTest, WhatARedirectForNowBringsIsNoEvidenceOfAMove) {
    answers(document({"a", "b"}));
    refresh();
    wait(days(1));
    answers(redirected(document({"x", "y"}, "\"x\""), 302, new_url));
    refresh();
    for (int day = 0; day < 12; ++day) {
        wait(days(1));
        answers(redirected(document({"x", "y"}, "\"x\""), 301, new_url));
        EXPECT_EQ(refresh().state.address, "") << day;
    }
}

TEST_F(AddressTest, EntriesOfOtherFeedsMakeNoSameFeed) {
    add_feed("http://third.example/feed");
    answers(document({"shared"}, "\"1\"", "http://third.example/feed"));
    refresh("http://third.example/feed");
    answers(document({"a"}));
    refresh(old_url);
    for (int week = 0; week < 3; ++week) {
        answers(redirected(document({"shared"}), 301, new_url));
        EXPECT_EQ(refresh(old_url).state.address, "") << week;
        wait(days(8));
    }
    EXPECT_THAT(event_kinds(), ElementsAre("moved-to-another"));
}

TEST_F(AddressTest, TheSameAddressWithTlsIsTakenAtOnce) {
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

TEST_F(AddressTest, AMovedFeedThatIsGoneIsLookedForWhereItWas) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    refresh();
    answers(answer(404, "https://old.example/feed"));
    EXPECT_EQ(refresh().state.address, "https://old.example/feed");
    wait(days(1));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-back", "moved"));
}

TEST_F(AddressTest, AMovedFeedThatIsGoneBehindARedirectIsLookedForAfterADayAsWell) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    refresh();
    answers(redirected(answer(410, "https://old.example/bin"), 301, "https://old.example/bin"));
    EXPECT_EQ(refresh().state.address, "https://old.example/feed");
    wait(days(1));
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_FALSE(record(old_url).state.retired);
}

TEST_F(AddressTest, AMovedFeedStaysWhereItIsMissedForAMoment) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    refresh();
    for (int hiccup = 0; hiccup < 3; ++hiccup, wait(days(2))) {
        answers(answer(hiccup == 1 ? 410 : 404, "https://old.example/feed"));
        refresh();
        answers(document({"a"}, "\"1\"", "https://old.example/feed"));
        EXPECT_EQ(refresh().state.address, "https://old.example/feed") << hiccup;
    }
    EXPECT_THAT(event_kinds(), ElementsAre("moved"));
}

TEST_F(AddressTest, SecretsDoNotMoveWithTheFeed) {
    config_.feeds.front().username = "me";
    const auto asked_with = [this] { return client_.asked().back().headers.find("Authorization").has_value(); };
    answers(document({"a"}));
    refresh();
    EXPECT_TRUE(asked_with());
    for (const auto& [target, with] : {std::pair(std::string("http://old.example:80/moved"), true),
                                       std::pair(std::string("http://new.example/feed"), false)}) {
        for (int day = 0; day <= 7; ++day, wait(days(1))) {
            auto response = document({"a"}, "\"1\"", target);
            response.redirects.push_back({301, client_.asked().back().url, target});
            answers(response);
            refresh();
        }
        EXPECT_EQ(record(old_url).state.address, target);
        answers(document({"a"}, "\"1\"", target));
        refresh();
        EXPECT_EQ(asked_with(), with) << target;
    }
}

TEST_F(AddressTest, AMovedFeedThatFailsForAWeekIsLookedForWhereItWas) {
    answers(document({"a"}));
    refresh();
    answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
    refresh();
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> {
        return fail(ErrorCode::refused, "redirects from https to http: not followed");
    });
    for (int day = 0; day < 7; ++day, wait(days(1)))
        EXPECT_EQ(refresh().state.address, "https://old.example/feed") << day;
    EXPECT_EQ(refresh().state.address, "");
    EXPECT_THAT(event_kinds(), ElementsAre("moved-back", "moved"));
    answers(document({"a"}));
    EXPECT_EQ(refresh().state.error, "");
    EXPECT_EQ(client_.asked().back().url, old_url);
}

TEST_F(AddressTest, AMovedFeedThatIsAPageForAWeekIsLookedForWhereItWasButNotForWhatWeLack) {
    for (const bool is_ours : {true, false}) {
        answers(document({"a"}));
        refresh();
        answers(redirected(document({"a", "b"}), 301, "https://old.example/feed"));
        refresh();
        client_.on_any([is_ours](const Asked& asked) -> Result<http::FetchResponse> {
            if (is_ours) return fail(ErrorCode::exhausted, "too many open files");
            return answer(200, asked.url, "<html><p>Parked</html>");
        });
        for (int day = 0; day < 9; ++day, wait(days(1))) refresh();
        EXPECT_EQ(record(old_url).state.address, is_ours ? "https://old.example/feed" : "");
    }
}

TEST_F(AddressTest, AClockThatWasAheadPutsOffNeitherAMoveNorAnEnd) {
    answers(document({"a"}));
    refresh();
    clock_.jump_wall(days(400));
    answers(answer(410, old_url));
    refresh();
    clock_.jump_wall(-days(400));
    for (int day = 0; day < 3; ++day, wait(days(1))) refresh();
    EXPECT_TRUE(record(old_url).state.retired);

    clock_.jump_wall(days(400));
    answers(redirected(document({"a"}, "\"1\"", new_url), 301, new_url));
    refresh();
    clock_.jump_wall(-days(400));
    for (int day = 0; day < 9; ++day, wait(days(1))) refresh();
    EXPECT_EQ(record(old_url).state.address, new_url);
}

}  // namespace
}  // namespace broadsheet::tests
