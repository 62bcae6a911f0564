#include "feeds/conditional.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp now{std::chrono::seconds(1'795'509'000)};  // Tue, 24 Nov 2026 08:30:00 GMT
const std::string url = "https://example.org/feed.xml";
const Validators known{url, "W/\"odd,\\ \xc3\xa9\"", "Mon, 23 Nov 2026 7:00:00 gmt"};

AnswerHead answer(unsigned status) {
    AnswerHead head;
    head.status = status;
    head.url = url;
    return head;
}

TEST(Conditional, SendsBothValidatorsByteForByte) {
    const auto fields = conditional_fields(known, true);
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[0], std::pair(std::string("If-None-Match"), known.etag));
    EXPECT_EQ(fields[1], std::pair(std::string("If-Modified-Since"), known.last_modified));
}

TEST(Conditional, SendsNothingItWasNotGiven) {
    EXPECT_TRUE(conditional_fields({}, true).empty());
    EXPECT_EQ(conditional_fields({url, "", "x"}, true).size(), 2U);
    EXPECT_EQ(conditional_fields({url, "", "x"}, false).size(), 1U);
}

TEST(Conditional, A304ToWhatWeAskedIsSuccess) {
    EXPECT_EQ(classify(answer(304), known, now).verdict, Verdict::not_modified);
}

TEST(Conditional, A304WithoutValidatorsIsAnErrorThatForgetsThem) {
    const auto outcome = classify(answer(304), {}, now);
    EXPECT_EQ(outcome.verdict, Verdict::failed);
    EXPECT_TRUE(outcome.forget_validators);
}

TEST(Conditional, A304FromAnotherAddressIsAnError) {
    auto head = answer(304);
    head.url = "https://elsewhere.example/feed.xml";
    EXPECT_EQ(classify(head, known, now).verdict, Verdict::failed);
    EXPECT_TRUE(classify(head, known, now).forget_validators);
}

TEST(Conditional, ADifferenceThatSaysNotOfWhichKindIsTheOneThatWasAskedFor) {
    auto head = answer(226);
    EXPECT_EQ(classify(head, known, now).verdict, Verdict::addition);
    head.im = "gzip";
    EXPECT_EQ(classify(head, known, now).verdict, Verdict::failed);
}

TEST(Conditional, NamesEachKindOfRefusal) {
    EXPECT_EQ(classify(answer(200), known, now).verdict, Verdict::document);
    EXPECT_EQ(classify(answer(410), known, now).verdict, Verdict::gone);
    EXPECT_EQ(classify(answer(429), known, now).verdict, Verdict::rate_limited);
    EXPECT_EQ(classify(answer(503), known, now).verdict, Verdict::unavailable);
    EXPECT_EQ(classify(answer(403), known, now).verdict, Verdict::denied);
    for (const unsigned status : {204U, 206U, 300U, 400U, 404U, 451U, 500U, 502U})
        EXPECT_EQ(classify(answer(status), known, now).verdict, Verdict::failed) << status;
    EXPECT_EQ(classify(answer(404), known, now).error, ErrorCode::not_found);
}

TEST(Conditional, FreshnessIsMaxAgeLessAge) {
    auto head = answer(200);
    head.cache_control = "public, Max-Age=\"3600\"";
    head.age = "600";
    EXPECT_EQ(classify(head, known, now).fresh_for, 50min);
    head.status = 304;
    EXPECT_EQ(classify(head, known, now).fresh_for, 50min);
    head.age = "99999999999999999999";
    EXPECT_EQ(classify(head, known, now).fresh_for, 0s);
}

TEST(Conditional, FreshnessFallsBackToExpiresLessDate) {
    auto head = answer(200);
    head.date = "Tue, 24 Nov 2020 08:30:00 GMT";
    head.expires = "Tue, 24 Nov 2020 09:30:00 GMT";
    const auto outcome = classify(head, known, now);
    EXPECT_EQ(outcome.fresh_for, 1h);
    auto confirmation = answer(304);
    EXPECT_EQ(classify(confirmation, known, now, outcome.known).fresh_for, 1h);
    confirmation.date = "Tue, 24 Nov 2020 09:00:00 GMT";
    confirmation.expires = head.expires;
    EXPECT_EQ(classify(confirmation, known, now, outcome.known).fresh_for, 30min) << "that is what it says";
    head.expires = "0";
    EXPECT_EQ(classify(head, known, now).fresh_for, std::nullopt);
}

