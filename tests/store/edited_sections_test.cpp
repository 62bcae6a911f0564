// Which sections an edit takes an article out of, and which it brings it to.

#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using testing::ElementsAre;
using testing::IsEmpty;

class EditedSections : public Contract {
protected:
    /// The first feed's articles are for "world" and, with chips in their titles, for "tech".
    static std::vector<std::string> rule(const feeds::Article& article) {
        if (article.title.find("chips") == std::string::npos) return {"world"};
        return {"world", "tech"};
    }
    static IncomingArticle entry(const std::string& title, feeds::Timestamp published = noon,
                                 const std::string& id = "urn:1") {
        auto made = incoming(id, title);
        made.article.published = published;
        made.sections = rule(made.article);
        return made;
    }
    store::IngestReport poll(feeds::Timestamp time, std::vector<IncomingArticle> entries) {
        auto record = fetched(first, time, std::move(entries));
        record.sections_for = rule;
        return writer().record_fetch(record).value();
    }
};
BROADSHEET_EVERY_ENGINE(EditedSections);

TEST_P(EditedSections, AnArticleComesToThoseItsOldWordsWereNotForAndGoesAgain) {
    poll(noon, {entry("one")});
    poll(noon + hours(1), {entry("one on chips")});
    EXPECT_THAT(titles("world"), ElementsAre("one on chips"));
    EXPECT_THAT(titles("tech"), ElementsAre("one on chips"));
    poll(noon + hours(2), {entry("one on fish")});
    EXPECT_THAT(titles("world"), ElementsAre("one on fish"));
    EXPECT_THAT(titles("tech"), IsEmpty());
    expect_sound();
}

TEST_P(EditedSections, WhatRetentionHasTakenOutOfASectionStaysOut) {
    poll(noon, {entry("chips, one", noon - days(9))});
    writer().prune({{{"world", noon - days(1), 0}}, {}}, 10, noon).value();
    ASSERT_THAT(titles("world"), IsEmpty());
    const auto report = poll(noon + hours(1), {entry("chips, two", noon - days(9))});
    EXPECT_EQ(report.revised, 1U);
    EXPECT_THAT(report.changed_sections, ElementsAre("tech"));
    EXPECT_THAT(titles("world"), IsEmpty());
    EXPECT_THAT(titles("tech"), ElementsAre("chips, two"));
    expect_sound();
}

TEST_P(EditedSections, WhatAFirstDocumentKeptBackStaysBack) {
    std::vector<IncomingArticle> entries;
    for (int number = 0; number < 60; ++number)
        entries.push_back(entry("Number " + std::to_string(number), noon - days(20) - hours(number),
                                "urn:" + std::to_string(number)));
    poll(noon, entries);
    ASSERT_EQ(titles("world").size(), 50U);
    entries.back() = entry("The oldest of all, and now of chips", noon - days(90), "urn:59");
    EXPECT_EQ(poll(noon + hours(1), entries).revised, 1U);
    EXPECT_EQ(titles("world").size(), 50U);
    EXPECT_THAT(titles("tech"), IsEmpty());
    expect_sound();
}

TEST_P(EditedSections, WhatStoodNowhereForItsWordsComesInWithOthers) {
    poll(noon, {entry("first", noon, "urn:0")});
    auto dropped = entry("two");
    dropped.sections.clear();
    auto record = fetched(first, noon + hours(1), {dropped});
    record.sections_for = [](const feeds::Article&) { return std::vector<std::string>(); };
    writer().record_fetch(record).value();
    ASSERT_THAT(titles("world"), ElementsAre("first"));
    record = fetched(first, noon + hours(2), {entry("two, at last")});
    record.sections_for = [](const feeds::Article& article) {
        return article.title == "two" ? std::vector<std::string>() : rule(article);
    };
    writer().record_fetch(record).value();
    EXPECT_THAT(titles("world"), ElementsAre("two, at last", "first"));
    expect_sound();
}

}  // namespace broadsheet::tests
