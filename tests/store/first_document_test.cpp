// What a feed brings that was never read before is mostly old, and readers are not to be flooded with it.

#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

class FirstDocument : public Contract {
protected:
    static constexpr int many = 120;

    /// The first stands first; none has a date.
    static std::vector<IncomingArticle> undated(int count = many) {
        std::vector<IncomingArticle> entries;
        for (int number = 0; number < count; ++number)
            entries.push_back(incoming("urn:" + std::to_string(number), "Number " + std::to_string(number)));
        return entries;
    }
    static std::vector<IncomingArticle> dated(seconds apart) {
        auto entries = undated();
        for (int number = 0; number < many; ++number)
            entries[static_cast<std::size_t>(number)].article.published = noon - number * apart;
        return entries;
    }
    std::uint64_t shown() { return reader().page(ArticleQuery("world", 10, 1)).value().total; }
};
BROADSHEET_EVERY_ENGINE(FirstDocument);

TEST_P(FirstDocument, PublishesWhatIsNew) {
    auto entries = dated(days(1));
    EXPECT_EQ(take(first, noon, entries).added, 120U);
    EXPECT_EQ(shown(), 50U);
    entries.push_back(incoming("urn:late", "Dated back, but new"));
    entries.back().article.published = noon - days(200);
    take(first, noon + hours(1), entries);
    EXPECT_EQ(shown(), 51U) << "later documents are published whole";
    expect_sound();
}

TEST_P(FirstDocument, PublishesAllOfTheLastDays) {
    take(first, noon, dated(hours(1)));
    EXPECT_EQ(shown(), 120U);
}

TEST_P(FirstDocument, WithoutDatesPublishesWhatStandsFirst) {
    take(first, noon, undated());
    EXPECT_EQ(shown(), 50U);
    EXPECT_EQ(titles("world").front(), "Number 0");
    EXPECT_EQ(titles("world").back(), "Number 49");
    EXPECT_EQ(reader().stats().value().articles, 120U) << "the rest is known";
    expect_sound();
}

TEST_P(FirstDocument, KeepsTheSameBackWhereAnotherFeedHasItsPages) {
    auto entries = undated();
    for (auto& entry : entries) {
        entry.article.url = "https://pages.example/" + entry.article.id;
        entry.fingerprint.canonical_url = std::hash<std::string>()(entry.article.url) | 1U;
    }
    take(first, noon, entries);
    for (auto& entry : entries) entry.sections = {"tech"};
    EXPECT_EQ(take(second, noon, entries).joined, 120U);
    EXPECT_EQ(reader().page(ArticleQuery("tech", 10, 1)).value().total, 50U);
    EXPECT_EQ(shown(), 50U);
    EXPECT_EQ(reader().page(ArticleQuery("tech", 10, 7)).value().articles.size(), 0U) << "behind the end";
    expect_sound();
}

TEST_P(FirstDocument, WhoseDatesAreIgnoredPublishesWhatStandsFirst) {
    auto record = fetched(first, noon, dated(minutes(1)));
    record.ignore_dates = true;
    writer().record_fetch(record).value();
    EXPECT_EQ(shown(), 50U);
    EXPECT_EQ(titles("world").back(), "Number 49");
}

TEST_P(FirstDocument, OfOneOldDatePublishesWhatStandsFirst) {
    auto entries = undated();
    for (auto& entry : entries) entry.article.published = noon - days(30);
    take(first, noon, entries);
    EXPECT_EQ(shown(), 50U);
    EXPECT_EQ(titles("world").back(), "Number 49");
}

TEST_P(FirstDocument, IsTheFirstThatHasEntries) {
    take(first, noon, {});
    take(first, noon + hours(1), undated());
    EXPECT_EQ(shown(), 50U);
}

}  // namespace broadsheet::tests
