// What publishers do to the dates and versions of their articles, from the bytes of a document to the section that
// readers get.

#include "feeds/time.hpp"
#include "tests/daemon/publisher.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PitfallsOfTime : public Publisher {};

// There is no date: the time is that of the first sight, also after a restart.
TEST_F(PitfallsOfTime, ItemsWithoutADate) {
    const auto undated = five([](Item& item, const std::string&) { item.date.clear(); });
    const auto seen = now();
    says(undated);
    const auto shown = titles();
    EXPECT_EQ(shown.front(), undated.front().title) << "in the document's order";
    wait(5h);
    start();
    auto more = undated;
    more.insert(more.begin(), {"Mayor resigns over bridge", "https://paper.example/news/6", "6", {}, {}, {}});
    says(more);
    EXPECT_EQ(titles().front(), "Mayor resigns over bridge");
    EXPECT_EQ(section().back().published, seen);
}

// A date in the future does not pin an article to the top.
TEST_F(PitfallsOfTime, ADateInTheFuture) {
    auto items = five();
    items[4].date = "Fri, 24 Nov 2028 08:00:00 GMT";
    items[3].date = feeds::to_rfc822(now() + 3h);
    says(items);
    wait(1h);
    items.insert(
        items.begin(),
        {"Mayor resigns over bridge", "https://paper.example/news/6", "6", feeds::to_rfc822(now() - 10min), {}, {}});
    says(items);
    EXPECT_EQ(titles().front(), "Mayor resigns over bridge");
    for (const auto& article : section()) EXPECT_LE(article.published, now());
}

// Old articles get new dates: neither their time nor what readers see changes.
TEST_F(PitfallsOfTime, OldItemsAreDatedAnew) {
    says(five());
    const auto before = version();
    const auto shown = titles();
    wait(days(3));
    EXPECT_EQ(says(five([this](Item& item, const std::string&) { item.date = feeds::to_rfc822(now()); })).added, 0U);
    EXPECT_EQ(titles(), shown);
    EXPECT_EQ(version(), before);
}

// Dates have no time of day, in either form; what comes later in the day still comes first.
TEST_F(PitfallsOfTime, DatesWithoutATimeOfDay) {
    for (const std::string date : {"2026-11-24", "Tue, 24 Nov 2026 00:00:00 GMT"}) {
        const std::string form = date.size() > 10 ? "form/2/" : "form/1/";
        const Item early{"Rail strike ends " + form, "https://paper.example/" + form + "1", {}, date, {}, {}};
        const Item late{"Volcano wakes " + form, "https://paper.example/" + form + "2", {}, date, {}, {}};
        says({early});
        const auto morning = now();
        wait(1h);
        says({{"Cup final abandoned " + form, "https://rival.example/" + form, {}, feeds::to_rfc822(now()), {}, {}}},
             other);
        wait(1h);
        says({late, early});
        const auto shown = section();
        ASSERT_GE(shown.size(), 3U);
        EXPECT_EQ(shown[0].article.title, late.title);
        EXPECT_EQ(shown[0].published, now());
        EXPECT_EQ(shown[2].article.title, early.title);
        EXPECT_EQ(shown[2].published, morning);
        wait(10min);
    }
}

// … unless midnight is just when it was published.
TEST_F(PitfallsOfTime, MidnightAmongOtherTimesIsATime) {
    auto items = five();
    items[4].date = "Tue, 24 Nov 2026 00:00:00 GMT";
    says(items);
    EXPECT_EQ(titles().back(), items[4].title);
    EXPECT_EQ(section().back().published, std::chrono::sys_days(std::chrono::year(2026) / 11 / 24));
}

// A migration where dates have no time of day.
TEST_F(PitfallsOfTime, AMigrationOfItemsDatedByTheDay) {
    const auto dated = [](Item& item, const std::string&) { item.date = "2026-11-24"; };
    says(five(dated));
    wait(2h);
    EXPECT_EQ(says(five([&](Item& item, const std::string& n) {
                  dated(item, n);
                  item.guid = item.link = "https://paper.example/2026/story-" + n;
              })).added,
              0U);
}

