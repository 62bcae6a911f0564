#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Prune : public Contract {
protected:
    /// One article a day in "world", the newest first.
    void fill(int count) {
        std::vector<IncomingArticle> entries;
        for (int day = 0; day < count; ++day) {
            entries.push_back(incoming("day " + std::to_string(day), "day " + std::to_string(day)));
            entries.back().article.published = noon - days(day);
        }
        take(first, noon, entries);
    }
    store::PruneReport prune(std::vector<store::RetentionRule> rules, std::uint32_t limit = 1000) {
        return apply({std::move(rules), {}}, limit);
    }
    store::PruneReport apply(const store::Retention& retention, std::uint32_t limit = 1000) {
        return writer().prune(retention, limit, noon + hours(1)).value();
    }
};
BROADSHEET_EVERY_ENGINE(Prune);

TEST_P(Prune, WhatIsTooOldGoes) {
    fill(5);
    const auto report = prune({{"world", noon - days(2), 0}});
    EXPECT_EQ(report.removed, 2U);
    EXPECT_FALSE(report.more);
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1", "day 2"));
    EXPECT_EQ(section("world").changed_at, noon + hours(1));
    EXPECT_EQ(reader().feed(first_url).value().articles, 3U);
    expect_sound();
}

TEST_P(Prune, WhatIsTooManyGoesOldestFirst) {
    fill(5);
    EXPECT_EQ(prune({{"world", std::nullopt, 2}}).removed, 3U);
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1"));
    expect_sound();
}

TEST_P(Prune, AFeedWithARuleOfItsOwnIsKeptForShorter) {
    fill(5);
    take(second, noon, {incoming("other", "other"), incoming("old", "old")});
    const store::Retention retention{{{"world", noon - days(9), 0}}, {{first_url, noon - days(1)}}};
    const auto one = apply(retention, 2);
    EXPECT_EQ(one.removed, 2U);
    EXPECT_TRUE(one.more);
    EXPECT_EQ(apply(retention).removed, 1U);
    EXPECT_THAT(titles("world"), UnorderedElementsAre("day 0", "day 1", "other", "old"));
    EXPECT_EQ(take(first, noon, {incoming("day 4", "day 4")}).added, 0U) << "still listed, and not to come again";
    expect_sound();
}

TEST_P(Prune, AFeedWithARuleOfItsOwnIsKeptForLonger) {
    fill(4);
    IncomingArticle other = incoming("other", "other");
    other.article.published = noon - days(2);
    take(second, noon, {other});
    const store::Retention forever{{{"world", noon - days(1), 0}}, {{first_url, std::nullopt}, {"unknown", noon}}};
    EXPECT_EQ(apply(forever).removed, 1U);
    EXPECT_FALSE(apply(forever, 1).more) << "what is kept is not counted";
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1", "day 2", "day 3"));
    const store::Retention two_days{{{"world", noon - days(1), 0}}, {{first_url, noon - days(2)}}};
    EXPECT_EQ(apply(two_days).removed, 1U);
    EXPECT_EQ(apply({{{"world", std::nullopt, 2}}, {{first_url, std::nullopt}}}).removed, 1U) << "of too many";
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1"));
    expect_sound();
}

TEST_P(Prune, ItWorksInBatches) {
    fill(5);
    const auto report = prune({{"world", noon - days(1), 0}}, 2);
    EXPECT_EQ(report.removed, 2U);
    EXPECT_TRUE(report.more);
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1", "day 2"));
    EXPECT_EQ(prune({{"world", noon - days(1), 0}}, 2).removed, 1U);
    EXPECT_FALSE(prune({{"world", noon - days(1), 0}}, 2).more);
}

TEST_P(Prune, NothingToDoChangesNothing) {
    fill(3);
    const auto version = section("world").version;
    const auto report = prune({{"world", noon - days(9), 9}, {"unknown", noon, 0}});
    EXPECT_EQ(report.removed, 0U);
    EXPECT_THAT(report.changed_sections, IsEmpty());
    EXPECT_EQ(section("world").version, version);
}

TEST_P(Prune, AnArticleStaysWhileAnySectionKeepsIt) {
    IncomingArticle entry = incoming("1", "one", {"world", "tech"});
    entry.article.published = noon - days(9);
    take(second, noon, {entry});
    const auto report = prune({{"world", noon, 0}});
    EXPECT_EQ(report.removed, 0U);
    EXPECT_THAT(report.changed_sections, ElementsAre("world"));
    EXPECT_THAT(titles("world"), IsEmpty());
    EXPECT_THAT(titles("tech"), ElementsAre("one"));
    EXPECT_EQ(prune({{"tech", noon, 0}}).removed, 1U);
    EXPECT_THAT(titles(), IsEmpty());
    expect_sound();
}

TEST_P(Prune, ArticlesInNoSectionHaveARuleOfTheirOwn) {
    take(first, noon, {incoming("1", "dropped", {}), incoming("2", "kept")});
    const auto report = prune({{"", noon + hours(1), 0}});
    EXPECT_EQ(report.removed, 1U);
    EXPECT_THAT(report.changed_sections, IsEmpty());
    EXPECT_EQ(reader().stats().value().articles, 1U);
    EXPECT_THAT(titles(), ElementsAre("kept"));
}

TEST_P(Prune, RevisionsGoWithTheirArticle) {
    take(first, noon, {incoming("1", "one")});
    take(first, noon, {incoming("1", "two")});
    EXPECT_EQ(reader().stats().value().revisions, 1U);
    prune({{"world", noon + hours(1), 0}});
    EXPECT_EQ(reader().stats().value().revisions, 0U);
    expect_sound();
}

TEST_P(Prune, WhatIsStillListedIsNeverPublishedAgain) {
    fill(3);
    prune({{"world", noon - days(1), 0}});
    for (int round = 1; round < 4; ++round) {
        auto entry = incoming("day 2", round == 2 ? "edited meanwhile" : "day 2");
        EXPECT_EQ(take(first, noon + days(170 * round), {entry}).added, 0U) << round;
        prune({{"world", noon - days(1), 0}});
    }
    EXPECT_THAT(titles("world"), ElementsAre("day 0", "day 1"));
    expect_sound();
}

TEST_P(Prune, WhatIsNoLongerListedIsForgottenAfterAGraceAndItsIdIsNotUsedAgain) {
    take(first, noon, {incoming("urn:x:1", "one")});
    prune({{"world", noon + hours(1), 0}});
    take(first, noon + days(179), {incoming("2", "two")});
    prune({});
    EXPECT_EQ(take(first, noon + days(179), {incoming("urn:x:1", "one")}).unchanged, 1U);
    take(first, noon + days(179 + 182), {incoming("2", "two")});
    prune({});
    EXPECT_EQ(take(first, noon + days(400), {incoming("urn:x:1", "one")}).added, 1U);
    EXPECT_NE(articles().front().uid, "urn:x:1");
}

TEST_P(Prune, AFeedThatSaysNothingNewForAYearStillListsItsEntries) {
    fill(2);
    prune({{"world", noon, 0}});
    auto not_modified = fetched(first, noon + days(365), {});
    not_modified.document.reset();
    writer().record_fetch(not_modified).value();
    prune({});
    EXPECT_EQ(take(first, noon + days(366), {incoming("day 1", "day 1")}).added, 0U);
}

}  // namespace broadsheet::tests
