#include "feeds/story_words.hpp"

#include "feeds/utf8.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace broadsheet::feeds {
namespace {

std::string joined(std::string_view text, std::size_t limit = 100) {
    std::string result;
    read_words(text, limit, [&](const FoldedWord& word) {
        result.append(result.empty() ? "" : " ").append(word.text);
        EXPECT_EQ(word.hash, word_hash(word.text));
    });
    return result;
}

TEST(StoryWords, FoldsCaseAccentsAndCompatibilityForms) {
    EXPECT_EQ(joined("Zürich: ÉLYSÉE, naïve ﬁling"), "zurich elysee naive filing");
    EXPECT_EQ(joined("Straße ΑΘΉΝΑ Ёлка"), "strasse αθηνα елка");
}

/// With an accent of its own, which folding takes away again, a letter is folded with the word and not alone.
TEST(StoryWords, LettersFoldAloneAsTheyDoInWords) {
    int letters = 0;
    for (std::uint32_t code = 0x80; code < 0x700; ++code) {
        std::string letter;
        append_utf8(letter, code);
        if (joined(letter).empty()) continue;
        ++letters;
        EXPECT_EQ(joined("a" + letter + "b"), joined("a" + letter + "\u0301b")) << code;
    }
    EXPECT_GT(letters, 950);
}

TEST(StoryWords, ReadsWordsOfAnyLength) {
    for (std::size_t letters = 1; letters < 200; ++letters) {
        std::string word;
        std::string folded;
        for (std::size_t i = 0; i < letters; ++i) {
            word += i % 3 == 0 ? "X" : "Ё";
            folded += i % 3 == 0 ? "x" : "е";
        }
        EXPECT_EQ(joined("é" + word + ", z"), "e" + folded + " z");
        EXPECT_EQ(joined(word + "ガ z"), folded + " ガ z");
    }
}

TEST(StoryWords, DropsPossessivesAndKeepsNamesWithApostrophes) {
    EXPECT_EQ(joined("China's Xi; the Obamas’ dog; O'Brien’s won't"), "china xi the obamas dog obrien wont");
}

TEST(StoryWords, UnderscoresAndPunctuationPartWords) {
    EXPECT_EQ(joined("a_b G-7 3.5% …x"), "a b g 7 3 5 x");
}

TEST(StoryWords, ScriptsWithoutSpacesGivePairs) {
    EXPECT_EQ(joined("東京で地震 M5"), "東京 京で で地 地震 m5");
    EXPECT_EQ(joined("中"), "中");
    EXPECT_GT(read_words("สวัสดี", 100, [](const FoldedWord& word) { EXPECT_TRUE(word.pair) << word.text; }), 0U);
}

TEST(StoryWords, WordsEndWhereAScriptWithoutSpacesBegins) {
    EXPECT_EQ(joined("iOSでも“東京”—Ünal5é中"), "ios でも 東京 unal5e 中");
}

TEST(StoryWords, KnowsTheScriptOfWholeBlocks) {
    const auto is_pair = [](std::uint32_t code) {
        std::string twice;
        append_utf8(twice, code);
        append_utf8(twice, code);
        bool pair = false;
        read_words(twice, 1, [&pair](const FoldedWord& word) { pair = word.pair; });
        return pair;
    };
    for (std::uint32_t code = 0x4e00; code < 0xa000; ++code) ASSERT_TRUE(is_pair(code)) << code;
    for (std::uint32_t code = 0x1a00; code < 0x2e80; ++code) ASSERT_FALSE(is_pair(code)) << code;
}

TEST(StoryWords, StopsAtTheLimitAndBearsBadBytes) {
    EXPECT_EQ(joined("one two three", 2), "one two");
    EXPECT_EQ(joined("a\xff\xfe b"), "a b");
    EXPECT_EQ(joined(""), "");
}

TEST(StoryWords, HashesAreFixedForAllTime) {
    EXPECT_EQ(word_hash("quake"), word_hash("quake"));
    EXPECT_EQ(word_hash(""), 17'280'346'270'528'514'342ULL);
    EXPECT_NE(word_hash("quake"), word_hash("quakes"));
}

}  // namespace
}  // namespace broadsheet::feeds