// Dates abroad, cut short, or not to be understood at all.
TEST_F(PitfallsOfTime, DatesInManyForms) {
    const std::vector<std::string> dates{"24 Nov 26 06:30 GMT", "Mar, 24 nov 2026 06:30:00 +0000",
                                         "Di, 24 Nov 2026 07:30:00 CET", "next Tuesday or so"};
    std::vector<Item> items;
    for (const auto& date : dates)
        items.push_back({"Dated " + date, "https://paper.example/" + date.substr(0, 2), date, date, {}, {}});
    says(items);
    for (const auto& article : section()) {
        const bool understood = article.article.title != "Dated next Tuesday or so";
        EXPECT_EQ(article.published, understood ? now() - 90min : now()) << article.article.title;
    }
    EXPECT_THAT(record(home).state.warning, HasSubstr("next Tuesday or so"));
}

// An article is too old to be kept, yet still listed; the id even changes its scheme.
TEST_F(PitfallsOfTime, ItemsAreListedLongerThanTheyAreKept) {
    says(five());
    wait(days(100));
    run_coroutine(context_, service_->prune({{{"world", now() - days(90), 0}}, {}}, 100, now())).value();
    EXPECT_THAT(section(), IsEmpty());
    auto items = five();
    items.push_back({"Mayor resigns over bridge", "https://paper.example/news/6", "6", {}, {}, {}});
    for (int day = 0; day < 400; day += 20) {
        items.back().text += "!";
        EXPECT_EQ(says(items).added, day == 0 ? 1U : 0U) << day;
        wait(days(20));
        run_coroutine(context_, service_->prune({{{"world", now() - days(900), 0}}, {}}, 100, now())).value();
    }
    EXPECT_THAT(titles(), ElementsAre("Mayor resigns over bridge"));
}

// An article vanishes, and is back later.
TEST_F(PitfallsOfTime, ItemsVanishAndReturn) {
    const auto all = five();
    says(all);
    const auto shown = titles();
    wait(1h);
    says({all.begin(), all.begin() + 2});
    says({});
    EXPECT_EQ(titles(), shown);
    wait(days(30));
    EXPECT_EQ(says(all).added, 0U);
    EXPECT_EQ(titles(), shown);
}

// Two servers of one publisher are not of one mind: the older version never comes back.
TEST_F(PitfallsOfTime, ServersGiveOldAndNewInTurn) {
    auto older = five();
    auto newer = five();
    older[0].updated = "2026-11-24T07:15:00Z";
    newer[0].updated = "2026-11-24T07:45:00Z";
    newer[0].title = "Harbour bridge reopens";
    says(newer);
    wait(1h);
    const auto before = version();
    for (int turn = 0; turn < 4; ++turn) {
        const auto report = says(turn % 2 == 0 ? older : newer);
        EXPECT_EQ(report.revised, 0U) << turn;
        EXPECT_EQ(report.added, 0U) << turn;
        wait(1h);
    }
    EXPECT_EQ(titles().front(), "Harbour bridge reopens");
    EXPECT_EQ(version(), before);
}

// … nor do small differences go back and forth, without a date to tell the older by.
TEST_F(PitfallsOfTime, ServersDifferInATrifle) {
    const auto with = [](const std::string& count) {
        return five(
            [&](Item& item, const std::string&) { item.text = "The bridge has been shut. Comments: " + count; });
    };
    says(with("3"));
    says(with("4"));
    const auto before = version();
    for (int turn = 0; turn < 4; ++turn) {
        wait(1h);
        says(with(turn % 2 == 0 ? "3" : "4"));
    }
    EXPECT_EQ(version(), before);
    EXPECT_EQ(section().front().article.content_html, "The bridge has been shut. Comments: 4");
    says(with("5"));
    EXPECT_EQ(section().front().article.content_html, "The bridge has been shut. Comments: 5");
}

// The first document of a feed lists a hundred old articles.
TEST_F(PitfallsOfTime, AFirstDocumentIsFullOfOldNews) {
    std::vector<Item> items;
    for (int day = 0; day < 100; ++day) {
        const auto number = std::to_string(day);
        items.push_back({"Report number " + number,
                         "https://paper.example/" + number,
                         number,
                         feeds::to_rfc822(now() - days(day)),
                         {},
                         {}});
    }
    EXPECT_EQ(says(items).added, 100U);
    const auto shown = section();
    EXPECT_THAT(shown, SizeIs(50));
    EXPECT_EQ(shown.front().article.title, "Report number 0");
    EXPECT_EQ(shown.back().published, now() - days(49)) << "with the dates it claims";
}

}  // namespace
}  // namespace broadsheet::tests
