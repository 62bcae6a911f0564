#include "feeds/story_names.hpp"

#include "feeds/story_index.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

std::size_t names_in(std::string_view title) {
    return title_names(title, TermLanguage::english).size();
}

NamedArticle article(std::string_view title, std::string_view text) {
    const auto terms = story_terms(title, 64, text, TermLanguage::english);
    return {title_names(title, TermLanguage::english), StoryIndex().weigh(terms)};
}

TEST(StoryNames, AreCapitalsWithinASentence) {
    EXPECT_EQ(names_in("Strong quake shakes buildings in Lima, Peru"), 2U);
    EXPECT_EQ(names_in("Ministers agree on fisheries"), 0U) << "a sentence begins with a capital";
    EXPECT_EQ(names_in("Quake shakes coast: Buildings sway"), 0U);
    EXPECT_EQ(names_in("Séisme au large du Pérou"), 1U);
}

TEST(StoryNames, CannotBeToldWhereEveryWordIsCapitalised) {
    EXPECT_EQ(names_in("Earthquake Hits Northern Chile After Quiet Year"), 0U);
    EXPECT_EQ(names_in("地震がペルーを襲う"), 0U);
}

TEST(StoryNames, KeepLookAlikesApart) {
    const auto chile = article("Earthquake hits northern Chile", "A strong earthquake shook the desert");
    const auto japan = article("Earthquake hits southern Japan", "A strong earthquake shook the islands");
    const auto also_chile = article("Strong earthquake shakes Santiago", "People in Chile ran into the streets");
    EXPECT_FALSE(may_be_one_entry(chile, japan));
    EXPECT_FALSE(may_be_one_entry(japan, also_chile));
    EXPECT_TRUE(may_be_one_entry(chile, also_chile));
}

TEST(StoryNames, OneEntryNeedsWordsInCommon) {
    EXPECT_FALSE(may_be_one_entry(article("Ministers agree on fisheries", ""), article("Team wins final", "")));
    EXPECT_TRUE(may_be_one_entry(article("Ministers agree on fisheries", ""), {})) << "nothing is known of a copy";
}

}  // namespace
}  // namespace broadsheet::feeds
