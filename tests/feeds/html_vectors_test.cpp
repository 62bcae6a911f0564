// Hostile HTML, one vector a line of html_vectors.txt ("\n" for a line break): what is left is looked at with the eyes
// of an HTML parser and lists that are not the sanitiser's own.
#include "feeds/html.hpp"
#include "tests/support/html_danger.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace broadsheet::feeds {

namespace {

std::vector<std::string> vectors() {
    std::vector<std::string> result;
    std::ifstream file(BROADSHEET_HTML_VECTORS);
    for (std::string line; std::getline(file, line);) {
        for (auto at = line.find("\\n"); at != std::string::npos; at = line.find("\\n", at)) line.replace(at, 2, "\n");
        if (!line.empty()) result.push_back(line);
    }
    return result;
}

constexpr std::string_view base = "https://example.org/news/1";

}  // namespace

TEST(HtmlVectors, LeaveNothingThatRunsNavigatesOrFetches) {
    const auto all = vectors();
    ASSERT_GT(all.size(), 200U);
    for (const auto& vector : all) {
        const auto clean = sanitise_html(vector, base);
        EXPECT_EQ(html_danger(clean), "") << vector << "\n→ " << clean;
    }
}

TEST(HtmlVectors, AreDoneWithAtOnce) {
    for (const auto& vector : vectors()) {
        const auto clean = sanitise_html(vector, base);
        EXPECT_EQ(sanitise_html(clean, base), clean) << vector;
    }
}

/// Clean HTML stays clean in company, and whatever stands before it: no vector may end another's context.
TEST(HtmlVectors, DoNoHarmTogether) {
    std::string together;
    for (const auto& vector : vectors()) together += sanitise_html(vector, base);
    EXPECT_EQ(html_danger(together), "");
    for (const std::string_view before : {"<p>", "<table><tr><td>", "<ul><li>", "<div><b><i>", "<blockquote><pre>"})
        for (const auto& vector : vectors()) {
            const auto clean = sanitise_html(std::string(before) + vector, base);
            EXPECT_EQ(html_danger(clean), "") << before << vector << "\n→ " << clean;
        }
}

TEST(HtmlDanger, KnowsDangerWhenItSeesIt) {
    for (const std::string_view html :
         {"<script>x</script>", "<p onclick=x>", "<a href=javascript:x>y</a>", "<img src=data:text/html,x>",
          "<p style='background:url(x)'>", "<svg><a href=x>y</a></svg>", "<math>x</math>", "<p id=x>",
          "<a href=//x>y</a>", "<svg><animate/></svg>", "<!--x-->", "<link href=x>", "<p style='position:fixed'>",
          "<video src=blob:x>", "<img srcset='/a.png 1x, javascript:x 2x'>", "<img srcset='/a.png, data:x'>",
          "<svg><path fill=URL(x)></path></svg>"})
        EXPECT_NE(html_danger(html), "") << html;
    for (const std::string_view html :
         {"<p style=\"color: red\">x <a href=\"https://example.org/\">y</a></p>",
          "<img srcset=\"#a.pnscript:g 1x, /b/c,data:d 2x\">", "<svg><path class=\"url\"></path></svg>"})
        EXPECT_EQ(html_danger(html), "") << html;
}

}  // namespace broadsheet::feeds
