#include "feeds/fingerprint.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace broadsheet::feeds {
namespace {

Article article(std::string id, std::string url, std::string title = "t") {
    Article result;
    result.id = std::move(id);
    result.url = std::move(url);
    result.title = std::move(title);
    return result;
}

std::vector<Fingerprint> of(std::vector<Article> articles, IdentityRule rule = IdentityRule::automatic) {
    Feed feed;
    feed.articles = std::move(articles);
    return fingerprint(feed, rule);
}

TEST(Fingerprint, PrefersTheIdThenTheAddressThenTheContent) {
    const auto prints = of({article("1", "https://e.org/a"), article("", "https://www.e.org/b?utm_source=x"),
                            article("", "", "only a title")});
    EXPECT_EQ(prints[0].key, "id:1");
    EXPECT_EQ(prints[1].key, "url:e.org/b");
    EXPECT_TRUE(prints[2].key.starts_with("hash:"));
    EXPECT_EQ(prints[2].canonical_url, 0U);
}

TEST(Fingerprint, TakesTheLinkWhereTheRuleSaysSo) {
    EXPECT_EQ(of({article("changes daily", "https://e.org/a")}, IdentityRule::link)[0].key, "url:e.org/a");
}

TEST(Fingerprint, TellsEntriesOfOneIdApartByTheirLinksInAnyOrder) {
    const auto one = of({article("x", "https://e.org/a"), article("x", "https://e.org/b")});
    const auto other = of({article("x", "https://e.org/b"), article("x", "https://e.org/a")});
    EXPECT_NE(one[0].key, one[1].key);
    EXPECT_EQ(one[0].key, other[1].key);
    EXPECT_EQ(one[1].key, other[0].key);
}

TEST(Fingerprint, TellsEntriesOfOneIdWithoutLinksApartByTheirHeadlines) {
    auto edited = article("x", "", "a");
    edited.summary = "now with a summary";
    const auto prints = of({article("x", "", "a"), article("x", "", "b"), edited});
    EXPECT_NE(prints[0].key, prints[1].key);
    EXPECT_TRUE(prints[2].key.empty()) << "the first once more";
    EXPECT_EQ(of({edited, article("x", "", "b")})[0].key, prints[0].key) << "and so it is after an edit";
}

TEST(Fingerprint, GivesTheSameEntryTwiceOneKey) {
    const auto prints = of({article("x", "https://e.org/a"), article("x", "https://e.org/a")});
    EXPECT_FALSE(prints[0].key.empty());
    EXPECT_TRUE(prints[1].key.empty());
}

TEST(Fingerprint, OneIdAndLinkOnThreeHeadlinesSayNothing) {
    const auto two = of({article("x", "https://e.org/", "Old"), article("x", "https://e.org/", "New")});
    EXPECT_TRUE(two[1].key.empty());
    const auto prints = of({article("x", "https://e.org/", "One"), article("x", "https://e.org/", "Two"),
                            article("x", "https://e.org/", "Three"), article("x", "https://e.org/", "Two")});
    EXPECT_NE(prints[0].key, prints[1].key);
    EXPECT_NE(prints[1].key, prints[2].key);
    EXPECT_FALSE(prints[2].key.empty());
    EXPECT_TRUE(prints[3].key.empty());
    const auto by_link = of({article("1", "https://e.org/", "One"), article("2", "https://e.org/", "Two"),
                             article("3", "https://e.org/", "Three")},
                            IdentityRule::link);
    EXPECT_TRUE(by_link[1].key.empty()) << "where the admin says that links tell, they do";
    EXPECT_TRUE(by_link[2].key.empty());
}

TEST(Fingerprint, NeverJoinsByAnAddressThatEntriesShare) {
    const auto prints = of({article("1", "https://e.org/live", "First"), article("2", "https://e.org/live", "Second")});
    EXPECT_EQ(prints[0].canonical_url, 0U);
    EXPECT_EQ(prints[1].canonical_url, 0U);
    EXPECT_NE(prints[0].key, prints[1].key);
}

TEST(Fingerprint, AnAddressListedTwiceUnderOneHeadlineIsOnePage) {
    auto again = article("2", "https://e.org/a", "Same");
    again.summary = "and more";
    const auto prints = of({article("1", "https://e.org/a", "Same"), again});
    EXPECT_NE(prints[0].canonical_url, 0U);
    EXPECT_EQ(prints[0].canonical_url, prints[1].canonical_url);
    EXPECT_NE(prints[0].key, prints[1].key) << "and yet two entries";
    again.title.clear();
    const auto untitled = of({article("1", "https://e.org/a", ""), again});
    EXPECT_EQ(untitled[0].canonical_url, 0U);
}

TEST(Fingerprint, SeesChangesOfWordsButNotOfBlanks) {
    const auto prints = of({article("1", "https://e.org/a", "a  b"), article("2", "https://e.org/a", "a\nb"),
                            article("3", "https://e.org/a", "a c")});
    EXPECT_EQ(prints[0].content, prints[1].content);
    EXPECT_NE(prints[0].content, prints[2].content);
}

}  // namespace
}  // namespace broadsheet::feeds
