#include "daemon/cli/explain.hpp"
#include "feeds/digest.hpp"
#include "store/sqlite/connection.hpp"
#include "store/store.hpp"
#include "tests/cli/program.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const store::Timestamp now{std::chrono::seconds(1'700'000'000)};

/// One feed in two sections with rules, and another that copies it. Nobody answers at their addresses, so that what is
/// explained is what the store has of them.
class PollExplained : public Program {
protected:
    void fill() {
        write("feeds.toml",
              "[daemon]\ndatabase = \"store.db\"\n"
              "[fetch]\nallow_private = true\n[store]\nretention = \"forever\"\n"
              "[sections.world]\nkeep = [\"title:/quake/i\", \"flood\"]\n"
              "[sections.all-but]\ndrop = [\"url:/sport/\"]\n"
              "[[feeds]]\nurl = \"http://127.0.0.1:1/a\"\ntitle = \"A\"\nsections = [\"world\", \"all-but\"]\n"
              "[[feeds]]\nurl = \"http://127.0.0.1:1/b\"\ntitle = \"B\"\nsections = [\"all-but\"]\n");
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        auto writer = store->writer().value();
        writer
            ->sync_config({{{"world", "world"}, {"all-but", "all-but"}},
                           {{"http://127.0.0.1:1/a", "A", {"world", "all-but"}, 0},
                            {"http://127.0.0.1:1/b", "B", {"all-but"}, 0}}},
                          now)
            .value();
        const auto id = [&](const char* url) { return store->reader().value()->feed(url).value().id; };
        take(*writer, id("http://127.0.0.1:1/a"),
             {entry("Quake in the north", "https://a.example/quake", {"world", "all-but"}),
              entry("Cup final", "https://a.example/sport/1", {}),
              entry("Old\x1b[2J news", "https://a.example/old", {})});
        take(*writer, id("http://127.0.0.1:1/b"),
             {entry("Quake in the north", "https://a.example/quake", {"all-but"})});
    }

    /// Of the feed with this title the store takes no poll.
    void refuse(const std::string& title) {
        auto connection = store::sqlite::Connection::open(path("store.db"), store::sqlite::Access::write).value();
        connection.script("CREATE TRIGGER full BEFORE UPDATE OF last_poll ON feeds WHEN OLD.title = '" + title +
                          "' BEGIN SELECT RAISE(ABORT, 'no room'); END");
        connection.status().value();
    }

    /// What a terminal is sent.
    std::string seen(const std::string& words) {
        run("--version", "script -qec '" BROADSHEET_BINARY " " + words + "' seen;");
        return read("seen");
    }

    static store::IncomingArticle entry(const std::string& title, const std::string& url,
                                        std::vector<std::string> sections) {
        store::IncomingArticle incoming;
        incoming.article.id = incoming.article.url = url;
        incoming.article.title = title;
        incoming.fingerprint = {"id:" + url, feeds::hash64(url), feeds::hash64(title)};
        incoming.sections = std::move(sections);
        return incoming;
    }

    static void take(store::Writer& writer, store::FeedId feed, std::vector<store::IncomingArticle> articles) {
        store::FetchRecord record;
        record.feed = feed;
        record.time = now;
        record.document.emplace();
        record.articles = std::move(articles);
        writer.record_fetch(record).value();
    }
};

TEST_F(PollExplained, NamesTheRuleThatDecidedForEachSection) {
    fill();
    const Outcome outcome = run("poll --force --explain -c feeds.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("broadsheet: every poll failed; 'broadsheet status' says why\n"));
    EXPECT_THAT(outcome.out, HasSubstr("  Quake in the north\n      world: in it, kept by \"title:/quake/i\"\n"
                                       "      all-but: in it\n"));
    EXPECT_THAT(outcome.out,
                HasSubstr("  Cup final\n      world: not in it, not kept by \"title:/quake/i\" or \"flood\"\n"
                          "      all-but: not in it, dropped by \"url:/sport/\"\n"));
    EXPECT_THAT(outcome.out,
                HasSubstr("[2J news\n      world: not in it, not kept by \"title:/quake/i\" or \"flood\"\n"
                          "      all-but: not in it, too old when the feed's first document brought it\n"));
    EXPECT_THAT(outcome.out, HasSubstr("  Quake in the north\n      a copy of what A brought first\n"));
    EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos);
    EXPECT_THAT(outcome.out, HasSubstr("2 feeds polled"));
}

