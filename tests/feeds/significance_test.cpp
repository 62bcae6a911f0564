#include "feeds/significance.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

Article article(std::string title, std::string html) {
    Article result;
    result.title = std::move(title);
    result.content_html = std::move(html);
    return result;
}

const std::string text =
    "<p>The harbour bridge was closed on Monday after a ship struck one of its pillars. Nobody was hurt, the port "
    "authority said, but trains and cars will have to take the long way round until engineers have looked at it.</p>";

TEST(Significance, CountersBlanksAndMarkupAreNoNews) {
    EXPECT_FALSE(is_significant_change(article("Bridge closed", text + "<p>12 comments</p>"),
                                       article("Bridge closed", text + "\n <p><b>97</b> comments</p>")));
}

TEST(Significance, AHeadlineOrATenthOfTheTextIsNews) {
    EXPECT_TRUE(is_significant_change(article("Bridge closed", text), article("Bridge opened", text)));
    EXPECT_TRUE(is_significant_change(article("Bridge: 3 hurt", text), article("Bridge: 5 hurt", text)));
    EXPECT_TRUE(is_significant_change(article("Bridge closed", text),
                                      article("Bridge closed", text + "<p>It opened again later that evening.</p>")));
    EXPECT_TRUE(is_significant_change(article("Bridge closed", text), article("Bridge closed", "")));
}

TEST(Significance, NearHeadlinesShareHalfOfTheirWords) {
    EXPECT_TRUE(are_near("Bridge closed after ship strike", "Harbour bridge closed after ship hits it"));
    EXPECT_FALSE(are_near("Bridge closed", "Budget passed"));
    EXPECT_FALSE(are_near("", ""));
}

}  // namespace
}  // namespace broadsheet::feeds
