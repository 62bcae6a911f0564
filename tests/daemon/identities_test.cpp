// Five articles under whatever a publisher gives them for ids, links, dates and texts, polled again and again: five
// they stay.

#include "tests/daemon/publisher.hpp"

#include <algorithm>

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;

/// What is done to an item, by its number and that of the fetch.
struct Habit {
    std::string name;
    std::function<void(Item& item, const std::string& number, const std::string& fetch)> apply;
};

const std::vector<Habit> habits{
    {"OneIdForAll", [](Item& item, const std::string&, const std::string&) { item.guid = "news"; }},
    {"OneIdForAllAndNoLinks",
     [](Item& item, const std::string&, const std::string&) {
         item.guid = "news";
         item.link.clear();
     }},
    {"OneIdAndOneLinkForAll",
     [](Item& item, const std::string&, const std::string&) { item.guid = item.link = "https://paper.example/"; }},
    {"OneLinkForAll",
     [](Item& item, const std::string&, const std::string&) {
         item.guid.clear();
         item.link = "https://paper.example/";
     }},
    {"IdsOfChance", [](Item& item, const std::string& n, const std::string& fetch) { item.guid = fetch + "x" + n; }},
    {"IdsOfChanceAndNoDates",
     [](Item& item, const std::string& n, const std::string& fetch) {
         item.guid = fetch + "x" + n;
         item.date.clear();
     }},
    {"IdsOfAMegabyte",
     [](Item& item, const std::string& n, const std::string&) { item.guid = std::string(1'000'000, n[0]); }},
    {"NoIdsAndTextsWithTheTime",
     [](Item& item, const std::string&, const std::string& fetch) {
         item.guid.clear();
         item.link.clear();
         item.text = item.title + ", as we know at fetch " + fetch;
     }},
    {"TokensInQueries",
     [](Item& item, const std::string&, const std::string& fetch) {
         item.guid.clear();
         item.link += "?sid=" + fetch + fetch;
     }},
    {"TokensInPaths",
     [](Item& item, const std::string& n, const std::string& fetch) {
         item.guid.clear();
         item.link = "https://paper.example/s" + fetch + "/" + n;
     }},
    {"RedirectorsOfChance",
     [](Item& item, const std::string& n, const std::string& fetch) {
         item.guid.clear();
         item.origin = item.link;
         item.link = "https://proxy.example/~r/paper/" + fetch + n;
     }},
    {"NothingButLinks",
     [](Item& item, const std::string&, const std::string&) { item = {{}, item.link, {}, {}, {}, {}}; }},
};

class Identities : public Publisher, public testing::WithParamInterface<Habit> {
protected:
    std::vector<Item> items(const std::string& fetch) {
        return five([&](Item& item, const std::string& number) { GetParam().apply(item, number, fetch); });
    }
};

TEST_P(Identities, AreNotOfTheirPublishersMaking) {
    std::vector<std::size_t> sizes;
    for (const char* fetch : {"1", "2", "3", "4"}) {
        says(items(fetch));
        sizes.push_back(section().size());
        wait(1h);
    }
    EXPECT_THAT(sizes, testing::ElementsAre(5U, 5U, 5U, 5U));
}

TEST_P(Identities, DoNotDependOnTheOrderOfADocumentNorOnRepetitionsInIt) {
    says(items("1"));
    wait(1h);
    auto again = items("1");
    std::reverse(again.begin(), again.end());
    again.push_back(again.front());
    says(again);
    EXPECT_THAT(section(), testing::SizeIs(5));
    wait(1h);
    says(items("1"));
    EXPECT_THAT(section(), testing::SizeIs(5));
}

std::string name_of(const testing::TestParamInfo<Habit>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Habits, Identities, testing::ValuesIn(habits), name_of);

}  // namespace
}  // namespace broadsheet::tests
