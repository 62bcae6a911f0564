// What publishers do to those who gather them: each habit that has made other programs publish old articles as new
// ones, or lose new ones, from the bytes of a document to the section that readers get.

#include "feeds/time.hpp"
#include "tests/daemon/publisher.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Pitfalls : public Publisher {};

// The scheme of every id changes.
TEST_F(Pitfalls, IdsMoveToHttps) {
    says(five([](Item& item, const std::string& n) { item.guid = item.link = "http://paper.example/news/" + n; }));
    wait(1h);
    EXPECT_EQ(says(five()).added, 0U);
    EXPECT_THAT(section(), SizeIs(5));
}

// A fragment in the id counts the edits of an article; the headline is another each time.
TEST_F(Pitfalls, IdsCountEditsInTheirFragment) {
    const auto edition = [](const std::string& count, const std::string& headline) {
        auto items = five([&](Item& item, const std::string&) { item.guid += "#" + count; });
        items[0].title = headline;
        items[0].date = "Tue, 24 Nov 2026 07:" + std::string(count == "0" ? "10" : "3" + count) + ":00 GMT";
        return items;
    };
    says(edition("0", "Harbour bridge shut after storm"));
    wait(1h);
    EXPECT_EQ(says(edition("1", "Thousands stranded, mayor says sorry")).added, 0U);
    wait(1h);
    EXPECT_EQ(says(edition("4", "Engineers inspect pylons")).added, 0U);
    EXPECT_THAT(titles(), testing::Contains("Engineers inspect pylons"));
    EXPECT_THAT(section(), SizeIs(5));
}

// … but on a page of short news the fragment is what tells them apart.
TEST_F(Pitfalls, FragmentsThatTellEntriesApartDoSo) {
    const auto post = [](const std::string& number, const std::string& title) {
        return Item{title, "https://paper.example/live#" + number, "https://paper.example/live#" + number, {}, {}, {}};
    };
    says({post("2", "Rescue boats sail"), post("1", "Storm reaches coast")});
    wait(1h);
    EXPECT_EQ(says({post("4", "Curfew lifted"), post("3", "Power is back")}).added, 2U);
    EXPECT_THAT(section(), SizeIs(4));
}

// Links lead through a redirector, and the document says where to: the page is the same as in another feed.
TEST_F(Pitfalls, LinksLeadThroughARedirectorThatTheFeedNames) {
    says(five());
    const auto through = [](Item& item, const std::string& n) {
        item.origin = item.link;
        item.link = "https://proxy.example/~r/rival/~3/" + n;
        item.guid = "rival " + n;
        item.title = "Seen elsewhere, " + n;
    };
    EXPECT_EQ(says(five(through), other).joined, 5U);
    EXPECT_THAT(section(), SizeIs(5));
}

// The id holds the headline, so that an edited headline is another id.
TEST_F(Pitfalls, IdsHoldTheHeadline) {
    const auto named = [](Item& item, const std::string&) { item.guid = "paper: " + item.title; };
    says(five(named));
    wait(1h);
    auto edited = five();
    edited[0].title = "Harbour bridge shut for days after storm";
    for (auto& item : edited) named(item, {});
    const auto report = says(edited);
    EXPECT_EQ(report.added, 0U);
    EXPECT_EQ(report.revised, 1U);
    EXPECT_THAT(section(), SizeIs(5));
}

// Every document brings new ids, and the time of the fetch for a date.
TEST_F(Pitfalls, IdsAndDatesAreMadeAnewForEachDocument) {
    says({});
    for (int fetch = 0; fetch < 60; ++fetch) {
        const auto report = says(five([&](Item& item, const std::string& n) {
            item.guid = "x" + std::to_string(fetch * 7919) + n;
            item.date = feeds::to_rfc822(now());
            if (fetch == 50 && n == "3") item.title = "Ash cloud grounds planes";
        }));
        EXPECT_EQ(report.added, fetch == 0 ? 5U : 0U) << fetch;
        wait(2h);
    }
    EXPECT_THAT(section(), SizeIs(5));
}

// A token in every link is another in each document; there are neither ids nor dates.
TEST_F(Pitfalls, LinksCarryATokenThatChanges) {
    std::uint64_t shown = 0;
    for (int fetch = 0; fetch < 5; ++fetch) {
        const auto report = says(five([&](Item& item, const std::string& n) {
            item.link += "?page=1&sid=" + std::to_string(fetch * 7919) + n;
            item.guid.clear();
            item.date.clear();
        }));
        EXPECT_EQ(report.added, fetch == 0 ? 5U : 0U) << fetch;
        if (fetch == 0) shown = version();
        wait(1h);
    }
    EXPECT_THAT(section(), SizeIs(5));
    EXPECT_EQ(version(), shown) << "a token is nothing to tell readers of";
    for (const auto& article : section())
        EXPECT_THAT(article.article.url, HasSubstr("sid=" + std::to_string(4 * 7919)))
            << "the latest may be the only good one";
}

// … but where a parameter chooses the page, a new one is a new page.
TEST_F(Pitfalls, LinksThatDifferInAParameterAreOtherPages) {
    const auto page = [](int number, const std::string& title) {
        return Item{title, "https://paper.example/show?id=" + std::to_string(number), {}, {}, {}, {}};
    };
    says({page(2, "Weather at noon"), page(1, "Harbour report")});
    wait(1h);
    EXPECT_EQ(says({page(4, "Weather at noon"), page(3, "Rail strike ends")}).added, 2U);
    EXPECT_THAT(section(), SizeIs(4));
}

// A CMS renames all ids and links at once, while there is news as well.
TEST_F(Pitfalls, AMigrationRenamesEverything) {
    says(five());
    wait(1h);
    auto renamed = five([](Item& item, const std::string& n) {
        item.guid = "urn:cms:" + n;
        item.link = "https://paper.example/2026/11/story-" + n;
    });
    renamed.insert(renamed.begin(), {"Mayor resigns over bridge",
                                     "https://paper.example/2026/11/story-6",
                                     "urn:cms:6",
                                     "Tue, 24 Nov 2026 08:30:00 GMT",
                                     {},
                                     {}});
    EXPECT_EQ(says(renamed).added, 1U);
    EXPECT_THAT(section(), SizeIs(6));
    EXPECT_THAT(event_kinds(), ElementsAre("ids-changed"));
}

// Several items share an id, and the order of the document changes.
TEST_F(Pitfalls, ItemsShareAnId) {
    auto items = five([](Item& item, const std::string&) { item.guid = "the same"; });
    says(items);
    wait(1h);
    std::reverse(items.begin(), items.end());
    items.push_back({"Mayor resigns over bridge", "https://paper.example/news/6", "the same", {}, {}, {}});
    EXPECT_EQ(says(items).added, 1U);
    EXPECT_THAT(section(), SizeIs(6));
}

// Another feed has an article under the id of ours.
TEST_F(Pitfalls, ARivalUsesOurIds) {
    says(five());
    says({{"Buy our carpets", "https://rival.example/carpets", "https://paper.example/news/1", {}, {}, {}}}, other);
    EXPECT_THAT(section(), SizeIs(6));
    EXPECT_THAT(titles(), testing::IsSupersetOf({"Buy our carpets", "Harbour bridge shut after storm"}));
}

}  // namespace
}  // namespace broadsheet::tests
