#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::ElementsAre;
using testing::IsEmpty;

class Sources : public Contract {};
BROADSHEET_EVERY_ENGINE(Sources);

IncomingArticle at_url(IncomingArticle entry, std::uint64_t hash) {
    entry.fingerprint.canonical_url = hash;
    return entry;
}

TEST_P(Sources, ACopiedIdNeverTouchesTheOtherFeedsArticle) {
    take(first, noon, {incoming("urn:x:1", "the true one")});
    const auto victim = articles("world").front();
    const auto report = take(second, noon + hours(1), {incoming("urn:x:1", "the false one", {"tech"})});
    EXPECT_EQ(report.added, 1U);
    take(second, noon + hours(2), {incoming("urn:x:1", "the false one, again", {"tech"})});

    const auto untouched = reader().article(victim.id).value();
    EXPECT_EQ(untouched.article, victim.article);
    EXPECT_EQ(untouched.revisions, 0U);
    EXPECT_EQ(untouched.sources.size(), 1U);
    const auto copy = articles("tech").front();
    EXPECT_NE(copy.uid, victim.uid);
    EXPECT_TRUE(copy.uid.starts_with("urn:uuid:"));
    EXPECT_EQ(copy.article.id, "urn:x:1");
    expect_sound();
}

TEST_P(Sources, AnotherFeedsCopyJoinsAndChangesNothing) {
    take(first, noon, {at_url(incoming("urn:x:1", "one"), 7)});
    const auto before = articles("world").front();
    const auto report = take(second, noon + days(6), {at_url(incoming("urn:y:1", "uno", {"world", "tech"}), 7)});
    EXPECT_EQ(report.joined, 1U);
    EXPECT_EQ(report.added, 0U);
    EXPECT_THAT(report.changed_sections, ElementsAre("tech", "world"));

    ASSERT_EQ(articles().size(), 1U);
    const auto after = articles("tech").front();
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.uid, before.uid);
    EXPECT_EQ(after.article, before.article);
    EXPECT_EQ(after.published, before.published);
    EXPECT_EQ(after.updated, before.updated);
    EXPECT_EQ(after.last_changed, noon + days(6));
    ASSERT_EQ(after.sources.size(), 2U);
    EXPECT_EQ(after.sources[0].feed, first);
    EXPECT_EQ(after.sources[1].feed, second);
    EXPECT_EQ(after.sources[1].entry_id, "urn:y:1");
    EXPECT_EQ(after.sources[1].title, "uno");
    EXPECT_EQ(reader().feed(second_url).value().articles, 1U);
    expect_sound();
}

TEST_P(Sources, AFeedThatOnlyJoinedEditsNothing) {
    take(first, noon, {at_url(incoming("urn:x:1", "one"), 7)});
    take(second, noon, {at_url(incoming("urn:y:1", "uno"), 7)});
    const auto report = take(second, noon + hours(1), {at_url(incoming("urn:y:1", "rubbish"), 7)});
    EXPECT_EQ(report.unchanged, 1U);
    EXPECT_THAT(titles(), ElementsAre("one"));
    EXPECT_EQ(articles().front().revisions, 0U);
}

TEST_P(Sources, NothingJoinsOutsideTheWindowOrWithoutAUrlOrWithinAFeed) {
    take(first, noon, {at_url(incoming("urn:x:1", "one"), 7), at_url(incoming("urn:x:2", "two"), 0)});
    EXPECT_EQ(take(first, noon + days(1), {at_url(incoming("urn:x:3", "three"), 7)}).added, 1U);
    EXPECT_EQ(take(second, noon + days(9), {at_url(incoming("urn:y:1", "uno"), 7)}).added, 1U);
    EXPECT_EQ(take(second, noon + days(9), {at_url(incoming("urn:y:2", "due"), 0)}).added, 1U);
}

TEST_P(Sources, SourcesStandByPriorityThenByWhenTheyCame) {
    take(first, noon, {at_url(incoming("urn:x:1", "one"), 7)});
    take(second, noon + hours(1), {at_url(incoming("urn:y:1", "uno"), 7)});
    const auto version = section("world").version;
    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 5}});
    auto record = articles().front();
    EXPECT_EQ(record.sources.front().feed, first);  // whose words they still are
    EXPECT_EQ(record.sources[1].priority, 5);
    EXPECT_GT(section("world").version, version);
    take(second, noon + hours(2), {at_url(incoming("urn:y:1", "uno"), 7)});
    record = articles().front();
    EXPECT_EQ(record.article.title, "uno");
    EXPECT_EQ(record.sources.front().feed, second);
    EXPECT_EQ(record.sources[1].title, "one");
    expect_sound();
}

TEST_P(Sources, TheOneWithTheHighestPriorityGivesTheWords) {
    configure({{first_url, "First", {"world"}, 0}, {second_url, "Second", {"world", "tech"}, 5}});
    take(first, noon, {at_url(incoming("urn:x:1", "one"), 7)});
    const auto before = articles("world").front();
    take(second, noon + hours(1), {at_url(incoming("urn:y:1", "uno", {"world", "tech"}), 7)});
    const auto after = articles("tech").front();
    EXPECT_EQ(after.uid, before.uid);
    EXPECT_EQ(after.published, before.published);
    EXPECT_EQ(after.article.title, "uno");
    EXPECT_EQ(after.article.id, "urn:y:1");
    EXPECT_EQ(after.feed, second);
    EXPECT_EQ(after.sources.front().feed, second);
    EXPECT_EQ(after.sources[1].entry_id, "urn:x:1");
    EXPECT_EQ(after.sources[1].title, "one");

    take(first, noon + hours(2), {at_url(incoming("urn:x:1", "one and a half"), 7)});
    EXPECT_EQ(articles().front().article.title, "uno");
    take(second, noon + hours(3), {at_url(incoming("urn:y:1", "due", {"world", "tech"}), 7)});
    EXPECT_EQ(articles().front().article.title, "due");
    EXPECT_EQ(articles().front().sources.size(), 2U);
    expect_sound();
}

TEST_P(Sources, AFeedThatRenamesItselfChangesItsSections) {
    configure({{first_url, "", {"world"}, 0}});
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.document->title = "Old name";
    writer().record_fetch(record).value();
    EXPECT_EQ(articles().front().sources.front().feed_title, "Old name");
    const auto version = section("world").version;
    record.time += hours(1);
    EXPECT_THAT(writer().record_fetch(record).value().changed_sections, IsEmpty());
    EXPECT_EQ(section("world").version, version);
    record.document->title = "New name";
    EXPECT_THAT(writer().record_fetch(record).value().changed_sections, ElementsAre("world"));
    EXPECT_EQ(reader().feed(first_url).value().title, "New name");
}

TEST_P(Sources, AFeedsOwnDateMovesNothingThatWasPublished) {
    auto record = fetched(first, noon, {incoming("1", "one")});
    record.document->updated = noon - minutes(1);
    writer().record_fetch(record).value();
    const auto version = section("world").version;
    record.time += hours(1);
    record.document->updated = noon + minutes(59);
    writer().record_fetch(record).value();
    EXPECT_EQ(articles().front().sources.front().feed_updated, noon - minutes(1));
    EXPECT_EQ(section("world").version, version);
    EXPECT_EQ(reader().feed(first_url).value().updated, noon + minutes(59));
}

}  // namespace broadsheet::tests
