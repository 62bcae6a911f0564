// Writes every page with canned content to $BROADSHEET_SHOWCASE, for people and browsers to look at:
//   BROADSHEET_SHOWCASE=/tmp/pages pages_tests && python3 -m http.server --directory /tmp/pages

#include "tests/pages/canned.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace broadsheet::pages {
namespace {

TEST(Showcase, WritesThePagesWhereAsked) {
    const char* folder = std::getenv("BROADSHEET_SHOWCASE");
    if (folder == nullptr) GTEST_SKIP() << "BROADSHEET_SHOWCASE names no folder";
    std::filesystem::create_directories(folder);
    const auto write = [folder](const std::string& name, const std::string& text) {
        std::ofstream file(std::filesystem::path(folder) / name, std::ios::binary);
        file << text;
        EXPECT_TRUE(file.flush()) << name;
    };
    const auto site = canned_site();
    write("index.html", render_front(site, canned_front()));
    write("section.html", render_section(site, canned_section()));
    write("article.html", render_article(site, canned_article()));
    write("status.html", render_status(site, canned_status()));
    write("message.html", render_message(site, 404, "There is no section of this name."));
    write(stylesheet_path().substr(1), stylesheet());
}

}  // namespace
}  // namespace broadsheet::pages