TEST(Conditional, AnAgeIsPartOfWhatAnExpiresAllows) {
    auto head = answer(200);
    head.date = "Tue, 24 Nov 2020 08:30:00 GMT";
    head.expires = "Tue, 24 Nov 2020 09:30:00 GMT";
    head.age = "600";
    const auto outcome = classify(head, known, now);
    EXPECT_EQ(outcome.fresh_for, 50min);
    auto confirmation = answer(304);
    confirmation.age = "1200";
    EXPECT_EQ(classify(confirmation, known, now, outcome.known).fresh_for, 40min);
}

TEST(Conditional, ExpiresWithoutADateCountsFromNow) {
    auto head = answer(200);
    head.expires = "Tue, 24 Nov 2026 09:30:00 GMT";
    EXPECT_EQ(classify(head, known, now).fresh_for, 1h);
    head.expires = "Tue, 24 Nov 2026 07:30:00 GMT";
    EXPECT_EQ(classify(head, known, now).fresh_for, 0s);
}

TEST(Conditional, ReadsCacheControlHoweverItIsWritten) {
    const std::pair<const char*, std::optional<std::chrono::seconds>> fields[] = {
        {" public , MAX-AGE = 60 ", 60s},
        {"max-age=60, max-age=0", 60s},
        {"max-age=0, max-age=60", 60s},
        {"s-maxage=9, max-age=60", 60s},
        {"max-age=soon, max-age=60", 60s},
        {"private, no-cache=\"set-cookie\", max-age=60", 60s},
        {"max-age=\"60\"", 60s},
        {"x-max-age=60", std::nullopt},
        {"private=\"a, max-age=9, b\", max-age=60", 60s},
        {"x=\"\\\", max-age=9\", max-age=60", 60s},
        {"x=\"never closed, max-age=60", 60s},
        {"max-age=-60", std::nullopt},
        {"max-age=1.5", std::nullopt},
        {"max-age=", std::nullopt},
        {"max-age", std::nullopt},
        {",,=,\"", std::nullopt},
        {"No-Store, max-age=60", 0s},
    };
    for (const auto& [field, fresh_for] : fields) {
        auto head = answer(200);
        head.cache_control = field;
        EXPECT_EQ(classify(head, known, now).fresh_for, fresh_for) << field;
    }
}

TEST(Conditional, A304ConfirmsTheMaxAgeItDoesNotSay) {
    auto head = answer(304);
    head.age = "600";
    EXPECT_EQ(classify(head, known, now, {1h}).fresh_for, 50min);
    EXPECT_EQ(classify(head, known, now, {1h}).known.max_age, 1h);
    head.cache_control = "max-age=1200";
    EXPECT_EQ(classify(head, known, now, {1h}).fresh_for, 10min);
    head.cache_control = "no-cache";
    EXPECT_EQ(classify(head, known, now, {1h}).known.max_age, 0s);
    head.cache_control.clear();
    head.age.clear();
    head.expires = "0";
    EXPECT_EQ(classify(head, known, now, {1h}).fresh_for, 1h) << "which an Expires does not outdo";
    head.expires = head.date = "Tue, 24 Nov 2026 07:30:00 GMT";
    EXPECT_EQ(classify(head, known, now, {1h, true}).fresh_for, 0s) << "unless one had said it";
    EXPECT_EQ(classify(head, known, now).fresh_for, 0s);
    EXPECT_EQ(classify(answer(200), known, now, {1h}).known.max_age, std::nullopt) << "a document speaks for itself";
}

TEST(Conditional, NoCacheIsNoFreshnessAtAll) {
    auto head = answer(200);
    head.cache_control = "no-cache, max-age=3600";
    EXPECT_EQ(classify(head, known, now).fresh_for, 0s);
}

TEST(Conditional, RetryAfterInSecondsAndAsADate) {
    auto head = answer(429);
    head.retry_after = {"120"};
    EXPECT_EQ(classify(head, known, now).retry_after, 2min);
    head.retry_after = {"Tue, 24 Nov 2026 08:40:00 GMT"};
    EXPECT_EQ(classify(head, known, now).retry_after, 10min);
}