TEST_F(PollExplained, SaysNothingOfItUnasked) {
    fill();
    EXPECT_EQ(lines_of(run("poll --force -c feeds.toml").out), 1U);
}

TEST_F(PollExplained, SpeaksJson) {
    fill();
    const auto said =
        boost::json::parse(run("poll --force --explain --json --feed http://127.0.0.1:1/b -c feeds.toml").out);
    EXPECT_EQ(said.at("polled").to_number<int>(), 1);
    EXPECT_EQ(run("poll --force --feed http://127.0.0.1:1/b -c feeds.toml").out,
              "1 feed polled: 0 new articles, 0 revised, 0 feeds unchanged, 1 failed\n");
    ASSERT_EQ(said.at("feeds").as_array().size(), 1U);
    const auto& feed = said.at("feeds").at(0);
    EXPECT_EQ(feed.at("url").as_string(), "http://127.0.0.1:1/b");
    const auto& entry = feed.at("entries").at(0);
    EXPECT_EQ(entry.at("copy_of").as_string(), "A");
    EXPECT_EQ(entry.at("sections").at(0).at("section").as_string(), "all-but");
    EXPECT_TRUE(entry.at("sections").at(0).at("in").as_bool());
}

TEST_F(PollExplained, SaysWhoKnowsWhyAFeedAskedForIsNotPolled) {
    fill();
    const std::string words = "poll --feed http://127.0.0.1:1/b -c feeds.toml";
    EXPECT_EQ(run(words).err,
              "http://127.0.0.1:1/b: 127.0.0.1 refuses connections\n"
              "broadsheet: every poll failed; 'broadsheet status' says why\n");
    EXPECT_EQ(run(words).err, "not polled: 'broadsheet why http://127.0.0.1:1/b' says until when\n");
}

TEST_F(PollExplained, TakesAnAddressInTheLettersOfTheConfigAndInAscii) {
    write("feeds.toml", "[daemon]\ndatabase = \"store.db\"\n[[feeds]]\nurl = \"http://b\u00fccher.invalid/\"\n");
    for (const char* url : {"http://b\u00fccher.invalid/", "http://xn--bcher-kva.invalid/"}) {
        const std::string words = "--feed " + std::string(url) + " -c feeds.toml";
        EXPECT_THAT(run("poll --force " + words).out, HasSubstr("1 feed polled")) << url;
        EXPECT_EQ(run("why " + std::string(url) + " -c feeds.toml").status, 0) << url;
    }
}

TEST_F(PollExplained, FailsWhereAPollCannotBeStored) {
    fill();
    refuse("B");
    const Outcome outcome = run("poll --force -c feeds.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("2 feeds polled"), HasSubstr("2 failed")));
    EXPECT_THAT(outcome.err, HasSubstr("no room"));
    EXPECT_THAT(outcome.err, HasSubstr("\nbroadsheet: polls that could not be stored: 1; the log says why\n"));
}

TEST_F(PollExplained, CountsOnATerminalWhereTheLogWritesOver) {
    fill();
    refuse("B");
    EXPECT_THAT(seen("poll --force -c feeds.toml"),
                AllOf(HasSubstr("\n1 feed polled\r"), Not(HasSubstr("1 feed polled20"))))
        << "nor the time of the error behind it";
}

}  // namespace
}  // namespace broadsheet::cli
