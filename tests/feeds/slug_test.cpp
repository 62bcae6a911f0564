#include "feeds/slug.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

TEST(Slug, IsFitForAnAddress) {
    EXPECT_EQ(slug("World"), "world");
    EXPECT_EQ(slug("  Arts & Culture! "), "arts-culture");
    EXPECT_EQ(slug("Économie"), "economie");
    EXPECT_EQ(slug("What's New"), "whats-new");
    EXPECT_EQ(slug("A / B"), "a-b");
}

TEST(Slug, TransliteratesOtherScripts) {
    EXPECT_EQ(slug("Новости"), "novosti");
    EXPECT_FALSE(slug("新闻").empty());
}

TEST(Slug, IsShortAndMayBeEmpty) {
    EXPECT_EQ(slug(std::string(1000, 'x')).size(), 64U);
    EXPECT_EQ(slug("!?"), "");
    EXPECT_EQ(slug(""), "");
    EXPECT_EQ(slug("\xff\xfe"), "");
}

}  // namespace
}  // namespace broadsheet::feeds
