#include "feeds/story_terms.hpp"

#include <gtest/gtest.h>

#include <map>

namespace broadsheet::feeds {
namespace {

std::map<std::string, std::uint32_t> terms(std::string_view title, std::string_view body,
                                           TermLanguage language = TermLanguage::english) {
    std::map<std::string, std::uint32_t> result;
    const auto found = story_terms(title, 100, body, language);
    for (const auto& term : found) result[std::string(found.text(term))] = term.frequency;
    return result;
}

std::string stemmed(std::string word) {
    stem(word);
    return word;
}

TEST(StoryTerms, StemsWhatReportersVary) {
    EXPECT_EQ(stemmed("quakes"), "quak");
    EXPECT_EQ(stemmed("quake"), "quak");
    EXPECT_EQ(stemmed("talking"), stemmed("talks"));
    EXPECT_EQ(stemmed("stories"), stemmed("story"));
    EXPECT_EQ(stemmed("stopped"), stemmed("stops"));
    EXPECT_EQ(stemmed("us"), "us");
    EXPECT_EQ(stemmed("crisis"), "crisis");
    EXPECT_EQ(stemmed("b2s"), "b2s");
}

TEST(StoryTerms, ATitleWordWeighsFourTextWordsAndStopWordsNothing) {
    const auto found = terms("The quake in Lima", "A quake shook Lima, police said");
    EXPECT_EQ(found.at("quak"), 5U);
    EXPECT_EQ(found.at("polic"), 1U);
    EXPECT_FALSE(found.contains("the"));
    EXPECT_FALSE(found.contains("said"));
}

TEST(StoryTerms, OnlyTheFirstSixtyWordsOfTheTextCount) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "filler ";
    EXPECT_FALSE(terms("", text + "volcano").contains("volcano"));
}

TEST(StoryTerms, OtherLanguagesAreLeftUnstemmed) {
    const auto found = terms("Minister kündigt Rücktritt an", "", TermLanguage::other);
    EXPECT_TRUE(found.contains("minister"));
    EXPECT_TRUE(found.contains("kundigt"));
    EXPECT_TRUE(found.contains("an"));
}

TEST(StoryTerms, LanguageIsEnglishUnlessSaidOtherwise) {
    EXPECT_EQ(term_language(""), TermLanguage::english);
    EXPECT_EQ(term_language("en-GB"), TermLanguage::english);
    EXPECT_EQ(term_language("de"), TermLanguage::other);
}

}  // namespace
}  // namespace broadsheet::feeds