TEST(Conditional, ARetryAfterDateCountsFromTheServersOwnClock) {
    auto head = answer(503);
    head.date = "Wed, 01 Jan 2020 00:00:00 GMT";
    head.retry_after = {"Wed, 01 Jan 2020 00:05:00 GMT"};
    EXPECT_EQ(classify(head, known, now).retry_after, 5min);
}

TEST(Conditional, AProxyMayHaveMadeOneRetryAfterOfSeveral) {
    AnswerHead head = answer(503);
    const auto wait = [&head](const char* field) {
        head.retry_after = {field};
        return classify(head, known, now).retry_after;
    };
    EXPECT_EQ(wait("7200, 7200"), 2h);
    EXPECT_EQ(wait("60, 120 , 30"), 2min);
    EXPECT_EQ(wait("60, Tue, 24 Nov 2026 08:40:00 GMT"), 10min);
    EXPECT_EQ(wait("Tue, 24 Nov 2026 08:40:00 GMT, Tue, 24 Nov 2026 08:35:00 GMT, 60"), 10min);
    EXPECT_EQ(wait("soon, , later,"), std::nullopt);
    EXPECT_EQ(wait(","), std::nullopt);
}

TEST(Conditional, OfSeveralRetryAftersTheLongestCounts) {
    auto head = answer(503);
    head.retry_after = {"soon", "60", "Tue, 24 Nov 2026 08:40:00 GMT", "120"};
    EXPECT_EQ(classify(head, known, now).retry_after, 10min);
}

TEST(Conditional, ADocumentThatSomebodyOnTheWayHasChangedIsOne) {
    EXPECT_EQ(classify(answer(203), known, now).verdict, Verdict::document);
}

TEST(Conditional, ARetryAfterThatMakesNoSenseIsNone) {
    for (const char* value : {"", "-5", "0", "soon", "Tue, 24 Nov 2020 08:40:00 GMT", "1.5", "10,800", "1,000,000"}) {
        auto head = answer(429);
        head.retry_after = {value};
        EXPECT_EQ(classify(head, known, now).retry_after, std::nullopt) << value;
    }
}

TEST(Conditional, ARetryAfterCountsOnAnyAnswerAndForAWeekAtMost) {
    for (const unsigned status : {200U, 226U, 304U, 403U, 404U, 410U, 429U, 500U, 502U, 503U}) {
        auto head = answer(status);
        head.retry_after = {"120"};
        EXPECT_EQ(classify(head, known, now).retry_after, 2min) << status;
        head.retry_after = {"99999999999999999999"};
        EXPECT_EQ(classify(head, known, now).retry_after, std::chrono::days(7)) << status;
    }
}

TEST(Conditional, ANewDocumentReplacesBothValidatorsAndMissingOnesAreCleared) {
    auto head = answer(200);
    head.etag = "\"new\"";
    EXPECT_EQ(validators_of(head), (Validators{url, "\"new\"", ""}));
}

TEST(Conditional, ValidatorsThatCannotBeSentBackAreNone) {
    auto head = answer(200);
    head.etag = "\"a\r\nX-Injected: 1\"";
    head.last_modified = std::string(20'000, 'x');
    EXPECT_EQ(validators_of(head), (Validators{url, "", ""}));
    head = answer(200);
    head.etag = "*";
    EXPECT_EQ(validators_of(head), (Validators{url, "", ""})) << "it would ask for no document that there is";
}

TEST(Conditional, AnyOtherValidatorIsSentBackAsItCame) {
    for (const std::string& odd : {std::string("\"a\tb\""), std::string("\"\""), std::string("\"in\"ner\", b, W/"),
                                   std::string("\xe9\xff"), '"' + std::string(7'000, 'x') + '"'}) {
        auto head = answer(200);
        head.etag = odd;
        EXPECT_EQ(conditional_fields(validators_of(head), true).front().second, odd);
    }
}

TEST(Conditional, A304UpdatesWhatItCarriesAndKeepsTheRest) {
    auto head = answer(304);
    head.etag = "\"newer\"";
    EXPECT_EQ(refreshed_by(known, head), (Validators{url, "\"newer\"", known.last_modified}));
}

}  // namespace
}  // namespace broadsheet::feeds
