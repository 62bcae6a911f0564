#include "feeds/html_style.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {

TEST(AllowedStyle, KeepsLooksOfTextAndBox) {
    EXPECT_EQ(allowed_style("color:red;;  Width : 50% ;"), "color: red; width: 50%");
    EXPECT_EQ(allowed_style("font: bold 12px/1.5 'Comic Sans', serif"), "font: bold 12px/1.5 'Comic Sans', serif");
    EXPECT_EQ(allowed_style("font-family: 'Comic Sans', sans-serif"), "font-family: 'Comic Sans', sans-serif");
    EXPECT_EQ(allowed_style("border:1px solid rgb(0, 12, 3) !important"), "border: 1px solid rgb(0, 12, 3) !important");
    EXPECT_EQ(allowed_style("margin: 0 .5em"), "margin: 0 .5em");
    EXPECT_EQ(allowed_style("background-color:#FfF"), "background-color: #FfF");
}

TEST(AllowedStyle, DropsWhatFetchesCoversOrRuns) {
    for (const auto* style :
         {"background:url(x)", "background-image:url(x)", "width:expression(x)", "behavior:url(x)",
          "position:fixed",    "-moz-binding:url(x)",     "z-index:9",           "list-style-image:url(x)",
          "content:'x'",       "filter:alpha(x)",         "color:ur\\6c(x)",     "color:red/**/",
          "width:calc(1px)",   "color:var(--x)",          "text-indent:-999px",  "font-family:'x;y'",
          "color:rgb(a)",      "color:0rgb(0)",           "font-family:'x",      "margin:0 -5px"})
        EXPECT_EQ(allowed_style(style), "") << style;
}

TEST(AllowedStyle, LosesNothingElseWithIt) {
    EXPECT_EQ(allowed_style("position:absolute;color:red;background:url(a;b)"), "");
    EXPECT_EQ(allowed_style("position:absolute;color:red;top:0"), "color: red");
}

TEST(AllowedStyle, TakesNothingFromWhatIsNoCss) {
    EXPECT_EQ(allowed_style("color:red; and so on"), "");
    EXPECT_EQ(allowed_style("color:red}body{color:blue"), "");
    EXPECT_EQ(allowed_style(std::string(5000, ' ') + "color:red"), "");
}

}  // namespace broadsheet::feeds
