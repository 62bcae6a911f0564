#include "tests/pages/canned.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace broadsheet::pages {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> every_page() {
    const auto site = canned_site();
    return {render_front(site, canned_front()), render_section(site, canned_section()),
            render_article(site, canned_article()), render_status(site, canned_status()),
            render_message(site, 404, "There is no such article.")};
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

TEST(Pages, EveryPageIsWholeAndHasItsLandmarks) {
    for (const auto& page : every_page()) {
        EXPECT_TRUE(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        EXPECT_TRUE(page.ends_with("</html>\n"));
        for (const char* part : {"<main id=\"content\">", "<nav aria-label=\"Sections\">", "</footer>", "<h1",
                                 "<a class=\"skip\" href=\"#content\">", "name=\"viewport\""})
            EXPECT_EQ(count(page, part), 1U) << part;
        EXPECT_THAT(page, HasSubstr("<link rel=\"stylesheet\" href=\"" + stylesheet_path() + "\">"));
    }
}

TEST(Pages, NothingRunsAndNothingIsStyledInline) {
    for (const auto& page : every_page())
        for (const char* part : {"<script", "<style", " style=", " onclick", "javascript:", "{{", "}}"})
            EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(Pages, ReadersFindTheFeedsByThemselves) {
    const auto front = render_front(canned_site(), canned_front());
    EXPECT_THAT(front, HasSubstr("<link rel=\"alternate\" type=\"application/atom+xml\" "
                                 "title=\"The Daily Broadsheet (Atom)\" href=\"/all.atom\">"));
    const auto section = render_section(canned_site(), canned_section());
    for (const char* address : {"href=\"/sea.atom\"", "href=\"/sea.rss\"", "href=\"/sea.json\""})
        EXPECT_GE(count(section, address), 2U) << address;  // in the head and for people
}

TEST(Pages, SectionsStandInTheOrderOfTheConfigAndTheCurrentOneIsMarked) {
    const auto page = render_section(canned_site(), canned_section());
    EXPECT_LT(page.find("href=\"/world\""), page.find("href=\"/sea\""));
    EXPECT_LT(page.find("href=\"/sea\""), page.find("href=\"/code\""));
    EXPECT_THAT(page, HasSubstr("<a href=\"/sea\" aria-current=\"page\">Sea &amp; Weather</a>"));
    EXPECT_EQ(count(page, "aria-current"), 1U);
}

TEST(Pages, ABaseAddressWithAPathGoesBeforeEveryAddressOfOurs) {
    auto site = canned_site();
    site.base_url = "https://example.org/news";
    auto article = canned_article();
    article.entry.page_url = site.base_url + "/article/1";
    auto front = canned_front();
    front.blocks[0].entries[0].page_url = article.entry.page_url;
    const auto pages = {render_front(site, front), render_section(site, canned_section()),
                        render_article(site, article), render_status(site, canned_status()),
                        render_message(site, 404, "Nothing here.")};
    const std::regex ours("(href|src)=\"/(?!news)[^\"]*\"");
    for (const auto& page : pages) {
        std::smatch match;
        EXPECT_FALSE(std::regex_search(page, match, ours)) << match.str();
    }
    EXPECT_THAT(render_front(site, front), HasSubstr("href=\"/news/article/1\""));
}

TEST(Pages, WhatFeedsSayIsEscapedEverywhereButInTheArticlesOwnHtml) {
    auto article = canned_article();
    const std::string evil = "<script>\"'&";
    auto& entry = article.entry;
    entry.article.title = entry.article.summary = entry.article.rights = evil;
    entry.article.authors[0].name = entry.article.language = evil;
    for (auto& source : entry.sources) source.feed_title = source.title = source.url = evil;
    entry.article.enclosures[0].title = evil;
    article.revisions[0].title = article.revisions[1].summary = evil;
    auto section = canned_section();
    section.feed.title = section.description = evil;
    section.feed.entries = {entry};
    auto status = canned_status();
    status.rows[0].title = status.rows[0].error = status.rows[0].sections = status.rows[0].warning = evil;
    auto site = canned_site();
    site.title = site.sections[0].title = evil;
    for (const auto& page : {render_article(site, article), render_section(site, section), render_status(site, status),
                             render_message(site, 400, evil)}) {
        EXPECT_THAT(page, Not(HasSubstr("<script")));
        EXPECT_THAT(page, HasSubstr("&lt;script&gt;&quot;"));
    }
}

TEST(FrontPage, AnEntryDoesNotInheritWhatItsNeighbourSays) {
    FrontPage front;
    front.blocks.push_back({"world", "World", {canned_entry(0), canned_entry(2)}});
    front.blocks[0].entries[0].article.image = "https://harbour.example/fog.jpg";
    front.blocks[0].entries[0].article.language = "nb";
    const auto page = render_front(canned_site(), front);
    EXPECT_EQ(count(page, "<img"), 1U);
    EXPECT_EQ(count(page, "lang=\"nb\""), 1U);
    EXPECT_EQ(count(page, "class=\"teaser\" dir=\"auto\""), 1U);
}

TEST(FrontPage, PicturesAreLazyAndTellNobodyWhoLooks) {
    FrontPage front;
    front.blocks.push_back({"world", "World", {canned_entry(0)}});
    front.blocks[0].entries[0].article.image = "https://harbour.example/fog.jpg";
    EXPECT_THAT(render_front(canned_site(), front),
                HasSubstr("src=\"https://harbour.example/fog.jpg\" alt=\"\" loading=\"lazy\" "
                          "referrerpolicy=\"no-referrer\""));
}

TEST(FrontPage, SaysSoWhenThereIsNothingYet) {
    EXPECT_THAT(render_front(canned_site(), {}), HasSubstr("Nothing has been gathered yet"));
    EXPECT_THAT(render_front(canned_site(), canned_front()), Not(HasSubstr("Nothing has been gathered yet")));
}

TEST(SectionPage, LeadsToNewerAndOlderPages) {
    auto section = canned_section();
    const auto middle = render_section(canned_site(), section);
    EXPECT_THAT(middle, HasSubstr("<a rel=\"prev\" href=\"/sea\">"));
    EXPECT_THAT(middle, HasSubstr("<a rel=\"next\" href=\"/sea?page=3\">"));
    EXPECT_THAT(middle, HasSubstr("Page 2 of 5"));
    section.page = 5;
    EXPECT_THAT(render_section(canned_site(), section), Not(HasSubstr("rel=\"next\"")));
    section.page = section.pages = 1;
    EXPECT_THAT(render_section(canned_site(), section), Not(HasSubstr("Page 1")));
}

TEST(ArticlePage, ShowsTextSourcesAndEarlierVersions) {
    const auto page = render_article(canned_site(), canned_article());
    EXPECT_THAT(page, HasSubstr("<em>eleven</em>"));
    EXPECT_THAT(page, HasSubstr("Ada Brandt, Ole Moe"));
    EXPECT_THAT(page, HasSubstr("<time datetime=\"2026-11-24T08:46:40Z\">24 Nov 2026, 08:46</time>"));
    for (const auto& outlet : outlets)
        EXPECT_THAT(page, HasSubstr("https://" + std::string(outlet.host) + "/0")) << "the source is linked";
    EXPECT_EQ(count(page, "<details"), 2U);
    EXPECT_THAT(page, HasSubstr("Fog delays ferries"));
    EXPECT_THAT(page, HasSubstr("https://harbour.example/fog.mp3"));
    EXPECT_THAT(page, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
}

TEST(ArticlePage, WithoutTextShowsWhatThereIs) {
    ArticlePage article;
    article.entry = canned_entry(2);
    const auto page = render_article(canned_site(), article);
    EXPECT_THAT(page, HasSubstr(stories[2].title));
    EXPECT_THAT(page, HasSubstr("href=\"" + article.entry.article.url + "\""));
    EXPECT_THAT(page, Not(HasSubstr("Earlier versions")));
}

TEST(ArticlePage, EveryLinkHasWordsAndNoneLeadsBackToThePage) {
    auto article = canned_article();
    auto& entry = article.entry;
    entry.article.enclosures = {{"https://harbour.example/audio/", "audio/mpeg", {}, {}, {}}};
    EXPECT_THAT(render_article(canned_site(), article), HasSubstr(">https://harbour.example/audio/</a>"));
    EXPECT_THAT(render_article(canned_site(), article), HasSubstr("Read it at"));
    entry.article.url.clear();
    entry.article.external_url.clear();
    for (auto& source : entry.sources) source.url.clear();
    EXPECT_THAT(render_article(canned_site(), article), Not(HasSubstr("Read it at")));
}

TEST(StatusPage, CountsAsPeopleDo) {
    StatusPage status;
    status.rows.emplace_back();
    status.articles = 1;
    EXPECT_THAT(render_status(canned_site(), status), HasSubstr("<p>1 feed, none failing; 1 article kept"));
    EXPECT_THAT(render_status(canned_site(), {}), HasSubstr("<p>0 feeds, none failing; 0 articles kept"));
}

TEST(StatusPage, WhatIsHeldAgainstNobodyIsShownAndNotCounted) {
    StatusPage status;
    status.rows.resize(3);
    status.rows[0].error = "excused";
    status.rows[1].error = "gone";
    status.rows[1].retired = true;
    status.rows[2].error = "down";
    status.rows[2].failing = true;
    const auto page = render_status(canned_site(), status);
    EXPECT_THAT(page, HasSubstr("3 feeds, 1 failing"));
    EXPECT_THAT(page, HasSubstr("excused"));
    EXPECT_EQ(count(page, "class=\"failing\""), 1U);
    EXPECT_EQ(count(page, ">retired<"), 1U);
}

TEST(StatusPage, ShowsEachFeedAndWhatTroublesIt) {
    const auto page = render_status(canned_site(), canned_status());
    EXPECT_THAT(page, HasSubstr("the server answers 503"));
    EXPECT_THAT(page, HasSubstr("is no entity of XML"));
    EXPECT_THAT(page, HasSubstr("detached"));
    EXPECT_THAT(page, HasSubstr("<time datetime=\"2026-11-24T08:22:53Z\">"));
    EXPECT_EQ(count(page, "<tr"), canned_status().rows.size() + 1);
}

TEST(MessagePage, SaysWhatIsWrongAndLeadsBack) {
    const auto page = render_message(canned_site(), 404, "There is no such article.");
    EXPECT_THAT(page, HasSubstr("There is no such article."));
    EXPECT_THAT(page, HasSubstr("href=\"/\""));
}

TEST(Stylesheet, AddressChangesWithItsBytesAndAsksForNothingElsewhere) {
    EXPECT_TRUE(std::regex_match(stylesheet_path(), std::regex("/style\\.[0-9a-f]{8}\\.css")));
    for (const char* part : {"url(", "@import", "http"}) EXPECT_THAT(stylesheet(), Not(HasSubstr(part)));
    EXPECT_THAT(stylesheet(), HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(stylesheet(), HasSubstr("@media print"));
}

}  // namespace
}  // namespace broadsheet::pages
