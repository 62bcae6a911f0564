#include "feeds/sketch_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace broadsheet::feeds {
namespace {

using Articles = std::set<std::uint32_t>;

Articles having(SketchIndex& index, std::uint32_t shingle) {
    Articles articles;
    for (const std::uint32_t article : index.having(shingle)) EXPECT_TRUE(articles.insert(article).second);
    return articles;
}

Sketch sketch(std::set<std::uint32_t> shingles) {
    return {0, {shingles.begin(), shingles.end()}};
}

TEST(SketchIndex, SaysNothingOfAShingleThatMoreThanTheLimitHave) {
    SketchIndex index(2);
    for (std::uint32_t article = 0; article < 2; ++article) index.add(article, sketch({7, article + 10}));
    EXPECT_EQ(having(index, 7), (Articles{0, 1}));
    for (std::uint32_t article = 2; article < 5; ++article) index.add(article, sketch({7, article + 10}));
    EXPECT_EQ(having(index, 7), Articles{});
    index.remove(1);
    index.remove(4);
    EXPECT_EQ(having(index, 7), Articles{});
    index.remove(3);
    EXPECT_EQ(having(index, 7), (Articles{0, 2}));
    index.add(1, sketch({7}));
    EXPECT_EQ(having(index, 7), Articles{});
    index.remove(1);
    index.remove(2);
    index.add(6, sketch({7}));
    EXPECT_EQ(having(index, 7), (Articles{0, 6}));
}

TEST(SketchIndex, FindsTheLastShingleOfALongSketch) {
    std::set<std::uint32_t> shingles;
    for (std::uint32_t i = 0; i < 2'000; ++i) shingles.insert(i * 3);
    SketchIndex index(1'000);
    index.add(5, sketch(shingles));
    for (const std::uint32_t shingle : shingles) ASSERT_EQ(having(index, shingle), Articles{5});
    EXPECT_EQ(having(index, 1), Articles{});
    index.remove(5);
    for (const std::uint32_t shingle : shingles) ASSERT_EQ(having(index, shingle), Articles{});
    EXPECT_TRUE(index.sketch(5).shingles.empty());
}

TEST(SketchIndex, AnArticleWithANumberTooLargeIsNotRemembered) {
    SketchIndex index(1'000);
    index.add(SketchIndex::most_articles, sketch({7}));
    EXPECT_EQ(having(index, 7), Articles{});
    EXPECT_TRUE(index.sketch(SketchIndex::most_articles).shingles.empty());
    index.remove(SketchIndex::most_articles);
}

TEST(SketchIndex, KeepsASketchWithItsLevel) {
    SketchIndex index(2);
    const Sketch coarse{5, {32, 64, 96}};
    index.add(3, coarse);
    EXPECT_EQ(index.sketch(3).level, coarse.level);
    const auto kept = index.sketch(3).shingles;
    EXPECT_EQ(std::vector(kept.begin(), kept.end()), coarse.shingles);
    EXPECT_TRUE(index.sketch(2).shingles.empty());
    EXPECT_EQ(index.sketch(2).level, 0U);
}

TEST(SketchIndex, SaysWhatAPlainMapSaysWhileArticlesComeAndGo) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every run
    constexpr std::size_t most = 8;
    SketchIndex index(most);
    std::map<std::uint32_t, Articles> expected;
    std::map<std::uint32_t, std::set<std::uint32_t>> live;
    for (int step = 0; step < 4'000; ++step) {
        const auto article = static_cast<std::uint32_t>(random() % 300);
        if (const auto old = live.find(article); old != live.end()) {
            index.remove(article);
            for (const std::uint32_t shingle : old->second) expected[shingle].erase(article);
            live.erase(old);
            continue;
        }
        auto& shingles = live[article];
        // Half of them rare, half of them common.
        for (unsigned i = 0; i < random() % 400; ++i)
            shingles.insert(static_cast<std::uint32_t>(i % 2 == 0 ? random() : random() % 2'000));
        for (const std::uint32_t shingle : shingles) expected[shingle].insert(article);
        index.add(article, sketch(shingles));
        if (step % 20 != 0) continue;
        const auto asked = static_cast<std::uint32_t>(random() % 2'000);
        ASSERT_EQ(having(index, asked), expected[asked].size() > most ? Articles{} : expected[asked]) << asked;
    }
    for (const auto& [shingle, articles] : expected)
        ASSERT_EQ(having(index, shingle), articles.size() > most ? Articles{} : articles) << shingle;
    for (const auto& [article, shingles] : live) {
        const auto kept = index.sketch(article).shingles;
        ASSERT_EQ(std::set(kept.begin(), kept.end()), shingles);
    }
}

TEST(SketchIndex, ARestoredOneSaysWhatOneSaysThatWasAddedTo) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every run
    SketchIndex added(8);
    SketchIndex restored(8);
    for (std::uint32_t article = 0; article < 100; ++article) {
        std::set<std::uint32_t> shingles;
        for (unsigned i = 0; i < 300; ++i) shingles.insert(static_cast<std::uint32_t>(random() % 5'000) << 12);
        added.add(article, sketch(shingles));
        restored.restore(article, sketch(shingles));
    }
    restored.restored();
    const auto all_alike = [&] {
        std::set<std::size_t> sizes;
        for (std::uint32_t shingle = 0; shingle < 5'000; ++shingle) {
            const Articles articles = having(restored, shingle << 12);
            EXPECT_EQ(articles, having(added, shingle << 12)) << shingle;
            sizes.insert(articles.size());
        }
        EXPECT_EQ(sizes.size(), 9U) << "from none to as many as may be named";
    };
    all_alike();
    for (std::uint32_t article = 0; article < 100; article += 3) {
        added.remove(article);
        restored.remove(article);
    }
    all_alike();
}

}  // namespace
}  // namespace broadsheet::feeds
